import { requireArgument } from './require-argument.ts';

/**
 * Time-uniform bound of the distance between the empirical distribution function and the truth, over all points at once
 * (Howard and Ramdas 2022, theorem 2): A √((log(1 + log(t / startsAt)) + C) / t), C as small as the level allows.
 *
 * @param slope A, above 1 / √2; .85 unless given
 */
export function empiricalProcessBound(input: { t: number; alpha: number; startsAt: number; slope?: number }): number {
  const { t, alpha, startsAt, slope = 0.85 } = input;
  requireArgument(slope > Math.SQRT1_2, 'slope', slope, 'above 1 / √2');
  requireArgument(startsAt >= 1, 'startsAt', startsAt, 'at least 1');
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  if (t < startsAt) return Number.POSITIVE_INFINITY;
  let [low, high] = [1e-3, 1];
  while (smallestError(high, slope) > alpha) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (smallestError(middle, slope) > alpha) low = middle;
    else high = middle;
  }
  return slope * Math.sqrt((Math.log(1 + Math.log(t / startsAt)) + high) / t);
}

/** Error of the bound with constant C, at the best ratio of epochs. */
function smallestError(c: number, slope: number): number {
  const error = (ratio: number) => {
    const squared = (2 / ratio) * (slope - Math.sqrt((2 * (ratio - 1)) / c)) ** 2;
    if (squared <= 1) return Number.POSITIVE_INFINITY;
    return 4 * Math.exp(-squared * c) * (1 + 1 / ((squared - 1) * Math.log(ratio)));
  };
  let [allowed, largest] = [1, 2 * slope ** 2];
  for (let step = 0; step < 60; step += 1) {
    const middle = (allowed + largest) / 2;
    if (Math.sqrt(middle / 2) + Math.sqrt((2 * (middle - 1)) / c) < slope) allowed = middle;
    else largest = middle;
  }
  return goldenMinimum(error, 1, allowed);
}

function goldenMinimum(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let step = 0; step < 80; step += 1) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(left) < f(right)) high = right;
    else low = left;
  }
  return f((low + high) / 2);
}
