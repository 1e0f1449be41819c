import gammaln from '@stdlib/math-base-special-gammaln';
import { betaCdf } from './beta-distribution.ts';
import { type LogMixture, mixtureBound } from './mixture-bound.ts';
import { bestMixturePrecision, type MixtureTuning } from './normal-mixture.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/** Observations live in [−below, above] around their mean under the hypothesis. */
export interface BoundedTuning extends MixtureTuning {
  below: number;
  above: number;
}

/** Beta-binomial mixture for sums of bounded observations (Howard et al. 2021, propositions 6 and 7). */
export function betaBinomialLogMixture(tuning: BoundedTuning): LogMixture {
  const { below: g, above: h, oneSided = false } = tuning;
  requirePositive('below', g);
  requirePositive('above', h);
  const r = Math.max(bestMixturePrecision(tuning) - g * h, 1e-3 * g * h);
  const x = oneSided ? h / (g + h) : 1;
  const normalizer = logIncompleteBeta(r / (g * (g + h)), r / (h * (g + h)), x);
  return (s, v) =>
    (v / (g * h)) * Math.log(g + h) -
    ((v + h * s) / (h * (g + h))) * Math.log(g) -
    ((v - g * s) / (g * (g + h))) * Math.log(h) +
    logIncompleteBeta((r + v - g * s) / (g * (g + h)), (r + v + h * s) / (h * (g + h)), x) -
    normalizer;
}

/** Time-uniform boundary of a sum of bounded observations at intrinsic time v. */
export function betaBinomialMixtureBound(input: BoundedTuning & { v: number; alpha: number }): number {
  const { v, alpha, below } = input;
  return mixtureBound(betaBinomialLogMixture(input), { v, alpha, largest: v / below });
}

/**
 * Confidence sequence of a proportion: holds at all sample sizes together, without an asymptotic argument. Tightest near
 * `tunedFor` trials.
 *
 * @throws RangeError when successes are negative or more than the trials
 * @example bernoulliConfidenceSequence({ successes: 700, trials: 1000, alpha: 0.05, tunedFor: 100 }) // => [0.6516, 0.7459]
 */
export function bernoulliConfidenceSequence(input: {
  successes: number;
  trials: number;
  alpha: number;
  tunedFor: number;
}): [number, number] {
  const { successes, trials, alpha, tunedFor } = input;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  requireArgument(successes >= 0 && successes <= trials, 'successes', successes, `between 0 and the ${trials} trials`);
  if (trials === 0) return [0, 1];
  const observed = successes / trials;
  const excluded = (p: number) => {
    const v = p * (1 - p);
    const mixture = betaBinomialLogMixture({ tunedFor: v * tunedFor, below: p, above: 1 - p });
    return mixture((observed - p) * trials, v * trials) > -Math.log(alpha);
  };
  const end = (limit: number) => {
    let [outside, inside] = [limit, observed];
    for (let step = 0; step < 60; step += 1) {
      const middle = (outside + inside) / 2;
      if (middle > 0 && middle < 1 && excluded(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return [successes === 0 ? 0 : end(0), successes === trials ? 1 : end(1)];
}

function logIncompleteBeta(a: number, b: number, x: number): number {
  const whole = gammaln(a) + gammaln(b) - gammaln(a + b);
  return x === 1 ? whole : Math.log(betaCdf(x, a, b)) + whole;
}
