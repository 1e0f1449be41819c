import type { JSONValue } from 'postgres';
import type { Goals } from '../../optimizing/analysis.ts';
import type { Queryable, Transaction } from '../client.ts';

export type Severity = 'info' | 'warning' | 'error' | 'critical';

export interface SystemEvent {
  id: string;
  eventType: string;
  eventData: Record<string, unknown>;
  severity: Severity;
  accountId: string | null;
  createdAt: Date;
}

/** Writes one event. Data are plain JSON; undefined fields are left out. */
export async function recordEvent(
  sql: Queryable,
  event: { type: string; data: object; severity?: Severity; accountId?: string | null; at: Date },
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into system_events (event_type, event_data, severity, account_id, created_at)
    values (${event.type}, ${sql.json(event.data as JSONValue)}, ${event.severity ?? 'info'}, ${event.accountId ?? null}, ${event.at})
    returning id`;
  return row!.id;
}

/** Writes an event of the installation of which there is one per moment: that of a repeated run takes the place of the first. */
export async function replaceEvent(
  sql: Transaction,
  event: { type: string; data: object; severity: Severity; at: Date },
): Promise<string> {
  await sql`
    delete from system_events where event_type = ${event.type} and created_at = ${event.at} and account_id is null`;
  return recordEvent(sql, event);
}

/** The newest events of a type, of one account or of all. */
export async function latestEvents(
  sql: Queryable,
  query: { type: string; accountId?: string | null; limit: number },
): Promise<SystemEvent[]> {
  const { type, accountId = null, limit } = query;
  return sql<SystemEvent[]>`
    select id, event_type as "eventType", event_data as "eventData", severity, account_id as "accountId", created_at as "createdAt"
    from system_events
    where event_type = ${type} and (${accountId}::text is null or account_id = ${accountId})
    order by created_at desc, id limit ${limit}`;
}

/** The goals of the first analysis before a moment that had any; empty when none had. */
export async function firstGoals(sql: Queryable, query: { accountId: string; before: Date }): Promise<Goals[]> {
  const [row] = await sql<{ goals: Goals[] }[]>`
    select event_data->'goals' as goals from system_events
    where account_id = ${query.accountId} and event_type = 'autonomous_optimization' and created_at < ${query.before}
      and jsonb_array_length(event_data->'goals') > 0
    order by created_at limit 1`;
  return row?.goals ?? [];
}

/** Whether an account had its scheduled look at an analysis in a window. */
export async function hadScheduledLook(
  sql: Queryable,
  window: { accountId: string; after: Date; until: Date },
): Promise<boolean> {
  const looks = await sql`
    select 1 from system_events
    where account_id = ${window.accountId} and event_type = 'autonomous_optimization'
      and created_at > ${window.after} and created_at <= ${window.until} and event_data->>'look' = 'scheduled' limit 1`;
  return looks.length > 0;
}

/**
 * Whether an attempt of the run that goes on has left its event, and with it all it had to do, but died before it could say so. Its
 * run is the one of a second attempt or a later one.
 */
export async function wasLeftUnfinished(
  sql: Queryable,
  run: { job: string; accountId: string; now: Date },
): Promise<boolean> {
  const left = await sql`
    select 1 from system_events e
    where e.account_id = ${run.accountId} and e.event_type = 'autonomous_optimization' and e.created_at = ${run.now}
      and exists (select from job_runs r where r.job_name = ${run.job} and r.account_id = ${run.accountId}
        and r.status = 'running' and r.attempt > 1)
    limit 1`;
  return left.length > 0;
}
