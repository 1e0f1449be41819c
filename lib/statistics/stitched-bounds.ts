import { requireArgument, requirePositive } from './require-argument.ts';
import { riemannZeta } from './riemann-zeta.ts';

/** Shape of a stitched boundary: how its error is spread over epochs of growing length. */
export interface Stitching {
  /** Decay of the error over epochs; 1.4 unless given. */
  decay?: number;
  /** Ratio of epoch lengths; 2 unless given. */
  ratio?: number;
}

/**
 * Polynomial stitching: a closed-form time-uniform boundary that grows like √(v log log v) (Howard et al. 2021, theorem 1).
 *
 * @param scale sub-gamma scale; 0 for sub-Gaussian sums
 */
export function polynomialStitchingBound(
  input: Stitching & { v: number; alpha: number; startsAt: number; scale?: number },
): number {
  const { alpha, startsAt, scale = 0, decay = 1.4, ratio = 2 } = input;
  requirePositive('startsAt', startsAt);
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const v = Math.max(input.v, startsAt);
  const { k1, k2 } = constants(ratio);
  const level = Math.log(riemannZeta(decay) / Math.log(ratio) ** decay) - Math.log(alpha);
  const ell = decay * Math.log(Math.log((ratio * v) / startsAt)) + level;
  const skew = k2 * scale * ell;
  return Math.sqrt(k1 ** 2 * v * ell + skew ** 2) + skew;
}

/**
 * Boundary for all quantiles at once, at t observations (Howard and Ramdas 2022, theorem 4), tuned from `startsAt` on.
 *
 * @param spacing grid of quantiles on the logit scale; ½ unless given
 */
export function doubleStitchingBound(
  input: Stitching & { quantile: number; t: number; alpha: number; startsAt: number; spacing?: number },
): number {
  const { quantile: p, alpha, startsAt, spacing = 0.5, decay = 1.4, ratio = 2 } = input;
  requireArgument(p > 0 && p < 1, 'quantile', p, 'inside (0, 1)');
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const t = Math.max(input.t, startsAt);
  const logit = Math.log(p / (1 - p));
  const shifted = 1 / (1 + Math.exp(-(logit + 2 * spacing * Math.sqrt((startsAt * ratio) / t))));
  const r = p >= 0.5 ? p : Math.min(0.5, shifted);
  const variance = r * (1 - r);
  const grid = (Math.sqrt(t / startsAt) * Math.abs(logit)) / (2 * spacing) + 1;
  const zeta = riemannZeta(decay);
  const { k1, k2 } = constants(ratio);
  const ell =
    decay * Math.log(Math.log((ratio * t) / startsAt)) +
    decay * Math.log(grid) +
    Math.log((2 * zeta * (2 * zeta + 1)) / (alpha * Math.log(ratio) ** decay));
  const skew = (k2 * (1 - 2 * p) * ell) / 3;
  return (
    spacing * Math.sqrt((ratio * t * variance) / startsAt) + Math.sqrt(k1 ** 2 * variance * t * ell + skew ** 2) + skew
  );
}

function constants(ratio: number): { k1: number; k2: number } {
  requireArgument(ratio > 1, 'ratio', ratio, 'above 1');
  return { k1: (ratio ** 0.25 + ratio ** -0.25) / Math.SQRT2, k2: (Math.sqrt(ratio) + 1) / 2 };
}
