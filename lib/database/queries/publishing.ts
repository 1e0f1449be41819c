import type { DecisionType } from '../../learning/history.ts';
import type { Queryable, Transaction } from '../client.ts';
import type { SystemEvent } from './events.ts';

export const POST_STATUSES = [
  'draft',
  'pending_approval',
  'queued',
  'posting',
  'posted',
  'unknown',
  'failed',
  'skipped',
  'gone',
] as const;
export type PostStatus = (typeof POST_STATUSES)[number];

/** A post as a person decides about it. */
export interface PlannedPost {
  decisionId: string;
  accountId: string;
  status: PostStatus;
  format: DecisionType;
  /** The texts in order; none while nothing is written. */
  parts: string[];
  topic: string | null;
  generatorName: string | null;
  generatorVersion: string | null;
  scheduledAt: Date | null;
  createdAt: Date;
  postedAt: Date | null;
  tweetId: string | null;
  approvedAt: Date | null;
  approvedBy: string | null;
  /** Why it was skipped, failed, or is not known. */
  statusReason: string | null;
  planNotes: unknown[];
  features: Record<string, unknown>;
}

const fields = (sql: Queryable) => sql`
  c.decision_id as "decisionId", c.account_id as "accountId", c.status, c.decision_type as format,
  post_parts(c.content, c.thread_parts) as parts, c.topic_cluster as topic, c.generator_name as "generatorName",
  c.generator_version as "generatorVersion", c.scheduled_at as "scheduledAt", c.created_at as "createdAt",
  c.posted_at as "postedAt", c.tweet_id as "tweetId", c.approved_at as "approvedAt", c.approved_by as "approvedBy",
  c.status_reason as "statusReason", c.plan_notes as "planNotes", c.features`;

/** Planned posts, those whose time is next first. Found and imported ones were never planned. */
export async function listPlannedPosts(
  sql: Queryable,
  query: { accountId: string | null; statuses: readonly PostStatus[]; limit: number },
): Promise<PlannedPost[]> {
  const { accountId, statuses, limit } = query;
  return sql<PlannedPost[]>`
    select ${fields(sql)} from content_metadata c
    where c.scheduled_at is not null and c.status in ${sql(statuses as PostStatus[])}
      and (${accountId}::text is null or c.account_id = ${accountId})
    order by c.scheduled_at, c.decision_id limit ${limit}`;
}

/** Posts whose id begins like this; two are enough to know that it does not tell one. */
export async function findPlannedPosts(sql: Queryable, idPrefix: string): Promise<PlannedPost[]> {
  return sql<PlannedPost[]>`
    select ${fields(sql)} from content_metadata c where c.decision_id::text like ${`${idPrefix}%`} limit 2`;
}

/** One post, held until the end of the transaction. */
export async function lockPlannedPost(sql: Transaction, decisionId: string): Promise<PlannedPost | null> {
  const [post] = await sql<PlannedPost[]>`
    select ${fields(sql)} from content_metadata c where c.decision_id = ${decisionId} for no key update`;
  return post ?? null;
}

/** Queued posts whose time has come, oldest first. */
export async function duePosts(sql: Queryable, accountId: string, at: Date): Promise<PlannedPost[]> {
  return sql<PlannedPost[]>`
    select ${fields(sql)} from content_metadata c
    where c.account_id = ${accountId} and c.status = 'queued' and c.scheduled_at <= ${at}
    order by c.scheduled_at, c.decision_id`;
}

/** Posts that may be what the timeline shows: planned, written, and not known to be out. */
export async function unboundPosts(
  sql: Queryable,
  query: { accountId: string; since: Date },
): Promise<{ decisionId: string; parts: string[]; createdAt: Date; firstTriedAt: Date | null }[]> {
  return sql`
    select c.decision_id as "decisionId", post_parts(c.content, c.thread_parts) as parts, c.created_at as "createdAt",
      (select min(t.started_at) from publish_attempts t where t.decision_id = c.decision_id) as "firstTriedAt"
    from content_metadata c
    where c.account_id = ${query.accountId} and c.scheduled_at is not null and c.tweet_id is null and c.content is not null
      and c.status in ('pending_approval', 'queued', 'posting', 'unknown', 'failed', 'skipped')
      and c.scheduled_at >= ${query.since}`;
}

