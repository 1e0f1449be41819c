import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTER_NAMES } from '../../../lib/x/observation.ts';
import { parsePage } from '../../../lib/x/parse-page.ts';
import { parseText } from '../../../lib/x/parse-text.ts';
import { type ParsedPayload, parseX } from '../../../lib/x/parse-x.ts';
import { sharedPath } from '../../support/shared.ts';
import { type Mutation, mutate } from './mutate.ts';
import { entry, legacyPost, modernPost, module, OTHER, OWN, READ_AT, timelineOf } from './payloads.ts';
import { PATIENCE_MS, runs } from './runs.ts';

/** Every counter of every post is a number that occurs nowhere else, so that a number on the wrong post is seen. */
const counts = (base: number) => ({
  favorite_count: base + 1,
  retweet_count: base + 2,
  reply_count: base + 3,
  quote_count: base + 4,
  bookmark_count: base + 5,
});
const views = (base: number) => ({ views: { count: String(base + 6), state: 'EnabledWithCount' } });
const post = (id: string, base: number, legacy = {}, more = {}) =>
  legacyPost(id, { ...views(base), ...more }, { ...counts(base), ...legacy });
const theirs = { core: { user_results: { result: { __typename: 'User', rest_id: OTHER } } } };

const quoted = post('2082640274845811119', 9100, { user_id_str: OTHER }, theirs);
const TIMELINE = timelineOf(
  { type: 'TimelinePinEntry', entry: entry('2019881223666233717', post('2019881223666233717', 1100)) },
  {
    type: 'TimelineAddEntries',
    entries: [
      entry('2082640274845811115', post('2082640274845811115', 2100, {}, { quoted_status_result: { result: quoted } })),
      entry('2083305234688803178', post('2083305234688803178', 3100, { retweeted_status_result: { result: quoted } })),
      entry('2074882755905585583', modernPost('2074882755905585583', { counts: counts(4100), ...views(4100) })),
      entry('2072126677535346779', {
        __typename: 'TweetWithVisibilityResults',
        tweet: post('2072126677535346779', 5100),
      }),
      module('profile-conversation-1', [
        ['2082640276389249363', post('2082640276389249363', 6100)],
        ['2082640276389249399', post('2082640276389249399', 7100, { user_id_str: OTHER }, theirs)],
      ]),
      entry('2082640276389249400', post('2082640276389249400', 8100), { promotedMetadata: {} }),
    ],
  },
);
const ANALYTICS = {
  data: {
    viewer_v2: {
      user_results: {
        result: {
          __typename: 'User',
          rest_id: OWN,
          tweets_results: ['2019881223666233717', '2082640274845811115'].map((id, index) => ({
            result: {
              __typename: 'Tweet',
              rest_id: id,
              organic_metrics_total: [
                { metric_type: 'Impressions', metric_value: 1000 * (index + 1) + 11 },
                { metric_type: 'Likes' },
                { metric_type: 'Follows', metric_value: String(1000 * (index + 1) + 12) },
              ],
            },
          })),
        },
      },
    },
  },
};

const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()) as fc.Arbitrary<Mutation>, { maxLength: 12 });

/** The law: whatever X sends, each number read for a post stands in the payload for that very post. */
function assertNoInventedNumber(payload: unknown, parsed: ParsedPayload): void {
  for (const read of parsed.posts) {
    const numbers = numbersOf(payload, read.tweetId);
    for (const name of COUNTER_NAMES) {
      const value = read.counters[name];
      if (value === null) continue;
      expect(Number.isSafeInteger(value) && value >= 0, `${name} is a count`).toBe(true);
      expect(numbers.has(value), `${name} ${value} stands in post ${read.tweetId}`).toBe(true);
    }
  }
}

