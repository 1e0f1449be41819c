import type { DecisionType } from '../../learning/history.ts';
import type { ObservationSource } from '../../x/observation.ts';
import type { Queryable } from '../client.ts';

/** A reading inside an account's history. */
export interface StoredReading {
  source: ObservationSource;
  collected_at: string;
  impressions: number | null;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  quotes: number | null;
  bookmarks: number | null;
  engagements: number | null;
  new_follows: number | null;
}

export interface StoredPost {
  decisionId: string;
  tweetId: string;
  postedAt: Date;
  author: string;
  generatorName: string | null;
  decisionType: DecisionType;
  topic: string | null;
  content: string | null;
  isHoldout: boolean;
  assignmentProbability: number | null;
  /** The policy that was in force when the post was chosen; null when none chose it. */
  policyVersion: number | null;
  readings: StoredReading[];
}

/**
 * An account's posts of the window with every good reading made until `until`, or ever: for whom the course between the fixed
 * ages matters. What is learned of posts rests on far fewer: `loadEssentials`.
 */
export async function loadPosts(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date | null },
): Promise<StoredPost[]> {
  const rows = await sql<(Omit<StoredPost, 'readings'> & { readings: ReadingValues[] })[]>`
    select c.decision_id as "decisionId", c.tweet_id as "tweetId", c.posted_at as "postedAt", c.account_id as author,
      c.generator_name as "generatorName", c.decision_type as "decisionType", c.topic_cluster as topic, c.content,
      c.is_holdout as "isHoldout", c.assignment_probability as "assignmentProbability",
      c.policy_version as "policyVersion", coalesce(r.readings, '[]') as readings
    from content_metadata c
    left join lateral (
      select json_agg(json_build_array(m.source, m.collected_at, m.impressions_count, m.likes_count, m.retweets_count,
        m.replies_count, m.quotes_count, m.bookmarks_count, m.engagements_count, m.new_follows_count)
        order by m.collected_at, m.source) as readings
      from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id = c.decision_id and p.role <> 'part' and m.quality = 'ok'
        and (${window.until}::timestamptz is null or m.collected_at <= ${window.until})
    ) r on true
    where c.account_id = ${window.accountId} and c.status in ('posted', 'gone') and c.generation_source = 'real'
      and c.posted_at >= ${window.since}
      and (${window.until}::timestamptz is null or c.posted_at <= ${window.until})
    order by c.posted_at, c.tweet_id`;
  return rows.map((row) => ({ ...row, readings: row.readings.map(readingOf) }));
}

/** A reading as it travels: an account has tens of thousands, and their values are a quarter of what their names add. */
export type ReadingValues = [
  source: ObservationSource,
  collectedAt: string,
  impressions: number | null,
  likes: number | null,
  retweets: number | null,
  replies: number | null,
  quotes: number | null,
  bookmarks: number | null,
  engagements: number | null,
  newFollows: number | null,
];

export function readingOf(values: ReadingValues): StoredReading {
  const [source, collected_at, impressions, likes, retweets, replies, quotes, bookmarks, engagements, new_follows] =
    values;
  return { source, collected_at, impressions, likes, retweets, replies, quotes, bookmarks, engagements, new_follows };
}
