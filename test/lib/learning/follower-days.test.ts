import { describe, expect, it } from 'vitest';
import { bestDayModel, followerIntervals, lifeShare } from '../../../lib/learning/follower-days.ts';
import { followerGrowth } from '../../../lib/learning/follower-growth.ts';
import { followersByLevel } from '../../../lib/learning/followers-by-level.ts';
import { PRIOR_MATURITY, shareSeen } from '../../../lib/learning/maturity-curve.ts';
import type { Post } from '../../../lib/learning/normalise-history.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const growth = PRIOR_MATURITY.engagements;
const reading = (days: number, followers: number) => ({ collectedAtMs: days * DAY, followers });
const post = (days: number, more: Partial<Post> = {}) =>
  ({ id: String(days), postedAtMs: days * DAY, ...more }) as Post;

describe('changes between readings of followers', () => {
  it('are about a day apart, oldest first, whatever the order of readings', () => {
    const readings = [reading(0, 100), reading(0.5, 110), reading(0.9, 120), reading(1.7, 125), reading(3, 130)];
    const intervals = [
      { fromMs: 0, toMs: 0.9 * DAY, days: 0.9, change: 20 },
      { fromMs: 0.9 * DAY, toMs: 3 * DAY, days: 2.1, change: 10 },
    ];
    expect(followerIntervals(readings)).toEqual(
      intervals.map((one) => ({ ...one, days: expect.closeTo(one.days, 12) })),
    );
    expect(followerIntervals(readings.toReversed())).toEqual(followerIntervals(readings));
  });

  it('begin with the fewer of two readings of one moment, and pass over what is no number', () => {
    const twice = [reading(0, 110), reading(0, 100), reading(1, 120)];
    expect(followerIntervals(twice)[0]?.change).toBe(20);
    expect(
      followerIntervals([reading(0, 100), reading(1, Number.NaN), reading(Number.NaN, 5), reading(2, 130)]),
    ).toEqual([{ fromMs: 0, toMs: 2 * DAY, days: 2, change: 30 }]);
    expect(followerIntervals([])).toEqual([]);
  });

  it('are the newest hundred and twenty', () => {
    const intervals = followerIntervals(Array.from({ length: 130 }, (_, day) => reading(day, day)));
    expect([intervals.length, intervals[0]!.fromMs / DAY, intervals.at(-1)!.toMs / DAY]).toEqual([120, 9, 129]);
  });
});

describe('the share of a post’s life', () => {
  const interval = { fromMs: DAY, toMs: 2 * DAY, days: 1, change: 0 };
  it('is what it grew from the beginning to the end of an interval', () => {
    expect(lifeShare(post(0.5), interval, growth)).toBeCloseTo(shareSeen(growth, 36) - shareSeen(growth, 12), 12);
    expect(lifeShare(post(1), interval, growth)).toBeCloseTo(shareSeen(growth, 24), 12);
    expect(lifeShare(post(1.75), interval, growth)).toBeCloseTo(shareSeen(growth, 6), 12);
    expect([lifeShare(post(2), interval, growth), lifeShare(post(3), interval, growth)]).toEqual([0, 0]);
  });
});

