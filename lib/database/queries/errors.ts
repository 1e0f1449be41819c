import type { JSONValue } from 'postgres';
import { ERROR_CATEGORIES, type ErrorEvent } from '../../errors/error-event.ts';
import type { ErrorState, FrequencySeries, FrequencyVerdict } from '../../errors/judge-frequency.ts';
import type { ErrorGroup, KnownPattern } from '../../errors/mine-errors.ts';
import type { Queryable } from '../client.ts';

/** Failures recorded in a half-open window; never the analysis's own events, which have another type. */
export async function errorEvents(sql: Queryable, window: { from: Date; until: Date }): Promise<ErrorEvent[]> {
  return sql<ErrorEvent[]>`
    select id, created_at as "occurredAt", event_data->>'job' as job, account_id as "accountId",
      event_data->>'exception.type' as type, coalesce(event_data->>'exception.message', '') as message,
      event_data->>'exception.stacktrace' as stacktrace, event_data->>'code' as code,
      case when event_data->>'status' ~ '^[0-9]{3}$' then (event_data->>'status')::int end as status,
      event_data->>'fingerprint' as fingerprint,
      case when event_data->>'category' in ${sql(ERROR_CATEGORIES as unknown as string[])} then jsonb_build_object(
        'category', event_data->>'category', 'retryable', event_data->'retryable', 'advice', event_data->>'advice') end as declared
    from system_events
    where event_type = 'job_error' and created_at >= ${window.from} and created_at < ${window.until}
    order by created_at, id`;
}

/** Patterns of earlier runs, with the evidence that keeps their fingerprints what they are. */
export async function knownPatterns(sql: Queryable): Promise<KnownPattern[]> {
  return sql<KnownPattern[]>`
    select fingerprint, template, error_name as "errorName", code, top_frame as "topFrame", first_seen as "firstSeen", signatures
    from error_patterns where merged_into is null`;
}

/** Stores the groups of a run: new patterns, what changed of known ones, and which of them turned out to be one. */
export async function upsertPatterns(sql: Queryable, groups: readonly ErrorGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const rows = groups.map((group) => ({
    fingerprint: group.fingerprint,
    template: group.template,
    error_name: group.errorName,
    code: group.code,
    top_frame: group.topFrame,
    job: group.example.job,
    category: group.category,
    subcategory: group.subcategory,
    rule_id: group.ruleId,
    retryable: group.retryable,
    first_seen: group.firstSeen.toISOString(),
    last_seen: group.lastSeen.toISOString(),
    example: group.example,
    signatures: group.signatures,
  }));
  await sql`
    insert into error_patterns as p (fingerprint, template, error_name, code, top_frame, job, category, subcategory, rule_id,
      retryable, state, first_seen, last_seen, example, signatures)
    select r.fingerprint, r.template, r.error_name, r.code, r.top_frame, r.job, r.category, r.subcategory, r.rule_id,
      r.retryable, 'new', r.first_seen, r.last_seen, r.example, r.signatures
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (fingerprint text, template text, error_name text,
      code text, top_frame text, job text, category text, subcategory text, rule_id text, retryable boolean,
      first_seen timestamptz, last_seen timestamptz, example jsonb, signatures jsonb)
    on conflict (fingerprint) do update set
      template = excluded.template, category = excluded.category, subcategory = excluded.subcategory,
      rule_id = excluded.rule_id, retryable = excluded.retryable, first_seen = least(p.first_seen, excluded.first_seen),
      last_seen = greatest(p.last_seen, excluded.last_seen), signatures = excluded.signatures`;
  const merges = groups.flatMap(({ fingerprint, absorbed }) => absorbed.map((from) => ({ from, into: fingerprint })));
  for (const { from, into } of merges) await mergePattern(sql, from, into);
}

