import { gammaCdf, gammaQuantile, gammaSf } from './gamma-distribution.ts';
import { requirePositive } from './require-argument.ts';

/** P(X <= x) for a chi-squared variable with `df` degrees of freedom. */
export function chiSquaredCdf(x: number, df: number): number {
  requirePositive('df', df);
  return gammaCdf(x / 2, df / 2);
}

/**
 * P(X > x) for a chi-squared variable: the p-value of a chi-squared test, exact far into the tail.
 *
 * @throws RangeError when df is not positive
 * @example chiSquaredSf(120, 5) // => 3.138579772755296e-24
 */
export function chiSquaredSf(x: number, df: number): number {
  requirePositive('df', df);
  return gammaSf(x / 2, df / 2);
}

/** The x with P(X <= x) = p for a chi-squared variable with `df` degrees of freedom. */
export function chiSquaredQuantile(p: number, df: number): number {
  requirePositive('df', df);
  return 2 * gammaQuantile(p, df / 2);
}
