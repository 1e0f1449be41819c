import gammaln from '@stdlib/math-base-special-gammaln';
import { betaCdf, betaQuantile, betaSf } from './beta-distribution.ts';
import { requireArgument, requireProbability } from './require-argument.ts';

/** P(X = k) successes in `trials` trials of probability `p`. */
export function binomialPmf(k: number, trials: number, p: number): number {
  check(trials, p);
  if (k < 0 || k > trials || !Number.isInteger(k)) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === trials ? 1 : 0;
  const logChoose = gammaln(trials + 1) - gammaln(k + 1) - gammaln(trials - k + 1);
  return Math.exp(logChoose + k * Math.log(p) + (trials - k) * Math.log1p(-p));
}

/** P(X <= k) successes in `trials` trials of probability `p`. */
export function binomialCdf(k: number, trials: number, p: number): number {
  check(trials, p);
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  return whole >= trials ? 1 : betaSf(p, whole + 1, trials - whole);
}

/** P(X > k) successes in `trials` trials of probability `p`, without cancellation. */
export function binomialSf(k: number, trials: number, p: number): number {
  check(trials, p);
  const whole = Math.floor(k);
  if (whole < 0) return 1;
  return whole >= trials ? 0 : betaCdf(p, whole + 1, trials - whole);
}

/**
 * Clopper and Pearson's exact interval for a proportion.
 *
 * @example binomialInterval({ successes: 0, trials: 10, level: 0.95 }) // => [0, 0.3084971078187608]
 */
export function binomialInterval(input: { successes: number; trials: number; level: number }): [number, number] {
  const { successes, trials, level } = input;
  check(trials, level);
  requireArgument(successes >= 0 && successes <= trials, 'successes', successes, `between 0 and trials (${trials})`);
  const tail = (1 - level) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  ];
}

function check(trials: number, p: number): void {
  requireArgument(Number.isInteger(trials) && trials >= 0, 'trials', trials, 'a whole number, 0 or more');
  requireProbability('p', p);
}