/** Sets a status and why; the posts that were not in one of the statuses `from` stay as they are. */
export async function setStatus(
  sql: Queryable,
  change: {
    decisionIds: readonly string[];
    from: readonly PostStatus[];
    to: PostStatus;
    reason: string | null;
    at: Date;
  },
): Promise<string[]> {
  const { decisionIds, from, to, reason, at } = change;
  if (decisionIds.length === 0) return [];
  const changed = await sql<{ decisionId: string }[]>`
    update content_metadata set status = ${to}, status_reason = ${reason}, updated_at = greatest(updated_at, ${at})
    where decision_id in ${sql(decisionIds as string[])} and status in ${sql(from as PostStatus[])}
    returning decision_id as "decisionId"`;
  return changed.map(({ decisionId }) => decisionId);
}

/** Gives leave to a post's text as it is now, for a time. */
export async function approve(
  sql: Queryable,
  leave: { decisionId: string; by: string; scheduledAt: Date; at: Date },
): Promise<void> {
  await sql`
    update content_metadata
    set status = 'queued', approved_at = ${leave.at}, approved_by = ${leave.by}, scheduled_at = ${leave.scheduledAt},
      approved_text_hash = text_hash(post_parts(content, thread_parts)), status_reason = null,
      updated_at = greatest(updated_at, ${leave.at})
    where decision_id = ${leave.decisionId}`;
}

/** Puts another text in a post's place. Leave that was given to the old one is gone. */
export async function rewrite(
  sql: Queryable,
  text: { decisionId: string; parts: readonly string[]; contentHash: string; by: string; at: Date },
): Promise<void> {
  const { decisionId, parts, contentHash, by, at } = text;
  const threadParts = parts.length > 1 ? sql.json([...parts]) : null;
  await sql`
    update content_metadata
    set status = 'pending_approval', content = ${parts[0]!}, thread_parts = ${threadParts}, content_hash = ${contentHash},
      decision_type = ${parts.length > 1 ? 'thread' : 'single'}, approved_at = null, approved_by = null,
      approved_text_hash = null, status_reason = null,
      features = features || ${sql.json({ edited: { by, at: at.toISOString() } })}, updated_at = greatest(updated_at, ${at})
    where decision_id = ${decisionId}`;
}

/** Queued and waiting posts that can no longer go out in time, of one account. */
export async function overduePosts(
  sql: Queryable,
  accountId: string,
  at: Date,
): Promise<{ decisionId: string; status: 'queued' | 'pending_approval'; scheduledAt: Date; refusal: string | null }[]> {
  return sql`
    select c.decision_id as "decisionId", c.status, c.scheduled_at as "scheduledAt",
      coalesce(account_refusal(a, null, ${at}), rails_refusal(c.account_id, c.decision_id, c.decision_type, ${at})) as refusal
    from content_metadata c join accounts a using (account_id) join publishing_rails r using (account_id)
    where c.account_id = ${accountId} and c.status in ('queued', 'pending_approval')
      and c.scheduled_at + r.max_delay_minutes * interval '1 minute' < ${at}
    order by c.scheduled_at`;
}

/** Queued posts of an account that wants approval, whose text nobody has approved. */
export async function unapprovedPosts(sql: Queryable, accountId: string): Promise<string[]> {
  const posts = await sql<{ decisionId: string }[]>`
    select c.decision_id as "decisionId" from content_metadata c join accounts a using (account_id)
    where c.account_id = ${accountId} and c.status = 'queued' and a.approval <> 'none'
      and (c.approved_at is null or c.approved_text_hash is distinct from text_hash(post_parts(c.content, c.thread_parts)))`;
  return posts.map(({ decisionId }) => decisionId);
}

