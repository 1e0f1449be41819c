import type { Transaction } from '../database/client.ts';
import { recordPosted, unboundPosts } from '../database/queries/publishing.ts';
import { isPostedText, isTelling } from '../x/posted-text.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Clocks may differ by this much. */
const SKEW_MS = 2 * MINUTE_MS;
/** A text that says nothing by itself must have appeared when we tried. */
const NEAR_MS = 30 * MINUTE_MS;
/** Plans that are older than this were never carried out. */
const REMEMBERED_DAYS = 30;

/**
 * The planned post that the timeline shows, bound to its id; null when it shows something else. By text and time, whatever we
 * believed of it: that an answer was lost, that it failed, or that nobody had taken it.
 */
export async function recognisePost(
  tx: Transaction,
  shown: { accountId: string; tweetId: string; text: string | null; postedAt: Date; at: Date },
): Promise<string | null> {
  const { accountId, tweetId, text, postedAt, at } = shown;
  if (text === null) return null;
  const since = new Date(postedAt.getTime() - REMEMBERED_DAYS * DAY_MS);
  const candidates = (await unboundPosts(tx, { accountId, since })).flatMap((post) => {
    const [first] = post.parts;
    if (first === undefined || !isPostedText(first, text)) return [];
    const afterMs = postedAt.getTime() - (post.firstTriedAt ?? post.createdAt).getTime();
    const isNear = post.firstTriedAt !== null && afterMs <= NEAR_MS;
    return afterMs >= -SKEW_MS && (isNear || isTelling(first)) ? [{ ...post, afterMs }] : [];
  });
  // Of plans with one text, the one that was tried just before it appeared.
  candidates.sort((a, b) => Number(a.firstTriedAt === null) - Number(b.firstTriedAt === null) || a.afterMs - b.afterMs);
  const [post] = candidates;
  if (post === undefined) return null;
  await recordPosted(tx, { decisionId: post.decisionId, tweetId, part: 0, by: 'timeline', at });
  return post.decisionId;
}
