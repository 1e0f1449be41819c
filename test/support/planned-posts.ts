import { randomUUID } from 'node:crypto';
import type { Sql } from '../../lib/database/client.ts';
import { addAccount } from '../../lib/database/queries/accounts.ts';
import { approvePost } from '../../lib/jobs/answer-post.ts';

export type Publishing = 'off' | 'outbox' | 'webhook' | 'x';

/** An account that publishes, with rails that stand in nobody's way unless they are named. */
export async function addPublishingAccount(
  sql: Sql,
  options: {
    accountId: string;
    publishing: Publishing;
    approval?: 'required' | 'none';
    timeZone?: string;
    rails?: Partial<Record<'posts_per_day' | 'posts_per_hour' | 'min_gap_minutes' | 'threads_per_day', number>>;
    at?: Date;
  },
): Promise<void> {
  const { accountId, publishing, approval = 'required', timeZone = 'UTC', at = new Date('2026-01-01') } = options;
  await addAccount(sql, { accountId, timeZone, at });
  await sql`update accounts set publishing = ${publishing}, approval = ${approval} where account_id = ${accountId}`;
  const rails = { posts_per_day: 50, posts_per_hour: 10, min_gap_minutes: 1, threads_per_day: 50, ...options.rails };
  await sql`update publishing_rails set ${sql(rails)} where account_id = ${accountId}`;
}

/** A post that waits for approval, or is approved at once. Returns its id. */
export async function addPlannedPost(
  sql: Sql,
  options: { accountId: string; scheduledAt: Date; parts?: readonly string[]; approvedAt?: Date; createdAt?: Date },
): Promise<string> {
  const decisionId = randomUUID();
  const { accountId, scheduledAt, approvedAt } = options;
  const { parts = [`What the plan says, under the name ${decisionId}`] } = options;
  const createdAt = options.createdAt ?? new Date(scheduledAt.getTime() - 86_400_000);
  // Planned as nobody could plan it, all at once if a test wants so: what is tested here are the rails of going out.
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
    insert into content_metadata (decision_id, account_id, generator_name, generator_version, decision_type, status, content,
      thread_parts, scheduled_at, created_at, updated_at)
    values (${decisionId}, ${accountId}, 'how_to', '1', ${parts.length > 1 ? 'thread' : 'single'}, 'pending_approval', ${parts[0]!},
      ${parts.length > 1 ? sql.json([...parts]) : null}, ${scheduledAt}, ${createdAt}, ${createdAt})`;
  });
  if (approvedAt !== undefined) await approvePost(sql, { id: decisionId, by: 'ada', at: approvedAt });
  return decisionId;
}

/** What the tables say of one post. */
export async function postRow(sql: Sql, decisionId: string) {
  const [row] = await sql`
    select status, tweet_id as "tweetId", posted_at as "postedAt", status_reason as reason, decision_type as format, features,
      thread_parts as "threadParts", content, approved_at as "approvedAt", scheduled_at as "scheduledAt"
    from content_metadata where decision_id = ${decisionId}`;
  return row!;
}
