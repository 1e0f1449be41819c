import betainc from '@stdlib/math-base-special-betainc';
import betaincinv from '@stdlib/math-base-special-betaincinv';
import gammaln from '@stdlib/math-base-special-gammaln';
import { requirePositive, requireProbability } from './require-argument.ts';

/** P(X <= x) for a beta variable. */
export function betaCdf(x: number, a: number, b: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  if (x <= 0) return 0;
  return x >= 1 ? 1 : betainc(x, a, b, true, false);
}

/** P(X > x) for a beta variable, without cancellation. */
export function betaSf(x: number, a: number, b: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  if (x <= 0) return 1;
  return x >= 1 ? 0 : betainc(x, a, b, true, true);
}

/** Density of a beta variable. */
export function betaPdf(x: number, a: number, b: number): number {
  requirePositive('a', a);
  requirePositive('b', b);
  if (x < 0 || x > 1) return 0;
  const logNormaliser = gammaln(a) + gammaln(b) - gammaln(a + b);
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logNormaliser);
}

/**
 * The x with P(X <= x) = p for a beta variable.
 *
 * @throws RangeError when p is not a probability or a parameter is not positive
 * @example betaQuantile(0.975, 510, 510) // => 0.5306630566764674
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireProbability('p', p);
  requirePositive('a', a);
  requirePositive('b', b);
  return betaincinv(p, a, b);
}
