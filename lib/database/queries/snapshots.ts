import type { JSONValue } from 'postgres';
import type { ObservationSource, PostCounters } from '../../x/observation.ts';
import type { Queryable } from '../client.ts';

export type Quality = 'ok' | 'suspect' | 'quarantined';

/** One stored reading. */
export interface Snapshot {
  tweetId: string;
  collectedAt: Date;
  source: ObservationSource;
  counters: PostCounters;
  quality: Quality;
  /** Why it is not believed, a sentence for the operator; null when it is. */
  doubt: string | null;
  /** Fingerprint of the text that stood beside the counters; null when X showed none. */
  rawHash: string | null;
}

/** A stored reading, and where it belongs. */
export interface SeriesSnapshot extends Snapshot {
  decisionId: string;
  role: 'root' | 'part' | 'edit';
}

/** Stores readings; one that is stored already (same post, time and source) is left as it is. Returns those that were new. */
export async function insertSnapshots(sql: Queryable, snapshots: readonly Snapshot[]): Promise<Snapshot[]> {
  if (snapshots.length === 0) return [];
  const rows = snapshots.map(({ tweetId, collectedAt, source, counters, quality, doubt, rawHash }) => ({
    tweet_id: tweetId,
    collected_at: collectedAt,
    source,
    impressions_count: counters.impressions,
    likes_count: counters.likes,
    retweets_count: counters.retweets,
    replies_count: counters.replies,
    quotes_count: counters.quotes,
    bookmarks_count: counters.bookmarks,
    new_follows_count: counters.newFollows,
    profile_visits_count: counters.profileVisits,
    quality,
    doubt,
    raw_hash: rawHash,
  }));
  const stored = await sql<{ tweet_id: string }[]>`
    insert into tweet_metrics ${sql(rows)} on conflict (tweet_id, collected_at, source) do nothing returning tweet_id`;
  const added = new Set(stored.map(({ tweet_id }) => tweet_id));
  return snapshots.filter(({ tweetId }) => added.has(tweetId));
}

/** All readings of these decisions that are of the post they say, in order of time. */
export async function snapshotSeries(sql: Queryable, decisionIds: readonly string[]): Promise<SeriesSnapshot[]> {
  if (decisionIds.length === 0) return [];
  const rows = await sql`
    select p.decision_id, p.role, m.* from post_ids p join tweet_metrics m using (tweet_id)
    where p.decision_id in ${sql(decisionIds as string[])} and m.quality <> 'quarantined'
    order by m.collected_at`;
  return rows.map((row) => ({ ...toSnapshot(row), decisionId: row.decision_id, role: row.role }));
}

/** The newest readings of a post, of any quality. */
export async function newestSnapshots(sql: Queryable, tweetId: string, limit: number): Promise<Snapshot[]> {
  const rows = await sql`
    select * from tweet_metrics where tweet_id = ${tweetId} order by collected_at desc limit ${limit}`;
  return rows.map(toSnapshot);
}

/** Says anew which readings are believed. */
export async function rejudgeSnapshots(
  sql: Queryable,
  changes: readonly Pick<Snapshot, 'tweetId' | 'collectedAt' | 'source' | 'quality' | 'doubt'>[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ tweetId, collectedAt, source, quality, doubt }) => ({
    tweet_id: tweetId,
    collected_at: collectedAt.toISOString(),
    source,
    quality,
    doubt,
  }));
  await sql`
    update tweet_metrics m set quality = r.quality, doubt = r.doubt
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)})
      as r (tweet_id text, collected_at timestamptz, source text, quality text, doubt text)
    where m.tweet_id = r.tweet_id and m.collected_at = r.collected_at and m.source = r.source`;
}

/** A reading that is not believed, or a post that is gone. */
export interface ReadingDoubt {
  at: Date;
  tweetId: string;
  kind: 'suspect' | 'quarantined' | 'gone';
  reason: string | null;
}

/** What was doubted, and what was gone, in a window: how many of each, and the newest ones. */
export async function readingDoubts(
  sql: Queryable,
  query: { accountId: string; since: Date; until: Date; limit: number },
): Promise<Record<ReadingDoubt['kind'], number> & { latest: ReadingDoubt[] }> {
  const { accountId, since, until, limit } = query;
  const rows = await sql<
    { at: Date; tweetId: string; kind: 'suspect' | 'quarantined' | 'gone'; reason: string | null }[]
  >`
    select m.collected_at as at, m.tweet_id as "tweetId", m.quality as kind, m.doubt as reason
    from tweet_metrics m join post_ids p using (tweet_id) join content_metadata c using (decision_id)
    where c.account_id = ${accountId} and m.quality <> 'ok' and m.source <> 'import'
      and m.collected_at > ${since} and m.collected_at <= ${until}
    union all
    select gone_at, tweet_id, 'gone', gone_reason from content_metadata
    where account_id = ${accountId} and status = 'gone' and gone_at > ${since} and gone_at <= ${until}
    order by at desc, "tweetId"`;
  const count = (wanted: string) => rows.filter(({ kind }) => kind === wanted).length;
  return {
    suspect: count('suspect'),
    quarantined: count('quarantined'),
    gone: count('gone'),
    latest: rows.slice(0, limit),
  };
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
    quality: row.quality as Quality,
    doubt: row.doubt as string | null,
    rawHash: row.raw_hash as string | null,
  };
}
