import type { Queryable } from '../client.ts';

/** Whether anything of an account may leave, as the database has it now. */
export interface PublishingState {
  accountId: string;
  publishing: 'off' | 'outbox' | 'webhook' | 'x';
  pausedAt: Date | null;
  stoppedAt: Date | null;
  restUntil: Date | null;
  /** Of the stop or the rest. */
  reason: string | null;
  /** Handed over, and the answer has not come. */
  underWay: number;
}

/** How publishing stands, of one account or of all, read now. */
export async function publishingState(sql: Queryable, accountId: string | null): Promise<PublishingState[]> {
  return sql<PublishingState[]>`
    select a.account_id as "accountId", a.publishing, a.paused_at as "pausedAt", a.publishing_stopped_at as "stoppedAt",
      a.publishing_rest_until as "restUntil", a.publishing_reason as reason,
      (select count(*) from publish_attempts t where t.account_id = a.account_id and t.outcome is null)::int as "underWay"
    from accounts a where ${accountId}::text is null or a.account_id = ${accountId} order by a.account_id`;
}

/** Pauses accounts, or (null) lets them go on; an account that is paused already keeps its time. Returns those it changed. */
export async function setPaused(
  sql: Queryable,
  change: { accountIds: readonly string[]; at: Date | null },
): Promise<string[]> {
  if (change.accountIds.length === 0) return [];
  const changed = await sql<{ accountId: string }[]>`
    update accounts set paused_at = ${change.at}
    where account_id in ${sql(change.accountIds as string[])} and (paused_at is null) = (${change.at}::timestamptz is not null)
    returning account_id as "accountId"`;
  return changed.map(({ accountId }) => accountId);
}

/** Nothing leaves until then. */
export async function restPublishing(
  sql: Queryable,
  rest: { accountId: string; until: Date; reason: string },
): Promise<void> {
  await sql`
    update accounts set publishing_rest_until = greatest(publishing_rest_until, ${rest.until}),
      publishing_reason = case when publishing_stopped_at is null then ${rest.reason} else publishing_reason end
    where account_id = ${rest.accountId}`;
}

/** Nothing leaves until a person has looked. */
export async function stopPublishing(
  sql: Queryable,
  stop: { accountId: string; at: Date; reason: string },
): Promise<void> {
  await sql`
    update accounts set publishing_stopped_at = coalesce(publishing_stopped_at, ${stop.at}), publishing_reason = ${stop.reason}
    where account_id = ${stop.accountId}`;
}

/** Ends stops and rests: the person has looked. */
export async function clearStops(sql: Queryable, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await sql`
    update accounts set publishing_stopped_at = null, publishing_rest_until = null, publishing_reason = null
    where account_id in ${sql(accountIds as string[])}`;
}

/** Posts that were skipped in a span, most recent first. */
export async function skippedSince(
  sql: Queryable,
  query: { accountId: string; since: Date },
): Promise<{ decisionId: string; scheduledAt: Date | null; reason: string | null }[]> {
  return sql`
    select decision_id as "decisionId", scheduled_at as "scheduledAt", status_reason as reason
    from content_metadata
    where account_id = ${query.accountId} and status = 'skipped' and updated_at >= ${query.since}
    order by scheduled_at desc`;
}
