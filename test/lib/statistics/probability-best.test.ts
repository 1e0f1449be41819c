import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probabilityBest, probabilityBestJoint } from '../../../lib/statistics/probability-best.ts';
import { sharedJson, sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { posteriorMean: number[]; posteriorSd: number[]; lowerIsBetter: boolean };
  expected: { pBest: number[] };
}

const path = sharedPath('vectors', 'bandit_weights.json');

describe.skipIf(!path)(`probability of being best${skipNotice(path)}`, () => {
  const { vectors } = path ? sharedJson<{ vectors: Vector[] }>('vectors', 'bandit_weights.json') : { vectors: [] };
  it.each(vectors.map((v) => [v.id, v] as const))('%s by quadrature and by lattice', (_, { input, expected }) => {
    const sign = input.lowerIsBetter ? -1 : 1;
    const means = input.posteriorMean.map((mean) => sign * mean);
    const sds = input.posteriorSd;
    const covariance = means.flatMap((_mean, i) => means.map((_other, j) => (i === j ? sds[i]! ** 2 : 0)));
    const joint = probabilityBestJoint({ means, covariance, points: 4096 });
    probabilityBest({ means, sds }).forEach((p, k) => {
      expect(Math.abs(p - expected.pBest[k]!)).toBeLessThan(1e-6);
      expect(Math.abs(joint[k]! - expected.pBest[k]!)).toBeLessThan(0.006);
    });
  });
});

it('correlated arms are compared by their difference', () => {
  // x2 - x1 ~ N(0.1, 2 - 2 * 0.99): P(x2 > x1) = Φ(0.1 / √0.02) = 0.7602.
  const [first, second] = probabilityBestJoint({ means: [0, 0.1], covariance: [1, 0.99, 0.99, 1], points: 8192 });
  expect(second).toBeCloseTo(0.7602, 2);
  expect(first! + second!).toBeCloseTo(1, 12);
});

it('is a distribution, shared equally between equal arms', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.01, max: 2, noNaN: true })), {
        minLength: 1,
        maxLength: 8,
      }),
      (arms) => {
        const p = probabilityBest({ means: arms.map(([mean]) => mean), sds: arms.map(([, sd]) => sd) });
        expect(p.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 9);
      },
    ),
    { numRuns: 50 },
  );
  expect(probabilityBest({ means: [1, 1], sds: [0, 0] })).toEqual([0.5, 0.5]);
});

it('names what is wrong with its input', () => {
  expect(() => probabilityBest({ means: [], sds: [] })).toThrow('means must be at least one arm, got an empty list');
  expect(() => probabilityBest({ means: [1], sds: [-1] })).toThrow('sds must be 0 or more, got -1');
  expect(() => probabilityBestJoint({ means: [1], covariance: [] })).toThrow(RangeError);
});
