import type { JSONValue } from 'postgres';
import { ERROR_CATEGORIES, type ErrorEvent } from '../../errors/error-event.ts';
import type { ErrorReport } from '../../runtime/error-report.ts';
import type { Queryable, Sql } from '../client.ts';

/** A failure as it was recorded, its stack in two parts. */
export interface RecordedError extends Omit<ErrorEvent, 'stacktrace'> {
  /** The run it happened in; null when the run could not say. */
  runId: string | null;
  /** What stands before the message in the header of the stack; null when the message does not stand there. */
  beforeMessage: string | null;
  /** The rest of the stack, the same string for all that share it: a week has many failures and few ways to fail. */
  frames: string | null;
}

const PAGE = 1_000;
/** Deeper stacks are cut: the innermost frames and causes identify an error. */
const STACK_LIMIT = 8_192;
/** A message further down is not the stack's header. */
const HEADER_LENGTH = 300;
const MAXIMUM_REMEMBERED = 1_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Where the page before ended. As text: a Date would lose the microseconds. */
interface Place {
  at: string;
  id: string;
}

interface PageRow extends RecordedError, Place {
  framesKey: string;
}

/**
 * Failures recorded in a half-open window, oldest first, page by page: nobody needs all of their text at once. The next page is on its
 * way while one is worked on. Never the analysis's own events, which have another type.
 */
export async function* errorEvents(sql: Sql, window: { from: Date; until: Date }): AsyncGenerator<RecordedError[]> {
  const remembered = new Map<string, string>();
  let next: Promise<PageRow[]> | null = errorPage(sql, window, { at: window.from.toISOString(), id: LOWEST_ID });
  while (next !== null) {
    const page: PageRow[] = await next;
    const last = page.at(-1);
    next = page.length < PAGE || last === undefined ? null : errorPage(sql, window, last);
    next?.catch(() => {}); // whoever stops reading early never hears of it; whoever goes on, at the next await
    shareFrames(page, remembered);
    yield page;
  }
}

/** Gives every row its frames: those its page brought, or the same string from a page before. */
function shareFrames(page: PageRow[], remembered: Map<string, string>): void {
  const ofPage = new Map<string, string>();
  for (const { framesKey, frames } of page) {
    if (frames === null) continue;
    ofPage.set(framesKey, remembered.get(framesKey) ?? frames);
    if (remembered.size < MAXIMUM_REMEMBERED && !remembered.has(framesKey)) remembered.set(framesKey, frames);
  }
  for (const row of page) row.frames = ofPage.get(row.framesKey) ?? null;
}

/** One page; of the rows with the same frames only one brings them. */
async function errorPage(sql: Sql, { until }: { until: Date }, after: Place): Promise<PageRow[]> {
  // jsonb_to_record unpacks a large event once, where ->> would do so for every field.
  return sql<PageRow[]>`
    with page as materialized (
      select id, created_at, account_id, event_data from system_events
      where event_type = 'job_error' and created_at < ${until} and created_at >= ${after.at}::timestamptz
        and (created_at, id) > (${after.at}::timestamptz, ${after.id}::uuid)
      order by created_at, id limit ${PAGE}
    ), unpacked as (
      select e.id, e.created_at, e.account_id, r.*, coalesce(r."exception.message", '') as message,
        left(r."exception.stacktrace", ${STACK_LIMIT}) as stack
      from page e, jsonb_to_record(e.event_data) as r ("exception.type" text, "exception.message" text,
        "exception.stacktrace" text, job text, code text, status text, fingerprint text, context jsonb, category text,
        retryable jsonb, advice text)
    ), headed as (
      select *, case when message <> ''
        then nullif(position(message in left(stack, ${HEADER_LENGTH} + length(message))), 0) end as starts
      from unpacked
    ), framed as (
      select *, case when starts is null then stack else substr(stack, starts + length(message)) end as frames from headed
    )
    select id, created_at as "occurredAt", created_at::text as at, job, account_id as "accountId", "exception.type" as type, message,
      left(stack, starts - 1) as "beforeMessage", coalesce(md5(frames), '') as "framesKey",
      case when row_number() over (partition by md5(frames)) = 1 then frames end as frames, code,
      case when status ~ '^[0-9]{3}$' then status::int end as status, fingerprint, context->>'run_id' as "runId",
      case when category in ${sql(ERROR_CATEGORIES as unknown as string[])} then jsonb_build_object(
        'category', category, 'retryable', retryable, 'advice', advice) end as declared
    from framed order by created_at, id`;
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
