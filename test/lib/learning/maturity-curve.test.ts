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
    const slope = (Math.log(shareSeen(shifted, 6)) - Math.log(shareSeen(curve, 6))) / Math.log(1.0001);
    expect(shareSensitivity(curve, 6)).toBeCloseTo(slope, 3);
  });
});
