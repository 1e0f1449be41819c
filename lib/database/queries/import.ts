import type { JSONValue } from 'postgres';
import type { DecisionType } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

export interface ImportedPost {
  tweet_id: string;
  posted_at: Date;
  generator_name: string | null;
  decision_type: DecisionType;
  topic: string | null;
  content: string | null;
  is_holdout: boolean;
  assignment_probability: number | null;
  policy_version: number | null;
  readings: {
    collected_at: Date;
    impressions: number | null;
    likes: number | null;
    retweets: number | null;
    replies: number | null;
    quotes: number | null;
    bookmarks: number | null;
    engagements: number | null;
    new_follows: number | null;
  }[];
}

/** Ids among these that another account holds already: they are refused, never credited to a second account. */
export async function heldByOthers(sql: Queryable, accountId: string, tweetIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ tweet_id: string }[]>`
    select p.tweet_id from post_ids p join content_metadata c using (decision_id)
    where c.account_id <> ${accountId} and p.tweet_id in ${sql(tweetIds as string[])}`;
  return rows.map(({ tweet_id }) => tweet_id);
}

/**
 * Stores a batch of history in three statements. Posts that are known keep what is known, but for a topic that was only found by
 * clustering: one that is named takes its place. Readings that are stored already stay as they are, so that importing a file twice
 * is importing it once. Posts are held in the order of their ids, so that imports which overlap come one after the other.
 */
export async function importPosts(
  sql: Queryable,
  batch: { accountId: string; posts: readonly ImportedPost[]; at: Date },
): Promise<{ postsAdded: number; readingsAdded: number; decisionIds: string[] }> {
  const { accountId, posts, at } = batch;
  const decisions = await sql<{ decisionId: string; added: boolean }[]>`
    insert into content_metadata as c (account_id, tweet_id, posted_at, decision_type, content, generator_name, topic_cluster,
      is_holdout, assignment_probability, policy_version, status, created_at, updated_at)
    select ${accountId}, r.tweet_id, r.posted_at, r.decision_type, r.content, r.generator_name, r.topic, r.is_holdout,
      r.assignment_probability, r.policy_version, 'posted', ${at}, ${at}
    from jsonb_to_recordset(${sql.json(posts as unknown as JSONValue)}) as r (tweet_id text, posted_at timestamptz,
      decision_type text, content text, generator_name text, topic text, is_holdout boolean, assignment_probability double precision,
      policy_version bigint)
    order by r.tweet_id
    on conflict (tweet_id) do update set
      content = coalesce(c.content, excluded.content),
      generator_name = coalesce(c.generator_name, excluded.generator_name),
      topic_cluster = coalesce(case when c.features ? 'topic_origin' then excluded.topic_cluster end, c.topic_cluster,
        excluded.topic_cluster),
      features = case when excluded.topic_cluster is null then c.features else c.features - 'topic_origin' end,
      assignment_probability = coalesce(c.assignment_probability, excluded.assignment_probability),
      policy_version = coalesce(c.policy_version, excluded.policy_version)
    returning decision_id as "decisionId", (xmax = 0) as added`;
  const decisionIds = decisions.map(({ decisionId }) => decisionId);
  await sql`
    insert into post_ids (tweet_id, decision_id, role)
    select tweet_id, decision_id, 'root' from content_metadata where decision_id in ${sql(decisionIds)}
    on conflict (tweet_id) do nothing`;
  const readings = posts.flatMap(({ tweet_id, readings }) => readings.map((reading) => ({ tweet_id, ...reading })));
  const stored = await sql`
    insert into tweet_metrics (tweet_id, collected_at, source, impressions_count, likes_count, retweets_count, replies_count,
      quotes_count, bookmarks_count, engagements_count, new_follows_count)
    select r.tweet_id, r.collected_at, 'import', r.impressions, r.likes, r.retweets, r.replies, r.quotes, r.bookmarks,
      r.engagements, r.new_follows
    from jsonb_to_recordset(${sql.json(readings as unknown as JSONValue)}) as r (tweet_id text, collected_at timestamptz,
      impressions bigint, likes bigint, retweets bigint, replies bigint, quotes bigint, bookmarks bigint, engagements bigint,
      new_follows bigint)
    on conflict (tweet_id, collected_at, source) do nothing returning 1`;
  return { postsAdded: decisions.filter(({ added }) => added).length, readingsAdded: stored.length, decisionIds };
}
