import gammaln from '@stdlib/math-base-special-gammaln';
import { requireArgument } from './require-argument.ts';
import type { SampleRatio } from './sample-ratio.ts';

/**
 * Time-uniform intervals of the true shares: all θ with Σ counts ln θ >= ln B(α₀ + counts) − ln B(α₀) + ln alpha (Lindon
 * and Malek 2022). For a fixed θᵢ the others are best in proportion to their counts, so each end is a root in one variable.
 *
 * @throws RangeError when alpha is not inside (0, 1)
 */
export function sampleRatioIntervals(
  input: SampleRatio & { alpha: number; concentration?: number },
): [number, number][] {
  const { counts, weights, alpha, concentration = 100 } = input;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const units = counts.reduce((sum, count) => sum + count, 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let threshold = Math.log(alpha) + gammaln(concentration) - gammaln(concentration + units);
  counts.forEach((count, i) => {
    const prior = (concentration * weights[i]!) / whole;
    threshold += gammaln(prior + count) - gammaln(prior);
  });
  return counts.map((count, i) => {
    const rest = units - count;
    let others = 0;
    counts.forEach((other, j) => {
      if (j !== i && other > 0) others += other * Math.log(other / rest);
    });
    const above = (theta: number) => xLogY(count, theta) + xLogY(rest, 1 - theta) + others >= threshold;
    const centre = units === 0 ? 0.5 : count / units;
    return [edge(above, centre, 0), edge(above, centre, 1)];
  });
}

/** Where a concave likelihood leaves its level between a point inside and the end of the range. */
function edge(above: (theta: number) => boolean, inside: number, end: number): number {
  if (above(end)) return end;
  let [low, high] = [inside, end];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (above(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function xLogY(x: number, y: number): number {
  return x === 0 ? 0 : x * Math.log(y);
}
