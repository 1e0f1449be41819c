import type { LevelDimension } from '../learning/account-design.ts';
import type { LevelContrasts } from '../learning/contrasts.ts';
import { probabilityBestJoint } from '../statistics/probability-best.ts';
import { studentTQuantile } from '../statistics/student-t-distribution.ts';
import type { Effect } from './analysis.ts';

/** Effects of one dimension from the posterior contrasts: lifts, 95% intervals and the probability of being best. */
export function effectsOf(dimension: LevelDimension, contrasts: LevelContrasts, df: number): Effect[] {
  const { levels, n, means, covariance } = contrasts;
  if (levels.length === 0) return [];
  const best = probabilityBestJoint({ means, covariance });
  const reach = studentTQuantile(0.975, df);
  return levels.map((level, k) => {
    const effect = means[k]!;
    const sd = Math.sqrt(Math.max(0, covariance[k * levels.length + k]!));
    return {
      dimension,
      level,
      effect,
      lift: Math.expm1(effect),
      interval: [Math.expm1(effect - reach * sd), Math.expm1(effect + reach * sd)],
      probabilityBest: best[k]!,
      n: n[k]!,
    };
  });
}