/** A pattern that turned out to be another one: its counts go there, its row stays and says so. */
async function mergePattern(sql: Queryable, from: string, into: string): Promise<void> {
  await sql`
    insert into error_counts as c (fingerprint, window_start, n)
    select ${into}, window_start, n from error_counts where fingerprint = ${from}
    on conflict (fingerprint, window_start) do update set n = c.n + excluded.n`;
  await sql`delete from error_counts where fingerprint = ${from}`;
  await sql`
    update error_patterns p set first_seen = least(p.first_seen, f.first_seen), last_seen = greatest(p.last_seen, f.last_seen)
    from error_patterns f where p.fingerprint = ${into} and f.fingerprint = ${from}`;
  await sql`update error_patterns set merged_into = ${into} where fingerprint = ${from}`;
}

/** Sets the counts of whole windows: counting a window again gives the same numbers, not twice as many. */
export async function setCounts(
  sql: Queryable,
  counts: readonly { fingerprint: string; windowStart: Date; n: number }[],
): Promise<void> {
  if (counts.length === 0) return;
  const rows = counts.map(({ fingerprint, windowStart, n }) => ({ fingerprint, window_start: windowStart, n }));
  await sql`
    insert into error_counts ${sql(rows)}
    on conflict (fingerprint, window_start) do update set n = excluded.n`;
}

/** A series and what the analysis shows with it. */
export interface PatternSeries extends FrequencySeries {
  template: string;
}

/**
 * Counts of every live pattern on a zero-filled grid of windows, with the runs and the latest success of its job: all the
 * frequency work of a run in one round trip.
 */
export async function frequencySeries(
  sql: Queryable,
  grid: { currentStart: Date; windowHours: number; windowsBefore: number; until: Date },
): Promise<PatternSeries[]> {
  const { currentStart, windowHours, windowsBefore, until } = grid;
  const width = `${windowHours} hours`;
  return sql<PatternSeries[]>`
    with grid as (
      select generate_series(${currentStart}::timestamptz - ${windowsBefore} * ${width}::interval, ${currentStart}::timestamptz,
        ${width}::interval) as window_start
    )
    select p.fingerprint, p.template, p.first_seen as "firstSeen", p.last_seen as "lastSeen", p.resolved_at as "resolvedAt",
      (select max(r.finished_at) from job_runs r
        where r.job_name = p.job and r.status = 'ok' and r.finished_at < ${until}) as "lastSuccessAt",
      (select jsonb_agg(coalesce(c.n, 0) order by g.window_start) from grid g
        left join error_counts c on c.fingerprint = p.fingerprint and c.window_start = g.window_start) as counts,
      (select jsonb_agg((select count(*) from job_runs r where r.job_name = p.job and r.started_at >= g.window_start
        and r.started_at < g.window_start + ${width}::interval) order by g.window_start) from grid g) as runs
    from error_patterns p
    where p.merged_into is null
      and p.last_seen >= ${currentStart}::timestamptz - 2 * ${windowsBefore} * ${width}::interval
      and p.first_seen < ${until}
    order by p.fingerprint`;
}

/** Stores what the run found out about each pattern's state. */
export async function storeVerdicts(sql: Queryable, verdicts: readonly FrequencyVerdict[], at: Date): Promise<void> {
  if (verdicts.length === 0) return;
  const rows = verdicts.map(({ fingerprint, state, escalating }) => ({ fingerprint, state, escalating }));
  await sql`
    update error_patterns p set
      state = r.state, escalating = r.escalating,
      resolved_at = case when r.state = 'resolved' then coalesce(p.resolved_at, ${at}) end
    from jsonb_to_recordset(${sql.json(rows)}) as r (fingerprint text, state text, escalating boolean)
    where p.fingerprint = r.fingerprint`;
}

export interface StoredPattern {
  fingerprint: string;
  template: string;
  errorName: string | null;
  category: string;
  state: ErrorState;
  escalating: boolean;
  firstSeen: Date;
  lastSeen: Date;
}

/** Patterns seen since, the latest first. */
export async function recentPatterns(sql: Queryable, since: Date): Promise<StoredPattern[]> {
  return sql<StoredPattern[]>`
    select fingerprint, template, error_name as "errorName", category, state, escalating, first_seen as "firstSeen",
      last_seen as "lastSeen"
    from error_patterns where merged_into is null and last_seen >= ${since}
    order by last_seen desc, fingerprint`;
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
