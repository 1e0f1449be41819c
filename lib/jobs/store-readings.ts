import type { Sql } from '../database/client.ts';
import { refreshActuals } from '../database/queries/posts.ts';
import { insertSnapshots, lastGoodSnapshots, type Snapshot } from '../database/queries/snapshots.ts';
import { judgeReading, type PriorReading } from '../x/judge-reading.ts';
import type { PostObservation } from '../x/observation.ts';
import { sourceFamily } from '../x/source-family.ts';
import type { ReadDecision } from './adopt-posts.ts';

/** What storing the readings of one decision came to. */
export interface StoredReadings {
  snapshots: number;
  suspect: number;
  quarantined: number;
  /** Sentences for the operator about readings that were not believed. */
  doubts: { tweetId: string; quality: 'suspect' | 'quarantined'; reason: string }[];
}

/**
 * Judges and stores the readings of one decision, in one transaction. A reading that is not believed is kept and flagged: it
 * reaches neither the actual_* columns nor outcomes.
 */
export async function storeReadings(
  sql: Sql,
  input: { decision: ReadDecision; authorId: string | null; at: Date },
): Promise<StoredReadings> {
  const { decision, authorId, at } = input;
  const readings = [...(decision.root === null ? [] : [decision.root]), ...decision.parts];
  return sql.begin(async (tx) => {
    const earlier = await lastGoodSnapshots(
      tx,
      readings.map(({ tweetId }) => tweetId),
    );
    const stored: StoredReadings = { snapshots: 0, suspect: 0, quarantined: 0, doubts: [] };
    const snapshots: Snapshot[] = readings.map((reading) => {
      const knownText = reading === decision.root ? decision.knownText : null;
      const judgement = judgeReading(priorOf(reading, { earlier, authorId, knownText }), reading);
      if (judgement.quality !== 'ok') {
        stored[judgement.quality] += 1;
        stored.doubts.push({ tweetId: reading.tweetId, quality: judgement.quality, reason: judgement.reason ?? '' });
      }
      return {
        tweetId: reading.tweetId,
        collectedAt: reading.readAt,
        source: reading.source,
        counters: reading.counters,
        engagements: null,
        quality: judgement.quality,
      };
    });
    stored.snapshots = await insertSnapshots(tx, snapshots);
    await refreshActuals(tx, [decision.decisionId], at);
    return stored;
  });
}

function priorOf(
  reading: PostObservation,
  context: { earlier: readonly Snapshot[]; authorId: string | null; knownText: string | null },
): PriorReading {
  const before = context.earlier
    .filter(
      ({ tweetId, source }) => tweetId === reading.tweetId && sourceFamily(source) === sourceFamily(reading.source),
    )
    .reduce<Snapshot | null>(
      (latest, one) => (latest === null || one.collectedAt > latest.collectedAt ? one : latest),
      null,
    );
  return {
    counters: before?.counters ?? NOTHING_KNOWN,
    source: before?.source ?? reading.source,
    authorId: context.authorId,
    text: context.knownText,
  };
}

const NOTHING_KNOWN = {
  impressions: null,
  likes: null,
  retweets: null,
  replies: null,
  quotes: null,
  bookmarks: null,
  newFollows: null,
  profileVisits: null,
};
