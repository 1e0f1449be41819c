import type { ReadResult } from '../../../lib/sources/metrics-source.ts';
import type { PostCounters } from '../../../lib/x/observation.ts';
import { createNoise } from '../../support/noise.ts';
import { observation, readResult, tweetIdAt } from '../../support/observation.ts';

/** Runs in ten-minute slots; the first one is done before anything overlaps. */
export const SLOTS = 4;

const MINUTE_MS = 60_000;
const BEGIN = Date.parse('2026-11-20T12:00:00Z');

/** An account as X shows it slot by slot: always the same for a slot, however often it is read. */
export interface ModelWorld {
  accountId: string;
  timeOf(slot: number): Date;
  readAt(slot: number): ReadResult;
  nameOf(tweetId: string): string;
}

/**
 * A world of every kind of post that is hard to store: a thread that goes on, an edited post, one whose counters read zero
 * and heal, one that was zero at first and was lied about, one that vanishes, one that vanishes and comes back, and one
 * that appears only later.
 *
 * @param options.number makes ids unique: worlds of one seed differ in nothing else
 */
export function modelWorld(options: { seed: number; number: number }): ModelWorld {
  const { seed, number } = options;
  const noise = createNoise(seed);
  const authorId = String(1_000_000 + number);
  const names = new Map<string, string>();
  const make = (name: string, minutesBefore: number) => {
    const id = tweetIdAt(new Date(BEGIN - minutesBefore * MINUTE_MS), (number * 16 + names.size) % 2 ** 22);
    names.set(id, name);
    return { id, minutesBefore, appeal: 20 + Math.floor(noise.uniform() * 200) };
  };
  const zeroed = make('zeroed', 57);
  const doubted = make('doubted', 230);
  const thread = make('thread', 61);
  const part = make('part', 60);
  const original = make('original', 115);
  const edit = make('edit', 114);
  const vanishing = make('vanishing', 40);
  const returning = make('returning', 352);
  const late = make('late', -12 - Math.floor(noise.uniform() * 10));

  const timeOf = (slot: number) => new Date(BEGIN + slot * 10 * MINUTE_MS);
  const show = (
    post: ReturnType<typeof make>,
    slot: number,
    more: { counters?: Partial<PostCounters>; text?: string; editTweetIds?: string[]; replyTo?: string } = {},
  ) => {
    const ageMinutes = post.minutesBefore + slot * 10;
    const seen = Math.floor(post.appeal * 10 * (1 - Math.exp(-ageMinutes / 120)));
    return observation({
      tweetId: post.id,
      readAt: new Date(timeOf(slot).getTime() + 5_000),
      authorId,
      text: more.text ?? `The words of ${names.get(post.id)}, long enough to be told from others`,
      conversationId: more.replyTo ?? post.id,
      inReplyToTweetId: more.replyTo ?? null,
      inReplyToAuthorId: more.replyTo === undefined ? null : authorId,
      editTweetIds: more.editTweetIds ?? [post.id],
      counters: {
        impressions: seen,
        likes: Math.floor(seen / 12),
        retweets: Math.floor(seen / 90),
        replies: Math.floor(seen / 70),
        quotes: 0,
        bookmarks: null,
        ...more.counters,
      },
    });
  };

  return {
    accountId: `model${number}`,
    timeOf,
    nameOf: (tweetId) => names.get(tweetId) ?? tweetId,
    readAt: (slot) => {
      const isGone = slot === 1 || slot === 2;
      const posts = [
        show(zeroed, slot, slot === 2 ? { counters: { likes: 0 } } : {}),
        show(doubted, slot, { counters: { quotes: slot < 2 ? 0 : 9, ...(slot === 3 ? { impressions: 1 } : {}) } }),
        show(thread, slot),
        ...(slot >= 1 ? [show(part, slot, { replyTo: thread.id })] : []),
        slot < 2
          ? show(original, slot)
          : show(edit, slot, { text: 'Rewritten, in wholly other words', editTweetIds: [original.id, edit.id] }),
        ...(slot < 2 ? [show(vanishing, slot)] : []),
        ...(isGone ? [] : [show(returning, slot)]),
        ...(timeOf(slot).getTime() > BEGIN - late.minutesBefore * MINUTE_MS ? [show(late, slot)] : []),
      ];
      const gone = [
        ...(slot >= 2 ? [{ tweetId: vanishing.id, reason: 'No status found with that ID.' }] : []),
        ...(isGone ? [{ tweetId: returning.id, reason: 'Protected' }] : []),
      ];
      const readAt = new Date(timeOf(slot).getTime() + 5_000);
      const account = { userId: authorId, handle: null, readAt, followers: 100 + slot, following: 3, posts: 9 };
      return readResult(posts, { gone, account });
    },
  };
}