describe('the day model', () => {
  const days = (changes: number[], length = 1) =>
    changes.map((change, i) => ({ fromMs: i * DAY, toMs: (i + length) * DAY, days: length, change }));

  it('is the mean change per day where nothing else could be a cause', () => {
    const changes = [4, 6, 3, 7, 5, 5];
    const { drift } = bestDayModel(
      days(changes),
      changes.map(() => []),
    );
    expect(drift.mean).toBeCloseTo(5, 12);
    // Standard error of the mean: sd 1.4142 (n - 1) over the root of six.
    expect(drift.sd).toBeCloseTo(Math.SQRT2 / Math.sqrt(6), 9);
    const double = bestDayModel(
      days(
        changes.map((change) => 2 * change),
        2,
      ),
      changes.map(() => []),
    );
    expect(double.drift.mean).toBeCloseTo(5, 12);
  });

  it('gives a cause what its days bring beyond the others, and none to what brings nothing', () => {
    const changes = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 35 : 5) + (i % 3) - 1);
    const shares = changes.map((_, i) => [i % 4 === 0 ? 1 : 0, i % 4 === 1 ? 1 : 0]);
    const { drift, effectOf } = bestDayModel(days(changes), shares);
    expect(effectOf(0).mean).toBeGreaterThan(28);
    expect(effectOf(0).mean).toBeLessThan(31);
    expect(Math.abs(effectOf(1).mean)).toBeLessThan(1.5);
    expect(Math.abs(drift.mean - 5)).toBeLessThan(1);
    expect(effectOf(0).sd).toBeGreaterThan(0.1);
    expect(effectOf(0).sd).toBeLessThan(2);
    // A cause without any share is as unsure as before, and has no effect.
    const idle = bestDayModel(
      days(changes),
      shares.map((row) => [...row, 0]),
    );
    expect(idle.effectOf(2).mean).toBe(0);
    expect(idle.effectOf(2).sd).toBeGreaterThan(effectOf(0).sd);
  });

  it('chooses the ratio of variances under which the changes are likeliest', () => {
    const quiet = Array.from({ length: 40 }, (_, i) => 5 + (i % 3) - 1);
    const shares = quiet.map((_, i) => [i % 4 === 0 ? 1 : 0]);
    const { effectOf } = bestDayModel(days(quiet), shares);
    expect(Math.abs(effectOf(0).mean)).toBeLessThan(0.2);
    const loud = quiet.map((change, i) => change + (i % 4 === 0 ? 50 : 0));
    expect(bestDayModel(days(loud), shares).effectOf(0).mean).toBeGreaterThan(48);
  });

  it('is as posterior and likelihood are by their definition', () => {
    // One cause with shares (1, 0, 1): by hand for the best of the grid, ratios of 0.01 to 100 tried.
    const changes = [9, 1, 11];
    const shares = [[1], [0], [1]];
    const { logLikelihood, drift, effectOf } = bestDayModel(days(changes), shares);
    const byHand = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100].map((ratio) => {
      // The covariance of days 1 and 3 is [[1 + r, r], [r, 1 + r]], with day 2 apart: inverse and determinant are known.
      const det = (1 + ratio) ** 2 - ratio ** 2;
      const [same, cross] = [(1 + ratio) / det, -ratio / det];
      const inverse = (v: number[]) => [same * v[0]! + cross * v[2]!, v[1]!, cross * v[0]! + same * v[2]!];
      const dot = (a: number[], b: number[]) => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
      const one = inverse([1, 1, 1]);
      const information = dot(one, [1, 1, 1]);
      const mean = dot(one, changes) / information;
      const residuals = changes.map((change) => change - mean);
      const variance = dot(residuals, inverse(residuals)) / 2;
      const solved = inverse([ratio, 0, ratio]);
      const spread = ratio - dot([ratio, 0, ratio], solved) + dot(solved, [1, 1, 1]) ** 2 / information;
      return {
        logLikelihood: -0.5 * (3 * Math.log(variance) + Math.log(det) + Math.log(information)),
        drift: { mean, sd: Math.sqrt(variance / information) },
        effect: { mean: dot([ratio, 0, ratio], inverse(residuals)), sd: Math.sqrt(spread * variance) },
      };
    });
    const best = byHand.toSorted((a, b) => b.logLikelihood - a.logLikelihood)[0]!;
    const close = ({ mean, sd }: { mean: number; sd: number }) => ({
      mean: expect.closeTo(mean, 9),
      sd: expect.closeTo(sd, 9),
    });
    expect(logLikelihood).toBeCloseTo(best.logLikelihood, 9);
    expect(drift).toEqual(close(best.drift));
    expect(effectOf(0)).toEqual(close(best.effect));
  });
});

describe('followers by level', () => {
  const readings = [1000, 1009, 1010, 1018, 1020, 1029, 1030, 1038].map((followers, day) => reading(day, followers));
  const posts = [0, 1, 2, 3, 4, 5, 6].map((day) => post(day, { generator: day % 2 === 0 ? 'good' : null }));
  const input = { posts, levels: ['good', 'other'], levelOf: ({ generator }: Post) => generator, readings, growth };

  it('are more for the level after which they came, and nothing for one without posts', () => {
    const { means, sds } = followersByLevel(input)!;
    expect(means[0]).toBeGreaterThan(2);
    expect(means[1]).toBe(0);
    expect(sds).toHaveLength(2);
    expect(Math.min(...sds)).toBeGreaterThan(0);
  });

  it('are unknown with fewer than five changes', () => {
    expect(followersByLevel({ ...input, readings: readings.slice(0, 5) })).toBeNull();
    expect(followersByLevel({ ...input, readings: readings.slice(0, 6) })).not.toBeNull();
  });
});

describe('the growth of followers', () => {
  it('is the last reading of each UTC day, gaps spread over their days', () => {
    const { curve, perDay } = followerGrowth([
      reading(0.2, 100),
      reading(0.9, 110),
      reading(1.4, 115),
      reading(3.4, 135),
    ]);
    expect(curve).toEqual([
      { atMs: 0.9 * DAY, followers: 110, change: null },
      { atMs: 1.4 * DAY, followers: 115, change: expect.closeTo(10, 9) },
      { atMs: 3.4 * DAY, followers: 135, change: expect.closeTo(10, 9) },
    ]);
    expect(perDay).toBeNull();
    expect(followerGrowth([reading(1, 5), reading(1, 7)]).curve[0]?.followers).toBe(7);
  });

  it('has a median with the interval of the sign test from six changes on', () => {
    const grown = (changes: number[]) => {
      let followers = 1000;
      return followerGrowth([0, ...changes].map((change, day) => reading(day, (followers += change)))).perDay;
    };
    expect(grown([1, 2, 3, 4, 5])).toBeNull();
    // Of six values the extremes hold the median with 1 - 2/64 = 96.9%, of nine the second and the eighth with 96.1%.
    expect(grown([3, 1, 2, 6, 5, 4])).toEqual({ median: 3.5, interval: [1, 6] });
    expect(grown([9, 1, 8, 2, 7, 3, 6, 4, 5])).toEqual({ median: 5, interval: [2, 8] });
  });
});
