import gammaln from '@stdlib/math-base-special-gammaln';
import { chiSquaredSf } from './chi-squared-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/** Units seen per arm and the weights they were drawn with (any scale). */
export interface SampleRatio {
  counts: readonly number[];
  weights: readonly number[];
}

/**
 * Sample-ratio-mismatch test: Pearson's chi-squared of the counts against the intended weights, with an exact upper tail.
 * Arms of weight zero are left out, as in GrowthBook's TypeScript; its Python keeps them among the degrees of freedom and
 * among the total, which turns 2.0e-5 into 2.9e-60.
 *
 * @returns the p-value; 1 when there is nothing to compare
 * @throws RangeError on negative or missing counts or weights
 */
export function sampleRatioPValue({ counts, weights }: SampleRatio): number {
  const arms = comparable({ counts, weights });
  const units = arms.reduce((sum, arm) => sum + arm.count, 0);
  if (units === 0 || arms.length < 2) return 1;
  const statistic = arms.reduce((sum, arm) => sum + (arm.count - units * arm.share) ** 2 / (units * arm.share), 0);
  return chiSquaredSf(statistic, arms.length - 1);
}

/**
 * Log odds that the allocation is not the intended one: Dirichlet-multinomial against multinomial (Lindon and Malek 2022;
 * Python package savvi). A test martingale when the intended allocation is true: 1 / max odds is a p-value over all looks.
 *
 * @param concentration how close to the intended weights a mismatch is expected to be; savvi's default is 100
 */
export function sampleRatioLogOdds(input: SampleRatio & { concentration?: number }): number {
  const { concentration = 100 } = input;
  requirePositive('concentration', concentration);
  const arms = comparable(input);
  const units = arms.reduce((sum, arm) => sum + arm.count, 0);
  let logOdds = gammaln(concentration) - gammaln(concentration + units);
  for (const { count, share } of arms) {
    logOdds += gammaln(concentration * share + count) - gammaln(concentration * share) - count * Math.log(share);
  }
  return logOdds;
}

/** Sequential sample-ratio p-value over looks of growing counts, the smallest so far: it never recovers. */
export function sequentialSampleRatioPValue(input: {
  looks: readonly (readonly number[])[];
  weights: readonly number[];
  concentration?: number;
}): number {
  const { looks, ...rest } = input;
  return looks.reduce((least, counts) => Math.min(least, Math.exp(-sampleRatioLogOdds({ ...rest, counts }))), 1);
}

function comparable({ counts, weights }: SampleRatio): { count: number; share: number }[] {
  requireArgument(
    counts.length === weights.length,
    'weights',
    `${weights.length} of them`,
    `${counts.length}, one per arm`,
  );
  for (const count of counts) requireArgument(count >= 0, 'counts', count, '0 or more');
  for (const weight of weights) requireArgument(weight >= 0, 'weights', weight, '0 or more');
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  requireArgument(whole > 0, 'weights', whole, 'above 0 together');
  return counts.flatMap((count, i) => (weights[i]! > 0 ? [{ count, share: weights[i]! / whole }] : []));
}