/** Texts of an account that are out or planned, those of threads part by part. */
export async function recentTexts(
  sql: Queryable,
  query: { accountId: string; except: string; since: Date },
): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select jsonb_array_elements_text(post_parts(c.content, c.thread_parts)) as text
    from content_metadata c
    where c.account_id = ${query.accountId} and c.decision_id <> ${query.except}
      and c.status in ('draft', 'pending_approval', 'queued', 'posting', 'unknown', 'posted')
      and coalesce(c.posted_at, c.scheduled_at) >= ${query.since}`;
  return rows.map(({ text }) => text);
}

/** What was decided and reported about a post, oldest first. */
export async function eventsOfPost(
  sql: Queryable,
  { accountId, decisionId }: Pick<PlannedPost, 'accountId' | 'decisionId'>,
): Promise<SystemEvent[]> {
  return sql<SystemEvent[]>`
    select id, event_type as "eventType", event_data as "eventData", severity, account_id as "accountId", created_at as "createdAt"
    from system_events where account_id = ${accountId} and event_data->>'decision_id' = ${decisionId}
    order by created_at, id`;
}

/** A post of the outbox that the operator's bot has taken. */
export interface OutboxPost {
  decisionId: string;
  accountId: string;
  idempotencyKey: string;
  format: DecisionType;
  parts: string[];
  scheduledAt: Date;
  postBefore: Date;
}

/** Takes one post of the outbox as the operator's own bot does; null when nothing may go out now. */
export async function claimOutbox(
  sql: Queryable,
  claim: { accountId: string | null; at: Date },
): Promise<OutboxPost | null> {
  const [post] = await sql<OutboxPost[]>`
    select decision_id as "decisionId", account_id as "accountId", idempotency_key as "idempotencyKey", format, parts,
      scheduled_at as "scheduledAt", post_before as "postBefore"
    from claim_outbox(${claim.accountId}, ${claim.at})`;
  return post ?? null;
}

/** Says that a post, or a part of it, is on X; the database refuses (SQLSTATE HN004) what cannot be. */
export async function recordPosted(
  sql: Queryable,
  report: { decisionId: string; tweetId: string; part: number; by: string; at: Date },
): Promise<void> {
  const { decisionId, tweetId, part, by, at } = report;
  await sql`select report_posted(${decisionId}, ${tweetId}, ${part}, ${at}, ${by})`;
}

/** Says that what was handed over did certainly not go out. */
export async function recordFailed(
  sql: Queryable,
  report: { decisionId: string; reason: string; at: Date },
): Promise<void> {
  await sql`select report_failed(${report.decisionId}, ${report.reason}, ${report.at})`;
}

/** A thread that can go no further is what is out of it. */
export async function degradeThread(
  sql: Queryable,
  thread: { decisionId: string; parts: readonly string[]; out: number; reason: string; at: Date },
): Promise<void> {
  const { decisionId, parts, out, reason, at } = thread;
  const degraded = { from: 'thread', planned: parts.length, posted: out, reason, unposted: parts.slice(out) };
  await sql`
    update content_metadata
    set decision_type = ${out > 1 ? 'thread' : 'single'}, thread_parts = ${out > 1 ? sql.json(parts.slice(0, out)) : null},
      features = features || ${sql.json({ degraded })}, updated_at = greatest(updated_at, ${at})
    where decision_id = ${decisionId} and features->'degraded' is null`;
}

/** Gives a thread that had ended before this part the part back: it turned out to be on X. */
export async function restorePart(
  sql: Queryable,
  { decisionId, part, at }: { decisionId: string; part: number; at: Date },
): Promise<void> {
  await sql`
    update content_metadata
    set decision_type = 'thread', thread_parts = post_parts(content, thread_parts) || (features#>'{degraded,unposted,0}'),
      features = case when jsonb_array_length(features#>'{degraded,unposted}') = 1 then features - 'degraded'
        else features || jsonb_build_object('degraded', (features->'degraded') || jsonb_build_object(
          'posted', ${part + 1}::int, 'unposted', (features#>'{degraded,unposted}') - 0)) end,
      updated_at = greatest(updated_at, ${at})
    where decision_id = ${decisionId} and (features#>>'{degraded,posted}')::int = ${part}`;
}
