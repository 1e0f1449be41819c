import { requireArgument } from './require-argument.ts';
import { inverseVarianceWeight } from './shrinkage.ts';

export interface MarginalEffect {
  factor: string;
  level: string;
  /** Deviation of the level's mean from the overall mean, in percent of the latter. */
  percent: number;
  standardError: number;
}

/**
 * Effect of each level of each factor of a factorial experiment, its cells averaged by precision (Ax's marginal_effects).
 *
 * @throws RangeError when a factor has not one level per cell
 */
export function marginalEffects(input: {
  means: readonly number[];
  standardErrors: readonly number[];
  factors: Readonly<Record<string, readonly string[]>>;
}): MarginalEffect[] {
  const { means, standardErrors, factors } = input;
  const variances = standardErrors.map((error) => error ** 2);
  const overall = inverseVarianceWeight({ means, variances }).mean;
  requireArgument(overall !== 0, 'means', 'an average of 0', 'different from 0 on average');
  return Object.entries(factors).flatMap(([factor, levels]) => {
    requireArgument(levels.length === means.length, factor, `${levels.length} levels`, `${means.length}, one per cell`);
    return [...new Set(levels)].map((level) => {
      const inside = (_: number, i: number) => levels[i] === level;
      const cell = inverseVarianceWeight({ means: means.filter(inside), variances: variances.filter(inside) });
      return {
        factor,
        level,
        percent: (100 * (cell.mean - overall)) / overall,
        standardError: (100 * Math.sqrt(cell.variance)) / Math.abs(overall),
      };
    });
  });
}
