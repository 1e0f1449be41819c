import gammaln from '@stdlib/math-base-special-gammaln';
import { betaCdf, betaSf } from './beta-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/** A count with mean `mean` and variance mean + mean² / size: Poisson with a gamma-distributed rate. */
export interface NegativeBinomial {
  mean: number;
  /** Dispersion (R's `size`); large values approach the Poisson distribution. */
  size: number;
}

/** P(X = k) of a negative binomial count (R: dnbinom(k, size, mu = mean)). */
export function negativeBinomialPmf(k: number, distribution: NegativeBinomial): number {
  const { mean, size } = check(distribution);
  if (k < 0 || !Number.isInteger(k)) return 0;
  if (mean === 0) return k === 0 ? 1 : 0;
  const logChoose = gammaln(k + size) - gammaln(size) - gammaln(k + 1);
  return Math.exp(logChoose + size * Math.log(size / (size + mean)) + k * Math.log(mean / (size + mean)));
}

/** P(X <= k) of a negative binomial count. */
export function negativeBinomialCdf(k: number, distribution: NegativeBinomial): number {
  const { mean, size } = check(distribution);
  return k < 0 ? 0 : betaSf(mean / (size + mean), Math.floor(k) + 1, size);
}

/** P(X > k) of a negative binomial count, without cancellation: the tail that tells a spike. */
export function negativeBinomialSf(k: number, distribution: NegativeBinomial): number {
  const { mean, size } = check(distribution);
  return k < 0 ? 1 : betaCdf(mean / (size + mean), Math.floor(k) + 1, size);
}

function check(distribution: NegativeBinomial): NegativeBinomial {
  requireArgument(distribution.mean >= 0, 'mean', distribution.mean, '0 or more');
  requirePositive('size', distribution.size);
  return distribution;
}
