import type { JSONValue } from 'postgres';
import type { Claim, Lease, RunStore } from '../../runtime/envelope.ts';
import type { Queryable, Sql } from '../client.ts';
import { recordEvent } from './events.ts';

/**
 * Job runs and failures on the database. A slot is claimed by inserting its row: a second delivery finds it and does
 * nothing; a failed one, or one whose lease ran out because its process died, may be claimed again.
 */
export function runStore(sql: Sql): RunStore {
  return {
    async claim(claim: Claim, at: Date): Promise<Lease | null> {
      const [lease] = await sql<Lease[]>`
        insert into job_runs as r (job_name, account_id, slot, status, started_at, lease_until)
        values (${claim.job}, ${claim.accountId}, ${claim.slot}, 'running', ${at}, ${claim.leaseUntil})
        on conflict (job_name, account_id, slot) do update
          set status = 'running', attempt = r.attempt + 1, run_id = gen_random_uuid(), started_at = excluded.started_at,
              lease_until = excluded.lease_until, finished_at = null, error = null
          where r.status = 'failed' or r.status like 'skipped\\_%' or (r.status = 'running' and r.lease_until < ${at})
        returning run_id as "runId", attempt`;
      return lease ?? null;
    },
    async finish(claim, lease, outcome) {
      await sql`
        update job_runs
        set status = ${outcome.status}, finished_at = ${outcome.at}, duration_ms = ${outcome.durationMs},
            counts = ${sql.json(outcome.counts as JSONValue)}, watermark = ${outcome.watermark ?? null}, error = ${outcome.error}
        where job_name = ${claim.job} and account_id = ${claim.accountId} and slot = ${claim.slot} and run_id = ${lease.runId}`;
    },
    async recordError(report, accountId, at) {
      await recordEvent(sql, { type: 'job_error', data: report, severity: 'error', accountId, at });
    },
  };
}

/** Remembers that a slot was passed over, and why (`skipped_paused`, `skipped_cool_down`). */
export async function recordSkip(
  sql: Queryable,
  skip: { job: string; accountId: string; slot: Date; reason: 'paused' | 'cool_down'; at: Date },
): Promise<void> {
  await sql`
    insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at)
    values (${skip.job}, ${skip.accountId}, ${skip.slot}, ${`skipped_${skip.reason}`}, ${skip.at}, ${skip.at}, ${skip.at})
    on conflict (job_name, account_id, slot) do nothing`;
}

export interface JobRun {
  jobName: string;
  accountId: string;
  slot: Date;
  status: string;
  attempt: number;
  startedAt: Date;
  finishedAt: Date | null;
  durationMs: number | null;
  counts: Record<string, number>;
  error: string | null;
}

/**
 * Per job and account: the newest run, and when it last succeeded (at least in part). The pairs are found by jumping from one to the
 * next in the index: there are few of them, and thousands of runs of each.
 */
export async function latestRuns(sql: Queryable): Promise<(JobRun & { lastSuccessAt: Date | null })[]> {
  return sql<(JobRun & { lastSuccessAt: Date | null })[]>`
    with recursive pairs as (
      (select job_name, account_id from job_runs order by job_name, account_id limit 1)
      union all
      select next.job_name, next.account_id from pairs, lateral (
        select job_name, account_id from job_runs
        where (job_name, account_id) > (pairs.job_name, pairs.account_id) order by job_name, account_id limit 1
      ) next
    )
    select r.job_name as "jobName", r.account_id as "accountId", r.slot, r.status, r.attempt, r.started_at as "startedAt",
      r.finished_at as "finishedAt", r.duration_ms as "durationMs", r.counts, r.error, s.at as "lastSuccessAt"
    from pairs
    cross join lateral (
      select * from job_runs of where of.job_name = pairs.job_name and of.account_id = pairs.account_id
      order by started_at desc limit 1
    ) r
    cross join lateral (
      select max(finished_at) as at from job_runs of where of.job_name = pairs.job_name and of.account_id = pairs.account_id
        and of.status in ('ok', 'partial')
    ) s
    order by r.job_name, r.account_id`;
}

/** How often a job was tried in vain since it last succeeded, the run that is going on included. */
export async function failuresInARow(sql: Queryable, run: { job: string; accountId: string }): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select coalesce(sum(attempt), 0)::int as n from job_runs
    where job_name = ${run.job} and account_id = ${run.accountId} and status in ('failed', 'running')
      and started_at > coalesce((select max(s.started_at) from job_runs s where s.job_name = ${run.job}
        and s.account_id = ${run.accountId} and s.status in ('ok', 'partial')), '-infinity')`;
  return row?.n ?? 0;
}

/** How far the last successful run of a job has read its input. */
export async function lastWatermark(sql: Queryable, job: string, accountId = '*'): Promise<Date | null> {
  const [row] = await sql<{ watermark: Date | null }[]>`
    select max(watermark) as watermark from job_runs
    where job_name = ${job} and account_id = ${accountId} and status in ('ok', 'partial')`;
  return row?.watermark ?? null;
}

/** When a job last succeeded for an account, at least in part. */
export async function lastSuccess(
  sql: Queryable,
  query: { job: string; accountId: string; until: Date },
): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }[]>`
    select max(finished_at) as at from job_runs
    where job_name = ${query.job} and account_id = ${query.accountId} and status in ('ok', 'partial')
      and finished_at <= ${query.until}`;
  return row?.at ?? null;
}
