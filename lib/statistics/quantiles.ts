import { requireArgument, requireProbability } from './require-argument.ts';

/**
 * Sample quantile by linear interpolation (Hyndman and Fan's type 7, R's and numpy's default).
 *
 * @throws RangeError on an empty sample or a p outside [0, 1]
 * @example quantile([1, 2, 3, 4], 0.25) // => 1.75
 */
export function quantile(sample: ArrayLike<number>, p: number): number {
  requireProbability('p', p);
  requireArgument(sample.length > 0, 'sample', 'an empty list', 'at least one number');
  const sorted = Float64Array.from(sample).sort();
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

/** The middle value; the mean of the two middle ones when the sample is even. */
export function median(sample: ArrayLike<number>): number {
  return quantile(sample, 0.5);
}

/**
 * Median absolute deviation from the median, times 1.4826 so that it estimates a normal standard deviation.
 *
 * @example medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) // => 2.9652 (R: mad(c(1,1,2,2,4,6,9)))
 */
export function medianAbsoluteDeviation(sample: ArrayLike<number>): number {
  const centre = median(sample);
  return 1.4826 * median(Float64Array.from(sample, (value) => Math.abs(value - centre)));
}

/** Median of `values` under `weights`: the smallest value with at least half of the total weight at or below it. */
export function weightedMedian(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  requireArgument(values.length > 0, 'values', 'an empty list', 'at least one number');
  requireArgument(values.length === weights.length, 'weights', `${weights.length} weights`, 'as long as values');
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  let total = 0;
  for (let i = 0; i < weights.length; i += 1) total += weights[i]!;
  let running = 0;
  for (const index of order) {
    running += weights[index]!;
    if (running >= total / 2) return values[index]!;
  }
  return values[order[order.length - 1]!]!;
}
