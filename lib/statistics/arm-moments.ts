import { normalQuantile } from './normal-distribution.ts';
import { requireArgument } from './require-argument.ts';

/** What a comparison needs to know of one arm, whatever kind of metric it was. */
export interface ArmMoments {
  /** Units: posts, people, impressions. */
  n: number;
  /** Mean of the metric per unit; with a covariate adjusted for, the adjusted mean. */
  mean: number;
  /** Variance of one unit (for ratios and quantiles: n times the estimator's variance). */
  variance: number;
  /** The metric before adjustment, where one was made. */
  unadjusted?: {
    mean: number;
    variance: number;
    /** Covariance of one unit's two values, before and after adjustment. */
    covariance: number;
    /** Whether the delta method takes the covariate's means as equal in both arms, as randomised ones are, or as seen. */
    assumesBalance: boolean;
  };
}

/** Sum and sum of squares of one quantity over an arm's units. */
export interface Sums {
  sum: number;
  sumSquares: number;
}

export function meanOf({ sum }: Sums, n: number): number {
  return sum / n;
}

/** Sample variance (n − 1). */
export function varianceOf({ sum, sumSquares }: Sums, n: number): number {
  return (sumSquares - sum ** 2 / n) / (n - 1);
}

/** Sample covariance (n − 1) from the sum of products. */
export function covarianceOf(a: Sums, b: Sums, input: { n: number; sumOfProducts: number }): number {
  return (input.sumOfProducts - (a.sum * b.sum) / input.n) / (input.n - 1);
}

/**
 * Moments of a mean metric.
 *
 * @throws RangeError with fewer than two units: they have no variance
 */
export function meanMoments({ n, ...sums }: Sums & { n: number }): ArmMoments {
  requireUnits(n, 2);
  return { n, mean: meanOf(sums, n), variance: varianceOf(sums, n) };
}

/**
 * Moments of a proportion; its variance is p (1 − p), as in GrowthBook.
 *
 * @throws RangeError when successes are negative or more than n
 */
export function proportionMoments({ n, successes }: { n: number; successes: number }): ArmMoments {
  requireUnits(n, 1);
  requireArgument(successes >= 0 && successes <= n, 'successes', successes, `between 0 and the ${n} trials`);
  const mean = successes / n;
  return { n, mean, variance: mean * (1 - mean) };
}

/**
 * Moments of a ratio of two sums over units, by the delta method: engagements per impression with the post as the unit.
 *
 * @throws RangeError when the denominators sum to zero
 */
export function ratioMoments(input: {
  n: number;
  numerator: Sums;
  denominator: Sums;
  sumOfProducts: number;
}): ArmMoments {
  const { n, numerator, denominator, sumOfProducts } = input;
  requireUnits(n, 2);
  requireArgument(denominator.sum !== 0, 'denominator.sum', 0, 'different from 0');
  const d = meanOf(denominator, n);
  const ratio = numerator.sum / denominator.sum;
  const covariance = covarianceOf(numerator, denominator, { n, sumOfProducts });
  const variance =
    (varianceOf(numerator, n) + ratio ** 2 * varianceOf(denominator, n) - 2 * ratio * covariance) / d ** 2;
  return { n, mean: ratio, variance };
}

/**
 * Moments of a sample quantile from its 95% interval, itself taken from order statistics of `evaluatedOn` units (all of
 * them unless the interval came from a subsample).
 */
export function quantileMoments(input: {
  n: number;
  quantile: number;
  lower: number;
  upper: number;
  evaluatedOn?: number;
}): ArmMoments {
  const { n, quantile, lower, upper, evaluatedOn = n } = input;
  requireUnits(n, 2);
  const standardError = (upper - lower) / (2 * normalQuantile(0.975));
  return { n, mean: quantile, variance: (evaluatedOn / n) * (n - 1) * standardError ** 2 };
}

function requireUnits(n: number, least: number): void {
  requireArgument(Number.isFinite(n) && n >= least, 'n', n, `at least ${least}`);
}