/** Every number in nodes that carry the id, posts with another id inside them left out. A listed metric may mean zero. */
function numbersOf(payload: unknown, id: string): Set<number> {
  const numbers = new Set<number>();
  const gather = (node: unknown): void => {
    if (typeof node === 'number') numbers.add(node);
    if (typeof node === 'string' && /^\d+$/.test(node)) numbers.add(Number(node));
    if (typeof node !== 'object' || node === null) return;
    const record = node as Record<string, unknown>;
    const own = idOf(record);
    if (own !== undefined && own !== id && isTweet(record)) return;
    if (record.metric_type !== undefined && !('metric_value' in record)) numbers.add(0);
    for (const value of Object.values(node)) gather(value);
  };
  const seek = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const record = node as Record<string, unknown>;
    if (idOf(record) === id || String(record.entryId ?? '').endsWith(`-${id}`)) gather(record);
    for (const value of Object.values(node)) seek(value);
  };
  seek(payload);
  return numbers;
}

const isTweet = (node: Record<string, unknown>) => 'legacy' in node || 'counts' in node || 'views' in node;
const idOf = (node: Record<string, unknown>): unknown =>
  node.rest_id ?? (node.legacy as Record<string, unknown> | null | undefined)?.id_str;

describe('payloads that X broke', { timeout: PATIENCE_MS }, () => {
  test.each([
    ['timeline', TIMELINE],
    ['account analytics', ANALYTICS],
  ])('%s: never an exception, never a number that is not this post’s', (_, payload) => {
    fc.assert(
      fc.property(mutations, fc.boolean(), (changes, isOwnWanted) => {
        const mutated = mutate(payload, changes);
        const parsed = parseX(mutated, { authorId: isOwnWanted ? OWN : null, readAt: READ_AT });
        assertNoInventedNumber(mutated, parsed);
        if (isOwnWanted) expect(parsed.posts.every(({ authorId }) => authorId === OWN)).toBe(true);
        expect(new Set(parsed.posts.map(({ tweetId }) => tweetId)).size).toBe(parsed.posts.length);
      }),
      { numRuns: runs({ ordinary: 300, long: 50_000 }) },
    );
  });

  test('the order of entries does not matter', () => {
    const entries = TIMELINE.data.user.result.timeline.timeline.instructions;
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        const read = (payload: unknown) =>
          parseX(payload, { authorId: OWN, readAt: READ_AT })
            .posts.map(({ tweetId, counters }) => JSON.stringify([tweetId, counters]))
            .sort();
        expect(read(timelineOf(...shuffled))).toEqual(read(TIMELINE));
      }),
      { numRuns: 20 },
    );
  });

  test('cut text is refused with a sentence, never with another error', () => {
    const text = JSON.stringify(TIMELINE);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        try {
          parseText(text.slice(0, length), { readAt: READ_AT });
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
          expect((error as Error).message).toMatch(/^(the file is empty|neither JSON nor HTML)/);
        }
      }),
      { numRuns: runs({ ordinary: 100, long: 5_000 }) },
    );
  });

  test('any text at all is survived as a page', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('<article data-tweet-id="1">', '<script>', '</script>', '$R[1]=', '{', '}', '[', ']', '"', "'"),
      fc.constantFrom('favorite_count:1', 'aria-label="1 likes"', 'client:', '__ref:', '<!--', '\\', '`', '</article>'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        parsePage(pieces.join(''), { authorId: OWN, handle: 'x', readAt: READ_AT });
      }),
      { numRuns: runs({ ordinary: 300, long: 20_000 }) },
    );
  });
});

const recorded = sharedPath('recorded', 'x', 'raw_user_tweets.json');
const skipped = recorded === null ? ' (skipped: ../shared/recorded/x is absent)' : '';

describe.skipIf(recorded === null)(`a recorded timeline, broken${skipped}`, { timeout: PATIENCE_MS }, () => {
  test('never an exception, never a number that is not this post’s', () => {
    const whole = JSON.parse(readFileSync(recorded as string, 'utf8'));
    // The part that holds own posts, reposts and a conversation, small enough to be broken thousands of times.
    const [, pin, added] = whole.data.user.result.timeline.timeline.instructions;
    const payload = timelineOf(pin, { ...added, entries: added.entries.slice(4, 8) });
    fc.assert(
      fc.property(mutations, (changes) => {
        const mutated = mutate(payload, changes);
        assertNoInventedNumber(mutated, parseX(mutated, { authorId: OWN, readAt: READ_AT }));
      }),
      { numRuns: runs({ ordinary: 60, long: 20_000 }) },
    );
  });
});
