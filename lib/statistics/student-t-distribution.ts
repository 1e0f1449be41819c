import betainc from '@stdlib/math-base-special-betainc';
import betaincinv from '@stdlib/math-base-special-betaincinv';
import gammaln from '@stdlib/math-base-special-gammaln';
import { normalCdf, normalQuantile } from './normal-distribution.ts';
import { requirePositive, requireProbability } from './require-argument.ts';

/** P(|T| > |t|) for Student's t: the incomplete beta function of the tail itself, so that tiny values keep their digits. */
export function studentTTwoSidedP(t: number, df: number): number {
  requirePositive('df', df);
  if (df === Number.POSITIVE_INFINITY) return 2 * normalCdf(-Math.abs(t));
  const squared = t * t;
  if (squared === Number.POSITIVE_INFINITY) return 0;
  // Whichever argument is far from one keeps its digits.
  return squared < df
    ? betainc(squared / (df + squared), 0.5, df / 2, true, true)
    : betainc(df / (df + squared), df / 2, 0.5, true, false);
}

/**
 * P(T <= t) for Student's t with `df` degrees of freedom.
 *
 * @throws RangeError when df is not positive
 * @example studentTCdf(-30, 5) // => 3.859324310248026e-7
 */
export function studentTCdf(t: number, df: number): number {
  const half = 0.5 * studentTTwoSidedP(t, df);
  return t < 0 ? half : 1 - half;
}

/** P(T > t) for Student's t with `df` degrees of freedom. */
export function studentTSf(t: number, df: number): number {
  return studentTCdf(-t, df);
}

/** Density of Student's t with `df` degrees of freedom (location 0, scale 1). */
export function studentTPdf(t: number, df: number): number {
  requirePositive('df', df);
  const logConstant = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * Math.log(df * Math.PI);
  return Math.exp(logConstant - ((df + 1) / 2) * Math.log1p((t * t) / df));
}

/**
 * The t with P(T <= t) = p.
 *
 * @throws RangeError when p is not a probability or df is not positive
 * @example studentTQuantile(0.975, 1) // => 12.706204736174694
 */
export function studentTQuantile(p: number, df: number): number {
  requireProbability('p', p);
  requirePositive('df', df);
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  const sign = p < 0.5 ? -1 : 1;
  if (tail === 0) return sign * Number.POSITIVE_INFINITY;
  if (tail < 0.25) {
    const x = betaincinv(2 * tail, df / 2, 0.5);
    return sign * Math.sqrt((df * (1 - x)) / x);
  }
  const y = betaincinv(2 * Math.abs(p - 0.5), 0.5, df / 2);
  return sign * Math.sqrt((df * y) / (1 - y));
}
