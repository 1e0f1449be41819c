import { sequentialHalfWidth } from './asymptotic-confidence-sequence.ts';
import type { LiftPrior } from './bayesian-lift.ts';
import type { Lift } from './lift.ts';
import { normalCdf, normalQuantile } from './normal-distribution.ts';
import { requireArgument } from './require-argument.ts';

export interface PowerQuestion {
  /** What has been seen so far. */
  lift: Pick<Lift, 'standardError' | 'n'>;
  /** The lift one would not want to miss, on the scale of the lift. */
  effect: number;
  alpha: number;
  /** A proper prior on that scale: the Bayesian test's power. */
  prior?: LiftPrior | null;
  /** Tuned for so many units, the asymptotic confidence sequence's power at one look. */
  tunedFor?: number;
  /** Comparisons that share alpha (Bonferroni): metrics × treatments. */
  comparisons?: number;
}

/** Power once `factor` times the present data have been added (GrowthBook's mid-experiment power). */
export function liftPower(question: PowerQuestion, factor: number): number {
  const { lift, prior, tunedFor, comparisons = 1 } = question;
  const effect = Math.abs(question.effect);
  const alpha = question.alpha / comparisons;
  const variance = lift.standardError ** 2 / (1 + factor);
  const error = Math.sqrt(variance);
  const critical = -normalQuantile(alpha / 2);
  if (prior) {
    const width = variance * Math.sqrt(1 / prior.variance + 1 / variance) * critical;
    const pull = (variance * prior.mean) / prior.variance;
    return normalCdf((pull + effect - width) / error) + normalCdf(-(width + pull + effect) / error);
  }
  const n = lift.n * (1 + factor);
  const width =
    tunedFor === undefined ? critical * error : sequentialHalfWidth({ variance: variance * n, n, alpha, tunedFor });
  return normalCdf((effect - width) / error) + normalCdf(-(width + effect) / error);
}

/** No account waits for more than this many times its present data. */
const LARGEST_FACTOR = 2 ** 27;

/**
 * How many times the present data must be added for the wanted power: 0 when there is enough, null when even 134 million
 * times would not do.
 *
 * @throws RangeError when power is not inside (0, 1)
 */
export function additionalDataFactor(question: PowerQuestion, power = 0.8): number | null {
  requireArgument(power > 0 && power < 1, 'power', power, 'inside (0, 1)');
  if (liftPower(question, 0) > power) return 0;
  let high = 1;
  while (liftPower(question, high) < power) {
    if (high >= LARGEST_FACTOR) return null;
    high *= 2;
  }
  let low = 0;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (liftPower(question, middle) < power) low = middle;
    else high = middle;
  }
  return high;
}
