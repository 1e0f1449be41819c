import { type LogMixture, mixtureBound } from './mixture-bound.ts';
import { normalCdf } from './normal-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/** For which intrinsic time and level a boundary is tightest. */
export interface MixtureTuning {
  /** Intrinsic time (sum of variances) at which the boundary is to be tightest. */
  tunedFor: number;
  /** Level it is tuned for; .05 unless given. */
  tunedAlpha?: number;
  oneSided?: boolean;
}

/**
 * Mixture precision ρ that makes a normal mixture tightest at `tunedFor` (Howard et al. 2021, proposition 3, in closed form).
 *
 * @example bestMixturePrecision({ tunedFor: 100 }) // => 12.60056
 */
export function bestMixturePrecision({ tunedFor, tunedAlpha = 0.05, oneSided = false }: MixtureTuning): number {
  requirePositive('tunedFor', tunedFor);
  const alpha = oneSided ? 2 * tunedAlpha : tunedAlpha;
  requireArgument(alpha > 0 && alpha < 1, 'tunedAlpha', tunedAlpha, oneSided ? 'inside (0, 0.5)' : 'inside (0, 1)');
  const doubled = -2 * Math.log(alpha);
  return tunedFor / (doubled + Math.log1p(doubled));
}

/** Normal mixture for sub-Gaussian sums, two-sided or one-sided. */
export function normalLogMixture(tuning: MixtureTuning): LogMixture {
  const rho = bestMixturePrecision(tuning);
  if (!tuning.oneSided) return (s, v) => 0.5 * Math.log(rho / (v + rho)) + s ** 2 / (2 * (v + rho));
  return (s, v) =>
    0.5 * Math.log((4 * rho) / (v + rho)) + s ** 2 / (2 * (v + rho)) + Math.log(normalCdf(s / Math.sqrt(v + rho)));
}

/** Time-uniform boundary of a sub-Gaussian sum at intrinsic time v. */
export function normalMixtureBound(input: MixtureTuning & { v: number; alpha: number }): number {
  const { v, alpha, oneSided } = input;
  if (oneSided) return mixtureBound(normalLogMixture(input), { v, alpha });
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const rho = bestMixturePrecision(input);
  return Math.sqrt((v + rho) * (Math.log1p(v / rho) - 2 * Math.log(alpha)));
}
