import gammaln from '@stdlib/math-base-special-gammaln';
import { gammaCdf, gammaSf } from './gamma-distribution.ts';
import { requireArgument } from './require-argument.ts';

/** P(X = k) for a Poisson count of the given mean. */
export function poissonPmf(k: number, mean: number): number {
  check(mean);
  if (k < 0 || !Number.isInteger(k)) return 0;
  if (mean === 0) return k === 0 ? 1 : 0;
  return Math.exp(k * Math.log(mean) - mean - gammaln(k + 1));
}

/** P(X <= k) for a Poisson count of the given mean. */
export function poissonCdf(k: number, mean: number): number {
  check(mean);
  return k < 0 ? 0 : gammaSf(mean, Math.floor(k) + 1);
}

/** P(X > k) for a Poisson count of the given mean, without cancellation. */
export function poissonSf(k: number, mean: number): number {
  check(mean);
  return k < 0 ? 1 : gammaCdf(mean, Math.floor(k) + 1);
}

function check(mean: number): void {
  requireArgument(mean >= 0, 'mean', mean, '0 or more');
}
