import betainc from '@stdlib/math-base-special-betainc';
import betaincinv from '@stdlib/math-base-special-betaincinv';
import { requirePositive, requireProbability } from './require-argument.ts';

/** P(X <= x) for Fisher's F with `df1` and `df2` degrees of freedom. */
export function fCdf(x: number, df1: number, df2: number): number {
  requirePositive('df1', df1);
  requirePositive('df2', df2);
  return x <= 0 ? 0 : tail(x, { df1, df2, upper: false });
}

/**
 * P(X > x) for Fisher's F: the p-value of an F test, exact far into the tail.
 *
 * @throws RangeError when a number of degrees of freedom is not positive
 * @example fSf(25, 2, 140) // => 5.202480137267889e-10
 */
export function fSf(x: number, df1: number, df2: number): number {
  requirePositive('df1', df1);
  requirePositive('df2', df2);
  return x <= 0 ? 1 : tail(x, { df1, df2, upper: true });
}

/** The x with P(X <= x) = p for Fisher's F. */
export function fQuantile(p: number, df1: number, df2: number): number {
  requireProbability('p', p);
  requirePositive('df1', df1);
  requirePositive('df2', df2);
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) {
    const y = betaincinv(1 - p, df2 / 2, df1 / 2);
    return (df2 * (1 - y)) / (df1 * y);
  }
  const y = betaincinv(p, df1 / 2, df2 / 2);
  return (df2 * y) / (df1 * (1 - y));
}

// The incomplete beta function of whichever fraction is small: the other one rounds to 1 and loses the tail.
function tail(x: number, { df1, df2, upper }: { df1: number; df2: number; upper: boolean }): number {
  const scaled = df1 * x;
  return scaled < df2
    ? betainc(scaled / (scaled + df2), df1 / 2, df2 / 2, true, upper)
    : betainc(df2 / (df2 + scaled), df2 / 2, df1 / 2, true, !upper);
}
