import type { JSONValue } from 'postgres';
import type { DecisionType } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

/** A post that is out, as the scraper needs it. */
export interface TrackedPost {
  decisionId: string;
  /** The root's id. */
  tweetId: string;
  content: string | null;
  postedAt: Date;
  lastReadAt: Date | null;
}

/** Posts that are out and young enough to be read again, or were never read. */
export async function trackedPosts(sql: Queryable, accountId: string, postedSince: Date): Promise<TrackedPost[]> {
  return sql<TrackedPost[]>`
    select c.decision_id as "decisionId", c.tweet_id as "tweetId", c.content, c.posted_at as "postedAt", r.last_read_at as "lastReadAt"
    from content_metadata c
    left join lateral (
      select max(m.collected_at) as last_read_at
      from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id = c.decision_id and p.role <> 'part' and m.source <> 'import'
    ) r on true
    where c.account_id = ${accountId} and c.status = 'posted' and c.tweet_id is not null
      and c.posted_at >= ${postedSince}
    order by c.posted_at desc`;
}

/** Which decision each of these X ids belongs to. */
export async function decisionsOf(
  sql: Queryable,
  tweetIds: readonly string[],
): Promise<
  {
    tweetId: string;
    decisionId: string;
    role: 'root' | 'part' | 'edit';
    accountId: string;
    content: string | null;
    postedAt: Date | null;
  }[]
> {
  if (tweetIds.length === 0) return [];
  return sql`
    select p.tweet_id as "tweetId", p.decision_id as "decisionId", p.role, c.account_id as "accountId", c.content, c.posted_at as "postedAt"
    from post_ids p join content_metadata c using (decision_id)
    where p.tweet_id in ${sql(tweetIds as string[])}`;
}

export interface NewPost {
  accountId: string;
  tweetId: string;
  postedAt: Date;
  decisionType: DecisionType;
  content: string | null;
  threadParts: readonly string[] | null;
  generatorName: string | null;
  topic: string | null;
  at: Date;
}

/**
 * Adds a post that is already on X. Known already (by its root's id): only what was unknown is filled in, nothing that is
 * known changes.
 */
export async function addPost(sql: Queryable, post: NewPost): Promise<{ decisionId: string; added: boolean }> {
  const parts = post.threadParts === null ? null : sql.json(post.threadParts as JSONValue);
  const [row] = await sql<{ decisionId: string; added: boolean }[]>`
    insert into content_metadata as c (account_id, tweet_id, posted_at, decision_type, content, thread_parts,
      generator_name, topic_cluster, status, created_at, updated_at)
    values (${post.accountId}, ${post.tweetId}, ${post.postedAt}, ${post.decisionType}, ${post.content}, ${parts},
      ${post.generatorName}, ${post.topic}, 'posted', ${post.at}, ${post.at})
    on conflict (tweet_id) do update set
      content = coalesce(c.content, excluded.content),
      thread_parts = coalesce(c.thread_parts, excluded.thread_parts),
      generator_name = coalesce(c.generator_name, excluded.generator_name),
      topic_cluster = coalesce(c.topic_cluster, excluded.topic_cluster)
    returning decision_id as "decisionId", (xmax = 0) as added`;
  await linkPost(sql, { decisionId: row!.decisionId, tweetId: post.tweetId, role: 'root', partIndex: 0 });
  return row!;
}

/** Says that an X id belongs to a decision; an id never moves to another one. */
export async function linkPost(
  sql: Queryable,
  link: { decisionId: string; tweetId: string; role: 'root' | 'part' | 'edit'; partIndex: number },
): Promise<void> {
  await sql`
    insert into post_ids (tweet_id, decision_id, role, part_index)
    values (${link.tweetId}, ${link.decisionId}, ${link.role}, ${link.partIndex})
    on conflict (tweet_id) do nothing`;
}

/** X says the post is not there any more: it is gone, which is not zero. */
export async function markGone(sql: Queryable, decisionId: string, at: Date): Promise<void> {
  await sql`
    update content_metadata set status = 'gone', updated_at = ${at} where decision_id = ${decisionId} and status = 'posted'`;
}

/** Copies the newest good reading of the root onto its decision, for people and for the runbook's queries. */
export async function refreshActuals(sql: Queryable, decisionIds: readonly string[], at: Date): Promise<void> {
  if (decisionIds.length === 0) return;
  await sql`
    update content_metadata c set
      actual_impressions = m.impressions_count, actual_likes = m.likes_count, actual_retweets = m.retweets_count,
      actual_replies = m.replies_count, actual_quotes = m.quotes_count, actual_bookmarks = m.bookmarks_count,
      actual_engagement_rate = case when m.impressions_count > 0 then m.engagements::double precision / m.impressions_count end,
      updated_at = ${at}
    from (
      select distinct on (p.decision_id) p.decision_id, m.*, coalesce(m.engagements_count,
        case when num_nonnulls(m.likes_count, m.retweets_count, m.replies_count, m.quotes_count, m.bookmarks_count) > 0 then
          coalesce(m.likes_count, 0) + coalesce(m.retweets_count, 0) + coalesce(m.replies_count, 0)
          + coalesce(m.quotes_count, 0) + coalesce(m.bookmarks_count, 0) end) as engagements
      from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id in ${sql(decisionIds as string[])} and p.role <> 'part' and m.quality = 'ok'
      order by p.decision_id, m.collected_at desc
    ) m
    where c.decision_id = m.decision_id`;
}
