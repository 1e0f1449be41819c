import type { ErrorState, FrequencySeries } from '../../errors/judge-frequency.ts';
import type { Queryable } from '../client.ts';

/** A series, and what the analysis tells with it. */
export interface PatternSeries extends FrequencySeries {
  template: string;
  errorName: string | null;
  category: string;
  subcategory: string | null;
  retryable: boolean;
  advice: string | null;
  /** Why it was critical, and since which analysis; null when it was not. */
  critical: string | null;
  criticalSince: Date | null;
  /** What the analysis before said. */
  previousState: ErrorState;
}

/**
 * Counts of every live pattern on a zero-filled grid of windows, the runs of its jobs on the same grid, and the latest success where it
 * failed: all the frequency work of a run in one round trip. A pattern lives until it is resolved and a week longer, however long it
 * has been silent.
 *
 * `lastSuccessAt` is later than `lastSeen` if, and only if, each job and account that failed so has since begun a run that succeeded.
 */
export async function frequencySeries(
  sql: Queryable,
  grid: { currentStart: Date; windowHours: number; windowsBefore: number; until: Date },
): Promise<PatternSeries[]> {
  const { currentStart, windowHours, windowsBefore, until } = grid;
  const width = `${windowHours} hours`;
  const series = await sql<PatternSeries[]>`
    with bounds as (
      select ${currentStart}::timestamptz - ${windowsBefore} * ${width}::interval as first_start, ${until}::timestamptz as until
    ), grid as (
      select generate_series(first_start, ${currentStart}::timestamptz, ${width}::interval) as window_start from bounds
    ), live as (
      select p.* from error_patterns p, bounds b
      where p.merged_into is null and p.first_seen < b.until
        and (p.state <> 'resolved' or p.last_seen >= b.first_start - ${windowsBefore} * ${width}::interval)
    ), ran as ( -- runs that did something: one that was passed over could not fail
      select r.job_name, r.account_id, date_bin(${width}::interval, r.started_at, b.first_start) as window_start, count(*) as n,
        max(r.started_at) filter (where r.status in ('ok', 'partial')) as succeeded_at
      from job_runs r, bounds b
      where r.started_at >= b.first_start and r.started_at < b.until and r.status not like 'skipped\\_%'
      group by 1, 2, 3
    ), places as ( -- where it failed within the grid: one that has not done so since is nobody's exposure any more
      select p.fingerprint, split_part(key, ' ', 1) as job_name, split_part(key, ' ', 2) as account_id, value::timestamptz as at
      from live p, bounds b, jsonb_each_text(p.seen_by) where value::timestamptz >= b.first_start
    ), exposure as (
      select fingerprint, jsonb_agg(n order by window_start) as runs from (
        select j.fingerprint, g.window_start, coalesce(sum(r.n), 0) as n
        from (select distinct fingerprint, job_name from places) j cross join grid g
        left join ran r on r.job_name = j.job_name and r.window_start = g.window_start
        group by 1, 2
      ) per_window group by 1
    ), success as (
      select job_name, account_id, max(succeeded_at) as at from ran group by 1, 2
    ), recovery as (
      select fingerprint, bool_and(coalesce(succeeded_at > at, false)) as everywhere, max(succeeded_at) as latest
      from (
        select p.fingerprint, p.at, max(s.at) as succeeded_at
        from places p left join success s on s.job_name = p.job_name and p.account_id in (s.account_id, '*')
        group by p.fingerprint, p.job_name, p.account_id, p.at
      ) per_place group by 1
    ), counted as (
      select p.fingerprint, jsonb_agg(coalesce(c.n, 0) order by g.window_start) as counts
      from live p cross join grid g
      left join error_counts c on c.fingerprint = p.fingerprint and c.window_start = g.window_start
      group by 1
    )
    select p.fingerprint, p.template, p.error_name as "errorName", p.category, p.subcategory, p.retryable, p.advice,
      p.critical, p.critical_since as "criticalSince", p.state as "previousState", p.first_seen as "firstSeen",
      p.last_seen as "lastSeen", p.resolved_at as "resolvedAt",
      case when r.everywhere or r.latest is null then r.latest else least(r.latest, p.last_seen) end as "lastSuccessAt",
      c.counts, coalesce(x.runs, '[]') as runs
    from live p
    join counted c on c.fingerprint = p.fingerprint
    left join recovery r on r.fingerprint = p.fingerprint
    left join exposure x on x.fingerprint = p.fingerprint
    order by p.fingerprint`;
  return series.map((one) => asOf(one, { until, currentStart, windowMs: windowHours * 3_600_000 }));
}

/** Of a moment that is past, what was known then: replaying an old event gives the old answer. */
function asOf(
  series: PatternSeries,
  { until, currentStart, windowMs }: { until: Date; currentStart: Date; windowMs: number },
): PatternSeries {
  if (series.lastSeen < until) return series;
  const windowsAgo = series.counts.toReversed().findIndex((count) => count > 0);
  const end = currentStart.getTime() + (1 - Math.max(0, windowsAgo)) * windowMs;
  const { resolvedAt } = series;
  return {
    ...series,
    lastSeen: new Date(Math.min(end, until.getTime()) - 1),
    resolvedAt: resolvedAt !== null && resolvedAt < until ? resolvedAt : null,
  };
}

/**
 * One account's own errors by kind (type and code) on a zero-filled grid of windows that ends now, as the test for spikes takes
 * them. Errors of other accounts play no part.
 */
export async function accountErrorSeries(
  sql: Queryable,
  query: { accountId: string; now: Date; windowHours: number; windowsBefore: number },
): Promise<FrequencySeries[]> {
  const { accountId, now, windowHours, windowsBefore } = query;
  const width = `${windowHours} hours`;
  return sql<FrequencySeries[]>`
    with events as (
      select concat_ws(' ', event_data->>'job', event_data->>'exception.type', event_data->>'code') as kind, created_at,
        floor(extract(epoch from ${now}::timestamptz - created_at) / (${windowHours} * 3600.0))::int as ago
      from system_events
      where account_id = ${accountId} and event_type = 'job_error' and created_at <= ${now}
        and created_at > ${now}::timestamptz - (${windowsBefore}::int + 1) * ${width}::interval
    )
    select kind as fingerprint, min(created_at) as "firstSeen", max(created_at) as "lastSeen", null as "resolvedAt", '[]'::jsonb as runs,
      (select jsonb_agg((select count(*) from events e where e.kind = k.kind and e.ago = g.ago) order by g.ago desc)
        from generate_series(0, ${windowsBefore}::int) g (ago)) as counts
    from events k group by kind order by kind`;
}
