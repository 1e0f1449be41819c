import { describe, expect, it } from 'vitest';
import { changingSampleRatioPValue, type WeightedDraw } from '../../../lib/statistics/changing-sample-ratio.ts';
import { sampleRatioLogOdds } from '../../../lib/statistics/sample-ratio.ts';
import { sampleIndex } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

/** Units whose intended weights swing; `bent` draws the first arm more often than they say. */
function draws(count: number, seed: string, bent = 0): WeightedDraw[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const first = 0.5 + 0.3 * Math.sin(i / 20);
    const real = Math.min(1, first + bent);
    return { arm: sampleIndex(random, [real, 1 - real]), weights: [first, 1 - first] };
  });
}

describe('the sample ratio where weights change from unit to unit', () => {
  it('is the Dirichlet-multinomial test where they do not', () => {
    const weights = [0.3, 0.7];
    const same = draws(150, 'same', 0.1).map(({ arm }) => ({ arm, weights }));
    const prefixes = same.map((_, i) => {
      const seen = same.slice(0, i + 1);
      const counts = [0, 1].map((arm) => seen.filter((draw) => draw.arm === arm).length);
      return Math.exp(-sampleRatioLogOdds({ counts, weights }));
    });
    expect(changingSampleRatioPValue({ draws: same })).toBeCloseTo(Math.min(1, ...prefixes), 10);
  });

  it('rings in at most as many honest experiments as its level says, however far the weights swing', () => {
    const alarms = Array.from({ length: 400 }, (_, i) =>
      changingSampleRatioPValue({ draws: draws(300, `honest-${i}`) }),
    );
    expect(alarms.filter((p) => p < 0.05).length / 400).toBeLessThanOrEqual(0.05);
  });

  it('finds a share that is not the one in force, which the mean of the weights would hide', () => {
    expect(changingSampleRatioPValue({ draws: draws(600, 'bent', 0.12) })).toBeLessThan(0.001);
    // A planned half, and half of the posts: only against the shares in force does it show.
    const random = seededRandom('hidden');
    const hidden = Array.from({ length: 600 }, (_, i) => ({
      arm: random() < 0.5 ? 0 : 1,
      weights: i % 2 === 0 ? [0.8, 0.2] : [0.2, 0.8],
    }));
    const firstHalf = hidden.filter((_, i) => i % 2 === 0);
    expect(changingSampleRatioPValue({ draws: firstHalf })).toBeLessThan(1e-6);
  });

  it('knows nothing without units, and refuses what cannot be', () => {
    expect(changingSampleRatioPValue({ draws: [] })).toBe(1);
    const one = (arm: number, weights: number[]) => () => changingSampleRatioPValue({ draws: [{ arm, weights }] });
    expect(one(2, [0.5, 0.5])).toThrow('arm');
    expect(one(0, [0.5, 0.6])).toThrow('weights');
    expect(one(0, [1, 0])).toThrow('weights');
  });
});
