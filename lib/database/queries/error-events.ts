import type { JSONValue } from 'postgres';
import { ERROR_CATEGORIES, type ErrorEvent } from '../../errors/error-event.ts';
import type { ErrorReport } from '../../runtime/error-report.ts';
import type { Queryable, Sql } from '../client.ts';

/** A failure as it was recorded. */
export interface RecordedError extends ErrorEvent {
  /** The run it happened in; null when the run could not say. */
  runId: string | null;
}

const PAGE = 1_000;
/** Deeper stacks are cut: the innermost frames and causes identify an error. */
const STACK_LIMIT = 8_192;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Where the page before ended. As text: a Date would lose the microseconds. */
interface Place {
  at: string;
  id: string;
}

type PageRow = RecordedError & Place;

/**
 * Failures recorded in a half-open window, oldest first, page by page: nobody needs all of their text at once. The next page is on its
 * way while one is worked on. Never the analysis's own events, which have another type.
 */
export async function* errorEvents(sql: Sql, window: { from: Date; until: Date }): AsyncGenerator<RecordedError[]> {
  let next: Promise<PageRow[]> | null = errorPage(sql, window, { at: window.from.toISOString(), id: LOWEST_ID });
  while (next !== null) {
    const page: PageRow[] = await next;
    const last = page.at(-1);
    next = page.length < PAGE || last === undefined ? null : errorPage(sql, window, last);
    next?.catch(() => {}); // whoever stops reading early never hears of it; whoever goes on, at the next await
    yield page;
  }
}

async function errorPage(sql: Sql, { until }: { until: Date }, after: Place): Promise<PageRow[]> {
  // `event_data - ''` unpacks a large event once, where every ->> would do so for itself.
  return sql<PageRow[]>`
    with page as materialized (
      select id, created_at, account_id, event_data - '' as data from system_events
      where event_type = 'job_error' and created_at < ${until} and created_at >= ${after.at}::timestamptz
        and (created_at, id) > (${after.at}::timestamptz, ${after.id}::uuid)
      order by created_at, id limit ${PAGE}
    )
    select id, created_at as "occurredAt", created_at::text as at, data->>'job' as job, account_id as "accountId",
      data->>'exception.type' as type, coalesce(data->>'exception.message', '') as message,
      left(data->>'exception.stacktrace', ${STACK_LIMIT}) as stacktrace, data->>'code' as code,
      case when data->>'status' ~ '^[0-9]{3}$' then (data->>'status')::int end as status, data->>'fingerprint' as fingerprint,
      data#>>'{context,run_id}' as "runId",
      case when data->>'category' in ${sql(ERROR_CATEGORIES as unknown as string[])} then jsonb_build_object(
        'category', data->'category', 'retryable', data->'retryable', 'advice', data->'advice') end as declared
    from page order by created_at, id`;
}

/** A failure that could not record itself. Its id is that of what failed, so that hearing of it twice records it once. */
export interface BelatedError {
  id: string;
  report: ErrorReport;
  at: Date;
}

/** Records failures that nobody could record when they happened. Returns how many were not known yet. */
export async function recordBelated(sql: Queryable, failures: readonly BelatedError[]): Promise<number> {
  if (failures.length === 0) return 0;
  const rows = failures.map(({ id, report, at }) => ({ id, event_data: report, created_at: at.toISOString() }));
  const recorded = await sql`
    insert into system_events (id, event_type, event_data, severity, created_at)
    select r.id, 'job_error', r.event_data, 'error', r.created_at
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (id uuid, event_data jsonb, created_at timestamptz)
    on conflict (id) do nothing
    returning id`;
  return recorded.length;
}
