import type { DesignMatrix, JointModelFit } from '../learning/joint-model.ts';

/** Degrees of freedom of the errors that the regression of an experiment assumes. */
export const ERROR_DF = 4;

/**
 * Standard error of a contrast of coefficients in a weighted robust regression, from the rows' own influence on it: the sandwich
 * (Huber 1967) with jackknife residuals (HC3, MacKinnon and White 1985). Where weights are inverse probabilities the information
 * matrix alone would count a post of weight ten as ten posts. Never less than with the residuals of all rows pooled: an arm of few,
 * heavy posts that happen to agree must not look as if it were known well.
 *
 * @param weight of each row, as it was fitted
 * @param contrast weights of the columns, e.g. +1 for a treatment and −1 for the control
 */
export function weightedContrastError(input: {
  design: DesignMatrix;
  fit: JointModelFit;
  noise: Float64Array;
  weight: Float64Array;
  contrast: ReadonlyMap<number, number>;
}): number {
  const { design, fit, noise, weight, contrast } = input;
  const { rows, columns, width, index, values } = design;
  const { covariance, tailInflation, precision, residuals, errorVariance } = fit;
  const at = (i: number, j: number) => covariance[i * columns + j]! / tailInflation;
  const direction = Float64Array.from({ length: columns }, (_, j) =>
    [...contrast].reduce((sum, [column, weight]) => sum + weight * at(column, j), 0),
  );
  let [own, pulls, scores, weights] = [0, 0, 0, 0];
  let [whole, curvature] = [0, 0];
  for (let i = 0; i < rows; i += 1) {
    let [pull, leverage] = [0, 0];
    for (let a = i * width; a < (i + 1) * width; a += 1) {
      pull += values[a]! * direction[index[a]!]!;
      for (let b = i * width; b < (i + 1) * width; b += 1)
        leverage += values[a]! * values[b]! * at(index[a]!, index[b]!);
    }
    const left = Math.max(0.1, 1 - precision[i]! * leverage);
    const score = (precision[i]! * residuals[i]!) / left;
    own += (pull * score) ** 2;
    pulls += (pull * weight[i]!) ** 2;
    scores += score ** 2 / weight[i]!;
    weights += weight[i]!;
    const q = residuals[i]! ** 2 / (errorVariance + noise[i]!);
    whole += precision[i]!;
    curvature += (precision[i]! * (ERROR_DF - q)) / (ERROR_DF + q);
  }
  const squared = Math.max(own, (pulls * scores) / weights);
  // A robust score moves less than its weights say: by its mean slope. Where tails take all of the slope away, the widest stands in.
  return Math.sqrt(squared) * (whole / Math.max(0.5 * whole, curvature));
}
