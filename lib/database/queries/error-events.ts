import type { JSONValue } from 'postgres';
import { ERROR_CATEGORIES, type ErrorEvent } from '../../errors/error-event.ts';
import type { ErrorReport } from '../../runtime/error-report.ts';
import type { Queryable, Sql } from '../client.ts';

/** A failure as it was recorded. */
export interface RecordedError extends ErrorEvent {
  /** The run it happened in; null when the run could not say. */
  runId: string | null;
}

const PAGE = 2_000;
/** Deeper stacks are cut: the innermost frames and causes identify an error. */
const STACK_LIMIT = 8_192;

/**
 * Failures recorded in a half-open window, page by page through a cursor: nobody needs all of their text at once. Never the analysis's
 * own events, which have another type. Their order is not defined.
 */
export function errorEvents(sql: Sql, window: { from: Date; until: Date }): AsyncIterable<RecordedError[]> {
  // jsonb_to_record unpacks a large event once, where ->> would do so for every field.
  return sql<RecordedError[]>`
    select e.id, e.created_at as "occurredAt", r.job, e.account_id as "accountId", r."exception.type" as type,
      coalesce(r."exception.message", '') as message, left(r."exception.stacktrace", ${STACK_LIMIT}) as stacktrace, r.code,
      case when r.status ~ '^[0-9]{3}$' then r.status::int end as status, r.fingerprint, r.context->>'run_id' as "runId",
      case when r.category in ${sql(ERROR_CATEGORIES as unknown as string[])} then jsonb_build_object(
        'category', r.category, 'retryable', r.retryable, 'advice', r.advice) end as declared
    from system_events e, jsonb_to_record(e.event_data) as r ("exception.type" text, "exception.message" text,
      "exception.stacktrace" text, job text, code text, status text, fingerprint text, context jsonb, category text,
      retryable jsonb, advice text)
    where e.event_type = 'job_error' and e.created_at >= ${window.from} and e.created_at < ${window.until}`.cursor(
    PAGE,
  );
}

/** The stacks of single events by their ids, as recorded. */
export async function stacksOf(sql: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; stacktrace: string }[]>`
    select id, event_data->>'exception.stacktrace' as stacktrace from system_events
    where id = any(${[...ids]}::uuid[]) and event_data->>'exception.stacktrace' is not null`;
  return new Map(rows.map(({ id, stacktrace }) => [id, stacktrace]));
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
