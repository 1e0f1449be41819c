/** Values less their mean. */
export function deviations(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/**
 * First autocorrelation of values around zero, as the factor it costs is used: never negative, at most .95. A mean of n
 * such values is worth about n (1 − ρ) / (1 + ρ) independent ones.
 */
export function autocorrelation(centred: readonly number[]): number {
  let variance = 0;
  let covariance = 0;
  centred.forEach((value, i) => {
    variance += value * value;
    if (i > 0) covariance += value * centred[i - 1]!;
  });
  return variance > 0 ? Math.max(0, Math.min(0.95, covariance / variance)) : 0;
}
