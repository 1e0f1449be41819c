import type { Queryable } from '../client.ts';

/** What was used in a span of time, as far as the database knows. */
export interface Usage {
  /** When the first job ever ran; null while none has. */
  firstRunAt: Date | null;
  jobs: {
    job: string;
    /** Slots in which it ran, for whichever accounts. */
    invocations: number;
    /** Of all runs that said how long they took. */
    seconds: number;
    /** Runs that did not say: they crashed, were killed, or are running. */
    unknownRuns: number;
  }[];
  /** What the services billed, by their ledger. */
  services: { service: string; units: number; usd: number }[];
  /** Answers of language models that have no price. */
  unpricedGenerations: { model: string; calls: number }[];
}

/** What was used from `from` until before `until`, all accounts together. */
export async function usageOf(sql: Queryable, { from, until }: { from: Date; until: Date }): Promise<Usage> {
  const [first] = await sql<{ at: Date | null }[]>`select min(started_at) as at from job_runs`;
  const jobs = await sql<Usage['jobs']>`
    select job, count(*) as invocations, coalesce(sum(ms), 0) / 1000 as seconds, sum(unknown)::bigint as "unknownRuns"
    from (
      select job_name as job, sum(duration_ms) as ms, count(*) filter (where duration_ms is null) as unknown
      from job_runs where started_at >= ${from} and started_at < ${until} and not starts_with(status, 'skipped_')
      group by job_name, slot -- first by slot, by hash: counting distinct slots would sort every run
    ) invocation
    group by job order by job`;
  const services = await sql<Usage['services']>`
    select service, sum(units)::bigint as units, sum(usd) as usd from api_costs
    where day >= ${from}::timestamptz::date and day < ${until}::timestamptz::date
    group by service order by service`;
  const unpricedGenerations = await sql<Usage['unpricedGenerations']>`
    select model, count(*) as calls from generations
    where created_at >= ${from} and created_at < ${until} and usd is null and answer is not null
    group by model order by model`;
  return {
    firstRunAt: first?.at ?? null,
    jobs: [...jobs],
    services: [...services],
    unpricedGenerations: [...unpricedGenerations],
  };
}
