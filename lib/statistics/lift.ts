import type { ArmMoments } from './arm-moments.ts';
import { requireArgument } from './require-argument.ts';

export type Difference = 'relative' | 'absolute';

/** Estimated difference of a treatment to a control. */
export interface Lift {
  difference: Difference;
  estimate: number;
  standardError: number;
  /** Welch-Satterthwaite degrees of freedom. */
  df: number;
  /** Units of both arms together. */
  n: number;
  /** The control's unadjusted mean. */
  baseline: number;
}

/**
 * Difference of means, absolute or relative to the control's unadjusted mean, with its standard error by the delta
 * method (GrowthBook's estimator, covariate-adjusted arms included). A negative baseline keeps the sign of the change.
 *
 * @throws RangeError when neither arm varies, or when the difference is relative and the control's mean is zero
 */
export function estimateLift(input: { control: ArmMoments; treatment: ArmMoments; difference: Difference }): Lift {
  const { control, treatment, difference } = input;
  const spread = treatment.variance / treatment.n + control.variance / control.n;
  requireArgument(spread > 0, 'variance', spread, 'above 0 in at least one arm: without spread no test says anything');
  const df =
    spread ** 2 /
    (treatment.variance ** 2 / (treatment.n ** 2 * (treatment.n - 1)) +
      control.variance ** 2 / (control.n ** 2 * (control.n - 1)));
  const asIs = { mean: control.mean, variance: control.variance, covariance: control.variance, assumesBalance: false };
  const base = control.unadjusted ?? asIs;
  const shared = { difference, df, n: control.n + treatment.n, baseline: base.mean };
  const gap = treatment.mean - control.mean;
  if (difference === 'absolute') return { ...shared, estimate: gap, standardError: Math.sqrt(spread) };
  requireArgument(base.mean !== 0, 'control.mean', 0, 'different from 0 for a relative difference');
  const gapOfBase = base.assumesBalance ? (treatment.unadjusted?.mean ?? treatment.mean) - base.mean : gap;
  const lift = gapOfBase / base.mean;
  const controlVariance = control.variance + 2 * lift * base.covariance + lift ** 2 * base.variance;
  const variance = (treatment.variance / treatment.n + controlVariance / control.n) / base.mean ** 2;
  return { ...shared, estimate: gap / Math.abs(base.mean), standardError: Math.sqrt(variance) };
}
