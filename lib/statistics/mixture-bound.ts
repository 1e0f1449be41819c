import { requireArgument } from './require-argument.ts';

/**
 * A mixture supermartingale: log of its value when the sum is s at intrinsic time v (Howard, Ramdas, McAuliffe and Sekhon
 * 2021). Its crossing of 1 / alpha has probability at most alpha over all times.
 */
export type LogMixture = (s: number, v: number) => number;

/**
 * The time-uniform boundary of a mixture: the s at which it reaches 1 / alpha, by bisection.
 *
 * @param largest no sum can exceed this (bounded observations); unlimited unless given
 * @throws RangeError when alpha is not inside (0, 1), or the mixture never gets there
 */
export function mixtureBound(logMixture: LogMixture, input: { v: number; alpha: number; largest?: number }): number {
  const { v, alpha } = input;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const threshold = -Math.log(alpha);
  let high = input.largest ?? Math.max(v, 1e-9);
  for (let doubling = 0; input.largest === undefined && logMixture(high, v) <= threshold; doubling += 1) {
    requireArgument(doubling < 60, 'v', v, 'such that the mixture reaches its threshold');
    high *= 2;
  }
  if (logMixture(high, v) < threshold) return high;
  let low = 0;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (logMixture(middle, v) < threshold) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
