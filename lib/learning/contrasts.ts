import type { LevelTerms } from './account-design.ts';
import type { JointModelFit } from './joint-model.ts';

/** Joint posterior of the levels of one dimension, each against the mean of all of them. */
export interface LevelContrasts {
  levels: string[];
  n: number[];
  means: Float64Array;
  /** Row-major covariance. */
  covariance: Float64Array;
}

/** Effects of the given levels against their unweighted mean, with their joint covariance. */
export function levelContrasts(fit: JointModelFit, levels: readonly LevelTerms[]): LevelContrasts {
  const size = levels.length;
  const columns = fit.coefficients.length;
  const rows = new Float64Array(size * columns);
  const mean = new Float64Array(columns);
  levels.forEach(({ columns: at, values }, k) => {
    at.forEach((column, j) => {
      rows[k * columns + column]! += values[j]!;
      mean[column]! += values[j]! / size;
    });
  });
  const used: number[] = [];
  for (let c = 0; c < columns; c += 1) {
    let touched = false;
    for (let k = 0; k < size; k += 1) {
      if (rows[k * columns + c] !== 0) touched = true;
    }
    if (touched) used.push(c);
  }
  for (let k = 0; k < size; k += 1) for (const c of used) rows[k * columns + c]! -= mean[c]!;
  const means = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  const projected = new Float64Array(columns);
  for (let k = 0; k < size; k += 1) {
    for (const c of used) means[k]! += rows[k * columns + c]! * fit.coefficients[c]!;
    for (const c of used) {
      let sum = 0;
      for (const d of used) sum += fit.covariance[c * columns + d]! * rows[k * columns + d]!;
      projected[c] = sum;
    }
    for (let j = 0; j <= k; j += 1) {
      let sum = 0;
      for (const c of used) sum += rows[j * columns + c]! * projected[c]!;
      covariance[k * size + j] = sum;
      covariance[j * size + k] = sum;
    }
  }
  return { levels: levels.map(({ level }) => level), n: levels.map(({ n }) => n), means, covariance };
}
