import type { ObservationSource, PostCounters } from '../../x/observation.ts';
import type { Queryable } from '../client.ts';

export type Quality = 'ok' | 'suspect' | 'quarantined';

/** One stored reading. */
export interface Snapshot {
  tweetId: string;
  collectedAt: Date;
  source: ObservationSource;
  counters: PostCounters;
  /** Where the record brought the total itself. */
  engagements: number | null;
  quality: Quality;
}

/** Stores readings; one that is stored already (same post, time and source) is left as it is. Returns how many were new. */
export async function insertSnapshots(sql: Queryable, snapshots: readonly Snapshot[]): Promise<number> {
  if (snapshots.length === 0) return 0;
  const rows = snapshots.map(({ tweetId, collectedAt, source, counters, engagements, quality }) => ({
    tweet_id: tweetId,
    collected_at: collectedAt,
    source,
    impressions_count: counters.impressions,
    likes_count: counters.likes,
    retweets_count: counters.retweets,
    replies_count: counters.replies,
    quotes_count: counters.quotes,
    bookmarks_count: counters.bookmarks,
    engagements_count: engagements,
    new_follows_count: counters.newFollows,
    profile_visits_count: counters.profileVisits,
    quality,
  }));
  const stored = await sql`
    insert into tweet_metrics ${sql(rows)} on conflict (tweet_id, collected_at, source) do nothing returning 1`;
  return stored.length;
}

/** The newest good reading of each post, for judging the next one. */
export async function lastGoodSnapshots(sql: Queryable, tweetIds: readonly string[]): Promise<Snapshot[]> {
  if (tweetIds.length === 0) return [];
  const rows = await sql`
    select distinct on (tweet_id, source) * from tweet_metrics
    where tweet_id in ${sql(tweetIds as string[])} and quality = 'ok'
    order by tweet_id, source, collected_at desc`;
  return rows.map(toSnapshot);
}

function toSnapshot(row: Record<string, unknown>): Snapshot {
  const count = (name: string) => (row[name] ?? null) as number | null;
  return {
    tweetId: row.tweet_id as string,
    collectedAt: row.collected_at as Date,
    source: row.source as ObservationSource,
    counters: {
      impressions: count('impressions_count'),
      likes: count('likes_count'),
      retweets: count('retweets_count'),
      replies: count('replies_count'),
      quotes: count('quotes_count'),
      bookmarks: count('bookmarks_count'),
      newFollows: count('new_follows_count'),
      profileVisits: count('profile_visits_count'),
    },
    engagements: count('engagements_count'),
    quality: row.quality as Quality,
  };
}
