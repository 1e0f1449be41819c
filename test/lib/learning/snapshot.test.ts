import { describe, expect, it } from 'vitest';
import type { HistoryMetrics } from '../../../lib/learning/history.ts';
import { readSnapshots, toMilliseconds } from '../../../lib/learning/snapshot.ts';

const HOUR = 3_600_000;
const postedAtMs = Date.parse('2026-11-01T00:00:00Z');
const at = (hours: number, counts: Partial<HistoryMetrics> = { likes: 1 }): HistoryMetrics => ({
  collected_at: new Date(postedAtMs + hours * HOUR),
  ...counts,
});
const read = (...metrics: HistoryMetrics[]) => readSnapshots({ postedAtMs, nowMs: postedAtMs + 100 * HOUR, metrics });
const likesOf = (...metrics: HistoryMetrics[]) => read(...metrics).map(({ likes }) => likes);

describe('the readings of a post', () => {
  it('hold every counter under its own name, unknown where it is not stated', () => {
    const counts = { impressions: 100, likes: 1, retweets: 2, replies: 3, quotes: 4, bookmarks: 5, new_follows: 6 };
    expect(read(at(2, counts))).toEqual([
      {
        collectedAtMs: postedAtMs + 2 * HOUR,
        ageHours: 2,
        impressions: 100,
        likes: 1,
        retweets: 2,
        replies: 3,
        quotes: 4,
        bookmarks: 5,
        engagements: 15,
        newFollows: 6,
      },
    ]);
    expect(read(at(2, { impressions: 100 }))[0]).toMatchObject({ likes: null, engagements: null, newFollows: null });
  });

  it('take the record’s own total of engagements before the sum, which counts known interactions only', () => {
    expect(read(at(1, { likes: 4, engagements: 9 }))[0]?.engagements).toBe(9);
    expect(read(at(1, { likes: 4, replies: null, quotes: 2 }))[0]?.engagements).toBe(6);
    expect(read(at(1, { likes: 0, engagements: 0 }))[0]?.engagements).toBe(0);
  });

  it('count from the moment of the post to now, both included', () => {
    const ages = read(at(-0.01), at(0), at(100), at(100.01)).map(({ ageHours }) => ageHours);
    expect(ages).toEqual([0, 100]);
  });

  it('of no readable time, or in which nothing is known, are left out', () => {
    expect(read({ ...at(1), collected_at: 'soon' }, at(2, {}), at(3, { likes: null }))).toEqual([]);
    expect(read(at(1, { new_follows: -2 }))).toMatchObject([{ newFollows: -2, engagements: null }]);
    expect(read(at(1, { engagements: 0 }))).toHaveLength(1);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '7', null, undefined])(
    'read a count of %s as unknown',
    (value) => {
      expect(read(at(1, { impressions: 10, likes: value as number }))[0]?.likes).toBeNull();
    },
  );

  it.each([Number.NaN, Number.NEGATIVE_INFINITY, null, undefined])('read new follows of %s as unknown', (value) => {
    expect(read(at(1, { likes: 1, new_follows: value as number }))[0]?.newFollows).toBeNull();
  });

  it('come in order of age, the largest of one instant', () => {
    expect(likesOf(at(3, { likes: 9 }), at(1, { likes: 2 }), at(2, { likes: 5 }))).toEqual([2, 5, 9]);
    const [smaller, larger] = [at(1, { impressions: 10, likes: 9 }), at(1, { impressions: 11, likes: 2 })];
    expect(likesOf(smaller, larger)).toEqual([2]);
    expect(likesOf(larger, smaller)).toEqual([2]);
    const [fewer, more] = [at(1, { impressions: 10, likes: 2 }), at(1, { impressions: 10, likes: 3 })];
    expect(likesOf(fewer, more)).toEqual([3]);
    expect(likesOf(more, fewer)).toEqual([3]);
    expect(likesOf(at(1, { likes: 4 }), at(1, { impressions: 1 }))).toEqual([null]);
    expect(likesOf(at(1, { impressions: 1 }), at(1, { impressions: 1, likes: 0 }))).toEqual([0]);
  });

  it('hold no zero of a counter that once stood above three', () => {
    expect(likesOf(at(1, { likes: 4 }), at(2, { likes: 0, replies: 1 }), at(3, { likes: 5 }))).toEqual([4, null, 5]);
    expect(likesOf(at(1, { likes: 3 }), at(2, { likes: 0 }))).toEqual([3, 0]);
    expect(likesOf(at(1, { likes: 9 }), at(2, { likes: 5 }), at(3, { likes: 0, replies: 1 }))).toEqual([9, 5, null]);
    expect(read(at(1, { engagements: 9 }), at(2, { engagements: 0, likes: 2 })).map((s) => s.engagements)).toEqual([
      9, 2,
    ]);
    // A reading of which nothing but false zeros is left is none.
    expect(likesOf(at(1, { likes: 4 }), at(2, { likes: 0 }))).toEqual([4]);
  });
});

describe('a time', () => {
  it('is an ISO text or a Date, and NaN when it is neither', () => {
    expect(toMilliseconds('2026-11-01T00:00:00Z')).toBe(postedAtMs);
    expect(toMilliseconds(new Date(postedAtMs))).toBe(postedAtMs);
    expect(toMilliseconds(postedAtMs as unknown as string)).toBeNaN();
    expect(toMilliseconds('soon')).toBeNaN();
  });
});
