import { requireArgument } from './require-argument.ts';

/** Estimates with their variances. */
export interface Estimates {
  means: readonly number[];
  variances: readonly number[];
}

/**
 * Positive-part James-Stein shrinkage of at least four means towards their average, with its variance (Ax's empirical
 * Bayes Thompson sampling): φ = min(1, σ² / s²), s² = Σ(y − ȳ)² / (K − 3).
 *
 * @throws RangeError with fewer than four means or lists of different lengths
 */
export function jamesStein({ means, variances }: Estimates): Estimates {
  const size = means.length;
  requireArgument(size >= 4, 'means', `${size} numbers`, 'at least 4 numbers');
  requireArgument(size === variances.length, 'variances', `${variances.length} numbers`, `${size} numbers`);
  const average = means.reduce((sum, y) => sum + y, 0) / size;
  const spread = means.reduce((sum, y) => sum + (y - average) ** 2, 0) / (size - 3);
  const shrunk = means.map((y, i) => {
    const phi = spread > 0 ? Math.min(1, variances[i]! / spread) : 1;
    const variance =
      (1 - phi) * variances[i]! + (phi * variances[i]!) / size + (2 * phi ** 2 * (y - average) ** 2) / (size - 3);
    return { mean: y + phi * (average - y), variance };
  });
  return { means: shrunk.map(({ mean }) => mean), variances: shrunk.map(({ variance }) => variance) };
}

/** Mean of independent estimates weighted by their precision, with its variance. */
export function inverseVarianceWeight({ means, variances }: Estimates): { mean: number; variance: number } {
  const precision = variances.reduce((sum, v) => sum + 1 / v, 0);
  return { mean: means.reduce((sum, y, i) => sum + y / variances[i]!, 0) / precision, variance: 1 / precision };
}

/** Mean and standard error of one group. */
export interface GroupMean {
  mean: number;
  standardError: number;
}

/**
 * Relative difference of a treatment to a control by the delta method, with the bias correction of a ratio of means
 * unless switched off.
 *
 * @throws RangeError when the control's mean is zero
 */
export function relativeDifference(input: { treatment: GroupMean; control: GroupMean; biasCorrection?: boolean }): {
  lift: number;
  standardError: number;
} {
  const { treatment, control, biasCorrection = true } = input;
  requireArgument(control.mean !== 0, 'control.mean', 0, 'different from 0');
  const ratio = treatment.mean / control.mean;
  const bias = biasCorrection ? (treatment.mean * control.standardError ** 2) / control.mean ** 3 : 0;
  const variance = (treatment.standardError ** 2 + (ratio * control.standardError) ** 2) / control.mean ** 2;
  return { lift: ratio - 1 - bias, standardError: Math.sqrt(variance) };
}
