import { describe, expect, it } from 'vitest';
import { fitMaturityCurve, PRIOR_MATURITY, shareSeen, shareSensitivity } from '../../../lib/learning/maturity-curve.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';
import { sampleBinomial, sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const start = Date.parse('2026-06-01T00:00:00Z');

/** Posts whose engagements mature with scale 3 h and impressions with scale 20 h, shape .9, spread .25. */
function watched(n: number) {
  const random = seededRandom('maturity');
  const records = Array.from({ length: n }, (_, i) => {
    const tau = Math.exp(0.25 * sampleNormal(random));
    const share = (hours: number, scale: number) => 1 - Math.exp(-((hours / (scale * tau)) ** 0.9));
    let likes = 0;
    return {
      tweet_id: String(i),
      posted_at: new Date(start),
      metrics: [1, 4, 12, 24, 72, 168].map((hours) => {
        likes = Math.max(likes, sampleBinomial(random, 80, share(hours, 3)));
        return {
          collected_at: new Date(start + hours * 3_600_000),
          impressions: Math.round(3000 * share(hours, 20)),
          likes,
        };
      }),
    };
  });
  return normaliseHistory(records, start + 200 * 3_600_000).posts;
}

describe('the maturity curve', () => {
  it('finds how the account grows', () => {
    const { engagements, impressions } = fitMaturityCurve(watched(150));
    expect(engagements.scaleHours).toBeCloseTo(3, 0);
    expect(engagements.shape).toBeCloseTo(0.9, 1);
    expect(impressions.scaleHours / 20).toBeCloseTo(1, 0);
    expect(impressions.spread).toBeCloseTo(0.25, 1);
  });

  it('is the prior without readings and near it with one post', () => {
    expect(fitMaturityCurve([])).toEqual(PRIOR_MATURITY);
    const one = fitMaturityCurve(watched(1)).engagements;
    expect(one.posts).toBe(1);
    expect(Math.abs(Math.log(one.scaleHours / PRIOR_MATURITY.engagements.scaleHours))).toBeLessThan(0.8);
  });

  it('rises with age towards one and is less sensitive the older a post is', () => {
    const curve = PRIOR_MATURITY.engagements;
    const ages = [0.5, 1, 6, 24, 72, 168];
    const shares = ages.map((age) => shareSeen(curve, age));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(0.99);
    const sensitivities = ages.map((age) => -shareSensitivity(curve, age));
    expect(sensitivities).toEqual(sensitivities.toSorted((a, b) => b - a));
    // Numerical derivative of ln share in ln scale.
    const shifted = { ...curve, scaleHours: curve.scaleHours * 1.0001 };
    for (const age of [1, 6, 24]) {
      const slope = (Math.log(shareSeen(shifted, age)) - Math.log(shareSeen(curve, age))) / Math.log(1.0001);
      expect(shareSensitivity(curve, age)).toBeCloseTo(slope, 3);
    }
  });
});

describe('the readings that a curve is taken from', () => {
  const read = (...readings: [number, number | null][]) => ({
    tweet_id: String(readings),
    posted_at: new Date(start),
    metrics: readings.map(([hours, likes]) => ({
      collected_at: new Date(start + hours * 3_600_000),
      likes,
      impressions: 50,
    })),
  });
  const used = (...records: ReturnType<typeof read>[]) =>
    fitMaturityCurve(normaliseHistory(records, start + 900 * 3_600_000).posts).engagements.posts;

  it('are those of posts that were read twice, and engaged with three times', () => {
    expect([used(read([24, 9])), used(read([1, 1], [24, 2])), used(read([1, 1], [24, 3]))]).toEqual([0, 0, 1]);
  });

  it('are from seven tenths of an age on, and clearly younger than the latest', () => {
    expect([used(read([0.69, 5], [0.9, 9])), used(read([0.7, 5], [0.9, 9]))]).toEqual([0, 1]);
    expect([used(read([0.8, 5], [1, 9])), used(read([0.81, 5], [1, 9]))]).toEqual([1, 0]);
  });

  it('are known ones: a latest or early reading without the count is passed over', () => {
    expect(used(read([1, 3], [12, 9], [24, null]))).toBe(1);
    expect(used(read([1, null], [12, 9]))).toBe(0);
    expect(used(read([1, null], [6, 5], [12, 9]))).toBe(1);
    expect(used(read([1, 5], [24, null]))).toBe(0);
  });

  it('are those of the newest hundred and twenty posts', () => {
    const records = Array.from({ length: 130 }, (_, i) => ({ ...read([1, 3], [24, 9]), tweet_id: String(i) }));
    expect(used(...records)).toBe(120);
  });
});

describe('a curve from plain growth', () => {
  /** Posts whose counts follow scale and shape exactly, but for how much faster or slower each grows. */
  const grown = (truth: { scale: number; shape: number; taus: number[]; final?: number }) => {
    const records = truth.taus.map((tau, i) => ({
      tweet_id: String(i),
      posted_at: new Date(start),
      metrics: [1, 4, 24, 400].map((hours) => ({
        collected_at: new Date(start + hours * 3_600_000),
        likes: Math.round((truth.final ?? 1e6) * (1 - Math.exp(-((hours / (truth.scale * tau)) ** truth.shape)))),
      })),
    }));
    return fitMaturityCurve(normaliseHistory(records, start + 900 * 3_600_000).posts).engagements;
  };
  const even = Array.from({ length: 100 }, () => 1);

  it.each([
    [3, 0.9],
    [6, 0.7],
    [12, 0.6],
    [2, 1.2],
  ])('of scale %d h and shape %d is found', (scale, shape) => {
    const curve = grown({ scale, shape, taus: even });
    expect(Math.abs(Math.log(curve.scaleHours / scale))).toBeLessThan(0.03);
    expect(Math.abs(Math.log(curve.shape / shape))).toBeLessThan(0.03);
    // Below its prior of 0.3, which weighs as much as ten posts that tell everything.
    expect(curve.spread).toBeLessThan(0.25);
    expect(curve.posts).toBe(100);
  });

  it('shows how differently single posts grow', () => {
    const spread = (sd: number) => {
      const taus = even.map((_, i) => Math.exp(sd * Math.sqrt(3) * ((2 * (i + 0.5)) / 100 - 1)));
      return grown({ scale: 6, shape: 0.7, taus }).spread;
    };
    expect(spread(0.4)).toBeGreaterThan(0.3);
    expect(spread(0.4)).toBeLessThan(0.5);
    const spreads = [0, 0.2, 0.4, 0.6].map(spread);
    expect(spreads).toEqual(spreads.toSorted((a, b) => a - b));
  });

  it('is pulled towards the prior the more, the fewer posts and counts there are', () => {
    const scale = (taus: number[], final: number) => grown({ scale: 2, shape: 0.7, taus, final }).scaleHours;
    const scales = [scale(even, 1e6), scale(even.slice(0, 3), 40), scale(even.slice(0, 1), 10)];
    expect(scales).toEqual(scales.toSorted((a, b) => a - b));
    expect(scales[0]).toBeCloseTo(2, 1);
    expect(scales[2]).toBeGreaterThan(2.5);
    expect(scales[2]).toBeLessThan(PRIOR_MATURITY.engagements.scaleHours);
  });

  it('is hardly moved by one post that grew in another way', () => {
    const without = grown({ scale: 6, shape: 0.7, taus: even.slice(0, 30) });
    const with_ = grown({ scale: 6, shape: 0.7, taus: [...even.slice(0, 30), 40] });
    expect(Math.abs(Math.log(with_.scaleHours / without.scaleHours))).toBeLessThan(0.1);
  });

  it('stays within half a tenth of an hour and five hundred', () => {
    const fast = grown({ scale: 0.001, shape: 2, taus: even });
    expect(fast.scaleHours).toBeGreaterThanOrEqual(0.05 - 1e-9);
    const slow = grown({ scale: 50_000, shape: 0.2, taus: even });
    expect(slow.scaleHours).toBeLessThanOrEqual(500 + 1e-9);
  });
});

describe('a share', () => {
  it('is of one minute at least: no age is none', () => {
    const curve = PRIOR_MATURITY.engagements;
    expect(shareSeen(curve, 0)).toBe(shareSeen(curve, 0.001));
    expect(shareSeen(curve, 0)).toBeGreaterThan(0);
    expect(shareSensitivity(curve, 0)).toBe(shareSensitivity(curve, 0.001));
    expect(shareSeen({ ...curve, scaleHours: 6, shape: 1 }, 6)).toBeCloseTo(1 - Math.exp(-1), 12);
  });
});
