import { describe, expect, it } from 'vitest';
import type { LevelTerms } from '../../../lib/learning/account-design.ts';
import { levelContrasts } from '../../../lib/learning/contrasts.ts';
import type { JointModelFit } from '../../../lib/learning/joint-model.ts';

/** Four coefficients with a covariance that links them all. */
const covariance = [
  [4, 1, 0.5, 0.2],
  [1, 3, 0.4, 0.1],
  [0.5, 0.4, 2, 0.3],
  [0.2, 0.1, 0.3, 1],
];
const fit = {
  coefficients: Float64Array.of(10, 1, 2, 6),
  covariance: Float64Array.from(covariance.flat()),
} as unknown as JointModelFit;
const term = (level: string, columns: number[], values: number[], n = 5): LevelTerms => ({ level, columns, values, n });

/** The same by plain matrices: rows of weights, each less their mean. */
function plainly(weights: number[][]) {
  const mean = [0, 1, 2, 3].map((c) => weights.reduce((sum, row) => sum + row[c]! / weights.length, 0));
  const rows = weights.map((row) => row.map((value, c) => value - mean[c]!));
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c]!, 0);
  const times = (row: number[]) => covariance.map((line) => dot(line, row));
  return {
    means: rows.map((row) => dot(row, [...fit.coefficients])),
    covariance: rows.flatMap((a) => rows.map((b) => dot(a, times(b)))),
  };
}

describe('contrasts of levels', () => {
  it.each([
    [
      'of two columns',
      [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    ],
    [
      'of three columns',
      [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    ],
    [
      'of combinations',
      [
        [0, 1, 0, 0.5],
        [0, 0, 1, -0.5],
        [0, 1, 1, 0],
      ],
    ],
  ])('%s are against their unweighted mean, with their joint covariance', (_, weights) => {
    const levels = weights.map((row, k) => {
      const columns = [0, 1, 2, 3].filter((c) => row[c] !== 0);
      return term(
        `level ${k}`,
        columns,
        columns.map((c) => row[c]!),
        k,
      );
    });
    const contrasts = levelContrasts(fit, levels);
    const expected = plainly(weights);
    expect([...contrasts.means]).toEqual(expected.means.map((value) => expect.closeTo(value, 12)));
    expect([...contrasts.covariance]).toEqual(expected.covariance.map((value) => expect.closeTo(value, 12)));
    expect(contrasts.levels).toEqual(levels.map(({ level }) => level));
    expect(contrasts.n).toEqual(levels.map(({ n }) => n));
  });

  it('add a column that a level has twice', () => {
    const once = levelContrasts(fit, [term('a', [1], [2]), term('b', [2], [1])]);
    const twice = levelContrasts(fit, [term('a', [1, 1], [1, 1]), term('b', [2], [1])]);
    expect(twice).toEqual(once);
  });

  it('of one level are nothing, and of none are none', () => {
    expect(levelContrasts(fit, [term('a', [1], [1])])).toMatchObject({
      means: Float64Array.of(0),
      covariance: Float64Array.of(0),
    });
    expect(levelContrasts(fit, []).means).toHaveLength(0);
  });
});
