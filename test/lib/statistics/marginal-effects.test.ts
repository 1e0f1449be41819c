import { expect, it } from 'vitest';
import { marginalEffects } from '../../../lib/statistics/marginal-effects.ts';

it('agrees with Ax on a factorial of four cells', () => {
  // ax/utils/stats/tests/test_statstools.py: −40, 40, −20, 20 percent, each with a standard error of 2.83.
  const effects = marginalEffects({
    means: [1, 2, 3, 4],
    standardErrors: [0.1, 0.1, 0.1, 0.1],
    factors: { factor_1: ['a', 'a', 'b', 'b'], factor_2: ['A', 'B', 'A', 'B'] },
  });
  expect(effects.map(({ level, percent }) => [level, Math.round(percent)])).toEqual([
    ['a', -40],
    ['b', 40],
    ['A', -20],
    ['B', 20],
  ]);
  for (const { standardError } of effects) expect(standardError).toBeCloseTo(2.83, 2);
});

it('refuses factors that do not fit the cells', () => {
  expect(() => marginalEffects({ means: [1, 2], standardErrors: [1, 1], factors: { f: ['a'] } })).toThrow(
    'f must be 2, one per cell, got 1 levels',
  );
});
