import type { JSONValue } from 'postgres';
import { ERROR_CATEGORIES, type ErrorEvent } from '../../errors/error-event.ts';
import type { ErrorReport } from '../../runtime/error-report.ts';
import type { Queryable, Sql } from '../client.ts';

/** A failure as it was recorded. */
export interface RecordedError extends ErrorEvent {
  /** The run it happened in; null when the run could not say. */
  runId: string | null;
}

/** Deeper stacks are cut: the innermost frames and causes identify an error. */
const STACK_LIMIT = 8_192;

/**
 * Hands over the failures recorded in a half-open window one by one, in no order, as they arrive: nobody needs all of their text at
 * once, sorting it would take the server to its disk, and the server waits while its reader is busy. Never the analysis's own events,
 * which have another type.
 */
export async function forEachError(
  sql: Sql,
  { from, until }: { from: Date; until: Date },
  take: (error: RecordedError) => void,
): Promise<void> {
  // `event_data - ''` unpacks a large event once, where every ->> would do so for itself; offset 0 keeps the planner from undoing it.
  const rows = sql<RecordedError[]>`
    select id, created_at as "occurredAt", data->>'job' as job, account_id as "accountId", data->>'exception.type' as type,
      coalesce(data->>'exception.message', '') as message, left(data->>'exception.stacktrace', ${STACK_LIMIT}) as stacktrace,
      data->>'code' as code, case when data->>'status' ~ '^[0-9]{3}$' then (data->>'status')::int end as status,
      data->>'fingerprint' as fingerprint, data#>>'{context,run_id}' as "runId",
      case when data->>'category' in ${sql(ERROR_CATEGORIES as unknown as string[])} then jsonb_build_object(
        'category', data->'category', 'retryable', data->'retryable', 'advice', data->'advice') end as declared
    from (
      select id, created_at, account_id, event_data - '' as data from system_events
      where event_type = 'job_error' and created_at >= ${from} and created_at < ${until} offset 0
    ) e`;
  await rows.forEach((row) => {
    take(row as RecordedError);
  });
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
