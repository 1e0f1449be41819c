import { betaBinomialLogMixture } from './beta-binomial-mixture.ts';
import { requireArgument } from './require-argument.ts';

/**
 * Sequential p-value that two samples have the same quantile (Howard and Ramdas 2022): the least evidence, over all values
 * the common quantile could have, of both arms together. May be looked at as often as one likes.
 *
 * @param tunedFor observations per arm at which the test is to be sharpest
 * @throws RangeError on an empty arm
 */
export function sequentialQuantilePValue(input: {
  control: readonly number[];
  treatment: readonly number[];
  quantile: number;
  tunedFor: number;
}): number {
  const { control, treatment, quantile: p, tunedFor } = input;
  requireArgument(p > 0 && p < 1, 'quantile', p, 'inside (0, 1)');
  const variance = p * (1 - p);
  const mixture = betaBinomialLogMixture({ tunedFor: tunedFor * variance, below: p, above: 1 - p });
  const evidence = (arm: readonly number[], name: string) => {
    requireArgument(arm.length > 0, name, 'an empty list', 'at least one value');
    const sorted = [...arm].sort((a, b) => a - b);
    const n = sorted.length;
    const at = (share: number) => mixture((share - p) * n, variance * n);
    const least = leastShare(at);
    return {
      sorted,
      /** Evidence against the quantile being x: the share below may be anything between "less" and "less or equal". */
      against: (x: number) => at(Math.min(countBelow(sorted, x, true) / n, Math.max(countBelow(sorted, x) / n, least))),
    };
  };
  const arms = [evidence(control, 'control'), evidence(treatment, 'treatment')] as const;
  // Evidence only changes at observed values, and between them is what it is just beside one.
  const values = [...arms[0].sorted, ...arms[1].sorted];
  const weakest = values.reduce(
    (least, x) => Math.min(least, arms[0].against(x) + arms[1].against(x)),
    Number.POSITIVE_INFINITY,
  );
  return Math.min(1, Math.exp(-weakest));
}

/** Values below x, or up to x, in a sorted list. */
function countBelow(sorted: readonly number[], x: number, orEqual = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < x || (orEqual && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The share of values below at which a convex evidence is least. */
function leastShare(at: (share: number) => number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (at(left) < at(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}
