import gammaln from '@stdlib/math-base-special-gammaln';
import { normalQuantile } from './normal-distribution.ts';
import { regularizedGamma } from './regularized-gamma.ts';
import { requirePositive, requireProbability } from './require-argument.ts';

/** P(X <= x) for a gamma variable of the given shape and rate 1. */
export function gammaCdf(x: number, shape: number): number {
  requirePositive('shape', shape);
  return regularizedGamma({ x, shape, upper: false });
}

/** P(X > x) for a gamma variable of the given shape and rate 1, without cancellation. */
export function gammaSf(x: number, shape: number): number {
  requirePositive('shape', shape);
  return regularizedGamma({ x, shape, upper: true });
}

/**
 * The x with P(X <= x) = p for a gamma variable of the given shape and rate 1. Wilson and Hilferty's (or, in the lower
 * tail, the power series') start, then Newton steps on log x against the log of the smaller tail; @stdlib's own
 * quantile is wrong at small and at large shapes.
 *
 * @throws RangeError when p is not a probability or shape is not positive
 * @example gammaQuantile(0.975, 3) // => 7.224687667723659
 */
export function gammaQuantile(p: number, shape: number): number {
  requireProbability('p', p);
  requirePositive('shape', shape);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const upper = p > 0.5;
  const logTarget = Math.log(upper ? 1 - p : p);
  let logX = startingLogX(p, shape);
  for (let step = 0; step < 60; step += 1) {
    const x = Math.exp(logX);
    const tail = upper ? gammaSf(x, shape) : gammaCdf(x, shape);
    if (tail === 0) {
      logX += upper ? -1 : 1;
      continue;
    }
    const slope = (upper ? -1 : 1) * Math.exp(shape * logX - x - gammaln(shape) - Math.log(tail));
    const change = Math.max(-2, Math.min(2, (logTarget - Math.log(tail)) / slope));
    logX += change;
    if (Math.abs(change) <= 1e-15 * Math.max(1, Math.abs(logX))) break;
  }
  return Math.exp(logX);
}

function startingLogX(p: number, shape: number): number {
  const series = (Math.log(p) + gammaln(shape + 1)) / shape;
  const cube = 1 - 1 / (9 * shape) + normalQuantile(p) / (3 * Math.sqrt(shape));
  return shape < 0.5 || cube <= 0.1 ? Math.min(series, Math.log(shape + 40)) : Math.log(shape) + 3 * Math.log(cube);
}
