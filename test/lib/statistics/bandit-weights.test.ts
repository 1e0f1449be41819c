import { describe, expect, it } from 'vitest';
import { topTwoWeights, withAdditiveFloor } from '../../../lib/statistics/bandit-weights.ts';
import { probabilityBest } from '../../../lib/statistics/probability-best.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';

interface Input {
  posteriorMean: number[];
  posteriorSd: number[];
  floor: number;
  lowerIsBetter: boolean;
}

interface Expected {
  pBest: number[];
  topTwo: number[];
  weightsFloorThompson: number[];
  weightsFloorTopTwo: number[];
}

describeVectors<Input, Expected>('bandit_weights.json', ({ input, expected, tolerance }) => {
  const within = (tolerance as Record<string, number>).quadrature!;
  const sign = input.lowerIsBetter ? -1 : 1;
  const arms = { means: input.posteriorMean.map((mean) => sign * mean), sds: input.posteriorSd };
  const best = probabilityBest(arms);
  const two = topTwoWeights(arms);
  const near = (got: number[], wanted: number[]) => {
    got.forEach((weight, k) => {
      expectNear(weight, wanted[k]!, within);
    });
  };
  near(best, expected.pBest);
  near(two, expected.topTwo);
  near(withAdditiveFloor(best, input.floor), expected.weightsFloorThompson);
  near(withAdditiveFloor(two, input.floor), expected.weightsFloorTopTwo);
});

describe('top-two where less is better', () => {
  it('gives the best arm the most, where the reference gives it nothing', () => {
    // Costs 1, 2, 3 with sd .1: the first arm is surely best, the second surely second; ranks 2 and 3 would say 0, ½, ½.
    const weights = topTwoWeights({ means: [-1, -2, -3], sds: [0.1, 0.1, 0.1] });
    expectNear(weights[0]!, 0.5, 1e-9);
    expectNear(weights[1]!, 0.5, 1e-9);
    expectNear(weights[2]!, 0, 1e-9);
  });

  it('works with two arms, where the reference raises an IndexError', () => {
    expect(topTwoWeights({ means: [-1, -2], sds: [1, 1] })).toEqual([0.5, 0.5]);
  });
});

it('agrees with counting ranks in draws', () => {
  const arms = { means: [0, 0.3, 0.5, -0.2], sds: [0.5, 0.3, 0.6, 0.9] };
  const random = seededRandom('top-two');
  const draws = 40_000;
  const counted = arms.means.map(() => 0);
  for (let draw = 0; draw < draws; draw += 1) {
    const values = arms.means.map((mean, k) => ({ k, x: mean + arms.sds[k]! * sampleNormal(random) }));
    values.sort((a, b) => b.x - a.x);
    for (const { k } of values.slice(0, 2)) counted[k]! += 0.5 / draws;
  }
  topTwoWeights(arms).forEach((weight, k) => {
    expect(Math.abs(weight - counted[k]!)).toBeLessThan(4 * Math.sqrt(0.25 / draws));
  });
});

it('a floor leaves a distribution', () => {
  expect(withAdditiveFloor([0.9, 0.1], 0.1)).toEqual([0.1 + 0.8 * 0.9, 0.1 + 0.8 * 0.1]);
  expect(withAdditiveFloor([0.9, 0.1], -1)).toEqual([0.9, 0.1]);
  expect(withAdditiveFloor([1, 0, 0], 0.4)).toEqual([1 / 3, 1 / 3, 1 / 3]);
});
