import { createHash } from 'node:crypto';
import type { Queryable, Sql } from '../database/client.ts';
import { acceptText, lockPost, refreshActuals, reviveIfRead } from '../database/queries/posts.ts';
import { insertSnapshots, newestSnapshots, type Snapshot } from '../database/queries/snapshots.ts';
import { judgeReading } from '../x/judge-reading.ts';
import type { PostObservation } from '../x/observation.ts';
import type { ReadDecision } from './adopt-posts.ts';
import { judgeStored } from './judge-stored.ts';

/** What storing the readings of one decision came to. */
export interface StoredReadings {
  snapshots: number;
  suspect: number;
  quarantined: number;
  /** Earlier readings that are doubted only now. */
  inRetrospect: number;
  /** Sentences for the operator about readings that were not believed. */
  doubts: { tweetId: string; quality: 'suspect' | 'quarantined'; reason: string }[];
}

/** A text that was shown this often in a row, this time included, is the post's own after all. */
const TEXT_ACCEPTED_AFTER = 3;

/**
 * Stores the readings of one decision and judges its whole history anew, in one transaction that holds the decision, so
 * that runs which overlap come one after the other. A reading that is not believed is kept and flagged: it reaches neither
 * the actual_* columns nor outcomes. A reading of a post that was gone brings it back.
 */
export async function storeReadings(
  sql: Sql,
  input: { decision: ReadDecision; authorId: string | null; at: Date },
): Promise<StoredReadings> {
  const { decision, authorId, at } = input;
  const readings = [...(decision.root === null ? [] : [decision.root]), ...decision.parts];
  return sql.begin(async (tx) => {
    const status = await lockPost(tx, decision.decisionId);
    const snapshots: Snapshot[] = [];
    for (const reading of readings) {
      const expectedText = reading === decision.root ? decision.knownText : null;
      snapshots.push(await identified(tx, reading, { decision, authorId, expectedText }));
    }
    const added = await insertSnapshots(tx, snapshots);
    const rejudged = await judgeStored(tx, [decision.decisionId]);
    if (status === 'gone') await reviveIfRead(tx, decision.decisionId, at);
    await refreshActuals(tx, [decision.decisionId], at);

    const isNew = new Set(added.map(({ tweetId, collectedAt }) => `${tweetId} ${collectedAt.getTime()}`));
    const doubted = rejudged.filter(({ quality, before }) => quality === 'suspect' && before === 'ok');
    const suspect = doubted.filter(({ tweetId, collectedAt }) => isNew.has(`${tweetId} ${collectedAt.getTime()}`));
    const quarantined = added.filter(({ quality }) => quality === 'quarantined');
    return {
      snapshots: added.length,
      suspect: suspect.length,
      quarantined: quarantined.length,
      inRetrospect: doubted.length - suspect.length,
      doubts: [...quarantined, ...doubted].map(({ tweetId, quality, doubt }) => ({
        tweetId,
        quality: quality === 'quarantined' ? quality : 'suspect',
        reason: doubt ?? '',
      })),
    };
  });
}

/** The reading as a row: quarantined when it is not of this post. What its counters are worth is judged with the others. */
async function identified(
  tx: Queryable,
  reading: PostObservation,
  known: { decision: ReadDecision; authorId: string | null; expectedText: string | null },
): Promise<Snapshot> {
  const { decision, authorId, expectedText } = known;
  const prior = { counters: NOTHING_KNOWN, source: reading.source, authorId, text: expectedText };
  const rawHash = reading.text === null ? null : textHash(reading.text);
  const stranger = judgeReading(prior, reading).reason;
  const isAccepted = stranger !== null && (await insists(tx, reading, { decision, authorId, rawHash }));
  return {
    tweetId: reading.tweetId,
    collectedAt: reading.readAt,
    source: reading.source,
    counters: reading.counters,
    quality: stranger === null || isAccepted ? 'ok' : 'quarantined',
    doubt: isAccepted ? null : stranger,
    rawHash,
  };
}

/**
 * Whether X keeps showing this very text: then what was taken for the text of a found post was the lie. Never for another
 * author, nor for a post of our own plan, whose text we know.
 */
async function insists(
  tx: Queryable,
  reading: PostObservation,
  known: { decision: ReadDecision; authorId: string | null; rawHash: string | null },
): Promise<boolean> {
  const { decision, authorId, rawHash } = known;
  if (rawHash === null || (authorId !== null && reading.authorId !== null && authorId !== reading.authorId))
    return false;
  const before = await newestSnapshots(tx, reading.tweetId, TEXT_ACCEPTED_AFTER - 1);
  const isSame = before.every((one) => one.quality === 'quarantined' && one.rawHash === rawHash);
  if (before.length < TEXT_ACCEPTED_AFTER - 1 || !isSame) return false;
  return acceptText(tx, { decisionId: decision.decisionId, text: reading.text ?? '' });
}

function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
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
