import { describe, expect, it } from 'vitest';
import { attributeFollowers } from '../../../lib/learning/follower-attribution.ts';
import { followerGrowth } from '../../../lib/learning/follower-growth.ts';
import { PRIOR_MATURITY, shareSeen } from '../../../lib/learning/maturity-curve.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const DAY = 86_400_000;
const start = Date.parse('2026-09-01T00:00:00Z');
const growth = PRIOR_MATURITY.engagements;

/** Sixty days, two posts a day of which the first gains `gain` followers and the second none, over a drift of 5 a day. */
function account(gain: number, newFollows: number | null = null) {
  const records = Array.from({ length: 120 }, (_, i) => ({
    tweet_id: `${i % 2 === 0 ? 'good' : 'idle'}-${i}`,
    posted_at: new Date(start + Math.floor(i / 2) * DAY + (i % 2 === 0 ? 2 : 14) * 3_600_000),
    metrics: [{ collected_at: new Date(start + 70 * DAY), likes: 3, new_follows: newFollows }],
  }));
  const { posts } = normaliseHistory(records, start + 70 * DAY);
  const random = seededRandom('followers');
  // Good posts only on some days: otherwise they cannot be told from the drift.
  const kept = posts.filter(({ id }) => id.startsWith('idle') || Number(id.split('-')[1]) % 6 === 0);
  let noise = 0;
  const readings = Array.from({ length: 61 }, (_, day) => {
    const at = start + day * DAY;
    noise += 2 * sampleNormal(random);
    const gained = kept
      .filter(({ id, postedAtMs }) => id.startsWith('good') && postedAtMs < at)
      .reduce((sum, { postedAtMs }) => sum + gain * shareSeen(growth, (at - postedAtMs) / 3_600_000), 0);
    return { collectedAtMs: at, followers: Math.round(1000 + 5 * day + gained + noise) };
  });
  return { posts: kept, readings };
}

const meanOf = (posts: { id: string; mean: number }[], kind: string) => {
  const own = posts.filter(({ id }) => id.startsWith(kind));
  return own.reduce((sum, { mean }) => sum + mean, 0) / own.length;
};

describe('follower attribution', () => {
  it('credits the posts after which followers came, gains and losses alike', () => {
    for (const gain of [20, -20]) {
      const { posts } = attributeFollowers({ ...account(gain), growth });
      // Shrunk, because part of what came may be drift or the other post of the day: at least half, never more than all.
      expect(meanOf(posts, 'good') / gain).toBeGreaterThan(0.5);
      expect(meanOf(posts, 'good') / gain).toBeLessThan(1.1);
      expect(Math.abs(meanOf(posts, 'idle'))).toBeLessThan(4);
    }
  });

  it('never credits more than came in all', () => {
    const { posts, readings } = account(20);
    const attribution = attributeFollowers({ posts, readings, growth });
    const credited = attribution.posts.reduce((sum, { mean }) => sum + mean, 0) + attribution.driftPerDay!.mean * 60;
    const change = readings.at(-1)!.followers - readings[0]!.followers;
    expect(Math.abs(credited - change) / change).toBeLessThan(0.1);
  });

  it('is unsure where posts cannot be told apart', () => {
    const { posts, driftPerDay } = attributeFollowers({ ...account(20), growth });
    expect(Math.min(...posts.map(({ sd }) => sd))).toBeGreaterThan(1);
    expect(driftPerDay!.sd).toBeGreaterThan(0);
  });

  it('takes what the source counted, and says nothing without readings', () => {
    const { posts } = account(0, 4);
    const counted = attributeFollowers({ posts, readings: [], growth });
    expect(counted.driftPerDay).toBeNull();
    expect(counted.posts[0]).toMatchObject({ mean: 4, basis: 'counted' });
    expect(attributeFollowers({ posts: account(0).posts, readings: [], growth }).posts).toEqual([]);
  });
});

describe('attribution to single posts', () => {
  const reading = (day: number, followers: number) => ({ collectedAtMs: start + day * DAY, followers });
  const posts = (...records: [string, number, (number | null)[]][]) =>
    normaliseHistory(
      records.map(([tweet_id, day, follows]) => ({
        tweet_id,
        posted_at: new Date(start + day * DAY),
        metrics: follows.map((new_follows, i) => ({
          collected_at: new Date(start + (day + i + 1) * DAY),
          likes: 1,
          new_follows,
        })),
      })),
      start + 90 * DAY,
    ).posts;
  const readings = [0, 1, 2, 3, 4, 5].map((day) => reading(day, 100 + 5 * day));

  it('takes the newest count that is known, with the spread of a count', () => {
    const counted = attributeFollowers({ posts: posts(['a', 0, [2, 6, null]], ['b', 1, [-4]]), readings: [], growth });
    expect(counted.posts).toEqual([
      { id: 'a', mean: 6, sd: 2.5, basis: 'counted' },
      { id: 'b', mean: -4, sd: Math.sqrt(4.25), basis: 'counted' },
    ]);
  });

  it('models the others where five changes are known, and leaves out those of another time', () => {
    const mixed = posts(['counted', 0, [6]], ['modelled', 1.5, [null]], ['later', 80, [null]]);
    const { posts: credited, driftPerDay } = attributeFollowers({ posts: mixed, readings, growth });
    expect(credited.map(({ id, basis }) => [id, basis])).toEqual([
      ['counted', 'counted'],
      ['modelled', 'modelled'],
    ]);
    expect(driftPerDay!.mean).toBeCloseTo(5, 6);
    const few = attributeFollowers({ posts: mixed, readings: readings.slice(1), growth });
    expect(few).toEqual({ posts: [credited[0]], driftPerDay: null });
  });
});

describe('follower growth', () => {
  it('gives the typical change per day with its interval, whatever the order of readings', () => {
    const { readings } = account(0);
    const { perDay, curve } = followerGrowth(readings);
    expect(curve).toHaveLength(61);
    expect(perDay!.interval[0]).toBeLessThanOrEqual(5);
    expect(perDay!.interval[1]).toBeGreaterThanOrEqual(5);
    expect(followerGrowth(readings.toReversed())).toEqual(followerGrowth(readings));
  });

  it('says nothing from a few days', () => {
    expect(followerGrowth([{ collectedAtMs: start, followers: 10 }]).perDay).toBeNull();
  });
});
