import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import { requireProbability } from './require-argument.ts';

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** Density of the standard normal distribution at `z`. */
export function normalPdf(z: number): number {
  return INVERSE_SQRT_2PI * Math.exp(-0.5 * z * z);
}

/**
 * P(Z <= z) for a standard normal Z, exact to full precision in the far lower tail as well.
 *
 * @example normalCdf(-8) // => 6.22096057427178e-16
 */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/** P(Z > z): the upper tail, without the cancellation of 1 - normalCdf(z). */
export function normalSf(z: number): number {
  return 0.5 * erfc(z * Math.SQRT1_2);
}

/**
 * The z with P(Z <= z) = p. By erfcinv, because @stdlib's own normal quantile loses digits below 1e-10 and fails
 * below 1e-16.
 *
 * @throws RangeError when p is not a probability
 * @example normalQuantile(1e-300) // => -37.0470962993612
 */
export function normalQuantile(p: number): number {
  requireProbability('p', p);
  return -Math.SQRT2 * erfcinv(2 * p);
}

/** Two-sided p-value of a standard normal statistic. */
export function normalTwoSidedP(z: number): number {
  return erfc(Math.abs(z) * Math.SQRT1_2);
}
