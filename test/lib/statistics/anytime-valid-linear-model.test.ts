import { describe, expect, it } from 'vitest';
import {
  coefficientLogE,
  coefficientRadius,
  coefficientSequentialP,
  optimalMixturePrecision,
} from '../../../lib/statistics/anytime-valid-linear-model.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { sharedJson, sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { fn: string; n: number; nu: number; g: number; alpha: number; estimate: number; se: number; t: number[] };
  expected: { p: number & number[]; ci: [number, number]; tRadius: number };
}

const path = sharedPath('vectors', 'avlm.json');

describe.skipIf(!path)(`anytime-valid coefficients${skipNotice(path)}`, () => {
  const { vectors } = path ? sharedJson<{ vectors: Vector[] }>('vectors', 'avlm.json') : { vectors: [] };

  it.each(vectors.filter((v) => v.input.fn === 'coef').map((v) => [v.id, v] as const))(
    '%s',
    (_, { input, expected }) => {
      const { n, nu: df, g, alpha, estimate, se } = input;
      const p = coefficientSequentialP({ t: estimate / se, n, df, g });
      expect(p / expected.p).toBeCloseTo(1, 6);
      const radius = coefficientRadius({ n, df, g, alpha });
      expect(estimate - radius * se).toBeCloseTo(expected.ci[0], 6);
      expect(estimate + radius * se).toBeCloseTo(expected.ci[1], 6);
    },
  );

  it.each(vectors.filter((v) => v.input.fn.startsWith('mtcars')).map((v) => [v.id, v] as const))(
    '%s',
    (_, { input, expected }) => {
      const { n, nu: df, g, alpha } = input;
      for (const [i, t] of input.t.entries()) {
        expect(coefficientSequentialP({ t, n, df, g }) / expected.p[i]!).toBeCloseTo(1, 8);
      }
      expect(coefficientRadius({ n, df, g, alpha })).toBeCloseTo(expected.tRadius, 8);
    },
  );

  it('finds the mixture precision that R finds', () => {
    expect(optimalMixturePrecision({ n: 100, coefficients: 8, alpha: 0.05 })).toBeCloseTo(11.5815361621, 3);
  });
});

it('no data is no evidence, and the confidence sequence is infinite', () => {
  expect(coefficientLogE({ t: 0, n: 0, df: 1, g: 5 })).toBe(0);
  expect(coefficientRadius({ n: 1, df: 1, g: 100, alpha: 0.05 })).toBe(Number.POSITIVE_INFINITY);
});

it('holds its error over all looks together when nothing is true', () => {
  const random = seededRandom('avlm-null');
  let crossed = 0;
  const runs = 400;
  for (let run = 0; run < runs; run += 1) {
    let sum = 0;
    let squares = 0;
    for (let n = 1; n <= 150; n += 1) {
      const x = sampleNormal(random);
      sum += x;
      squares += x * x;
      if (n < 3) continue;
      const variance = (squares - (sum * sum) / n) / (n - 1);
      if (coefficientSequentialP({ t: sum / Math.sqrt(n * variance), n, df: n - 1, g: 5 }) <= 0.05) {
        crossed += 1;
        break;
      }
    }
  }
  // 5% of 400 with three binomial standard errors above.
  expect(crossed).toBeLessThanOrEqual(0.05 * runs + 3 * Math.sqrt(0.05 * 0.95 * runs));
});
