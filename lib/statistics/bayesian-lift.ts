import type { Lift } from './lift.ts';
import { normalCdf, normalPdf, normalQuantile } from './normal-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';

/** Belief about the lift before any data. `scale` says whether it speaks of relative or absolute differences. */
export interface LiftPrior {
  mean: number;
  variance: number;
  scale?: 'relative' | 'absolute';
}

export interface LiftPosterior {
  mean: number;
  sd: number;
  /** Equal-tailed credible interval of the level 1 − alpha. */
  interval: [number, number];
  /** P(lift > 0). */
  chanceToWin: number;
  /** Expected loss, in units of the lift, of keeping the control and of choosing the treatment. */
  risk: { control: number; treatment: number };
}

/**
 * Normal posterior of a lift under a flat or normal prior (GrowthBook's Bayesian engine). Its intervals say what is
 * likely given the prior; they are no promise about repeated looks.
 *
 * @throws RangeError when the prior's variance is not positive
 */
export function bayesianLift(lift: Lift, options: { alpha: number; prior?: LiftPrior | null }): LiftPosterior {
  const { alpha, prior } = options;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  let mean = lift.estimate;
  let sd = lift.standardError;
  if (prior) {
    requirePositive('prior.variance', prior.variance);
    const factor = priorFactor(lift, prior);
    const priorVariance = prior.variance * factor ** 2;
    const precision = 1 / priorVariance + 1 / sd ** 2;
    mean = ((prior.mean * factor) / priorVariance + mean / sd ** 2) / precision;
    sd = Math.sqrt(1 / precision);
  }
  const width = -normalQuantile(alpha / 2) * sd;
  return {
    mean,
    sd,
    interval: [mean - width, mean + width],
    chanceToWin: normalCdf(mean / sd),
    risk: normalRisk({ mean, sd }),
  };
}

/** E max(lift, 0) and E max(−lift, 0) of a normal lift: what is lost by the wrong choice. */
export function normalRisk({ mean, sd }: { mean: number; sd: number }): { control: number; treatment: number } {
  const z = mean / sd;
  return {
    control: mean * normalCdf(z) + sd * normalPdf(z),
    treatment: -mean * normalCdf(-z) + sd * normalPdf(z),
  };
}

function priorFactor({ difference, baseline }: Lift, { scale = 'relative' }: LiftPrior): number {
  if (scale === difference) return 1;
  return scale === 'relative' ? Math.abs(baseline) : 1 / Math.abs(baseline);
}
