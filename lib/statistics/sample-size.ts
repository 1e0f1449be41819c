import { normalQuantile } from './normal-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/**
 * Units in all arms together for a two-sided test of each treatment against the control to find an average difference of
 * `effect` with the given power (Duflo, Glennerster and Kremer 2007; Spotify confidence, G*Power).
 *
 * @param variance of one unit; for a proportion p (1 − p)
 * @param shares of the units per arm, the control first; equal unless given
 * @throws RangeError when power does not exceed alpha or a size is not positive
 * @example requiredSampleSize({ effect: 0.3, variance: 100, alpha: 0.05, power: 0.8, arms: 2 }) // => 34884
 */
export function requiredSampleSize(input: {
  effect: number;
  variance: number;
  alpha: number;
  power: number;
  arms: number;
  shares?: readonly number[];
}): number {
  const { effect, variance, alpha, power, arms } = input;
  requireArgument(effect !== 0, 'effect', effect, 'different from 0');
  requirePositive('variance', variance);
  requireArgument(arms >= 2, 'arms', arms, 'at least 2');
  requireArgument(alpha > 0 && power > alpha && power < 1, 'power', power, `between alpha (${alpha}) and 1`);
  const shares = input.shares ?? Array.from({ length: arms }, () => 1 / arms);
  const z = normalQuantile(power) - normalQuantile(alpha / 2);
  const scales = shares.slice(1).map((share) => Math.sqrt(1 / shares[0]! + 1 / share));
  const average = scales.reduce((sum, scale) => sum + scale, 0) / scales.length;
  return Math.ceil((z / effect) ** 2 * variance * average ** 2);
}
