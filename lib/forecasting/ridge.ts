import { choleskyInPlace, solveFromCholesky } from '../statistics/cholesky.ts';

export interface Ridge {
  predict(row: ArrayLike<number>): number;
}

/** Standardised values further out than this are pulled in: one wild feature must not carry a forecast away. */
const LARGEST_Z = 4;
const SMALLEST_SPREAD = 1e-9;

/**
 * Weighted ridge regression on standardised features. Missing values (NaN) count as the mean, features without spread are left
 * out, the intercept is not shrunk.
 *
 * @param lambda ridge in rows: the prior is worth that many observations per coefficient
 * @throws RangeError where there are no rows
 * @see Hoerl and Kennard (1970), Technometrics 12:55
 */
export function fitRidge(
  { rows, targets, weights }: { rows: readonly ArrayLike<number>[]; targets: Float64Array; weights: Float64Array },
  lambda: number,
): Ridge {
  const n = rows.length;
  if (n === 0) throw new RangeError('ridge regression needs at least one row, got none');
  const p = rows[0]!.length;
  const { means, scales } = momentsOf(rows, weights);
  const standardise = (row: ArrayLike<number>, into: Float64Array) => {
    for (let j = 0; j < p; j++) {
      const z = (row[j]! - means[j]!) * scales[j]!;
      into[j] = z > -LARGEST_Z ? (z < LARGEST_Z ? z : LARGEST_Z) : z <= -LARGEST_Z ? -LARGEST_Z : 0;
    }
  };
  let total = 0;
  let intercept = 0;
  for (let i = 0; i < n; i++) {
    total += weights[i]!;
    intercept += weights[i]! * targets[i]!;
  }
  intercept /= total;

  const gram = new Float64Array(p * p);
  const moments = new Float64Array(p);
  const z = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    standardise(rows[i]!, z);
    const residual = targets[i]! - intercept;
    addOuterProduct({ gram, moments, z }, { weight: weights[i]!, residual });
  }
  // Only the lower triangle was filled, and only that is read.
  for (let j = 0; j < p; j++) gram[j * p + j] = gram[j * p + j]! + lambda;
  choleskyInPlace(gram, p);
  const slopes = solveFromCholesky(gram, p, [...moments]);
  return {
    predict(row) {
      standardise(row, z);
      let sum = intercept;
      for (let j = 0; j < p; j++) sum += slopes[j]! * z[j]!;
      return sum;
    },
  };
}

/** Apart from the loop over rows, so that it is compiled after the first few of them. */
function addOuterProduct(
  { gram, moments, z }: { gram: Float64Array; moments: Float64Array; z: Float64Array },
  { weight, residual }: { weight: number; residual: number },
): void {
  const p = z.length;
  for (let j = 0; j < p; j++) {
    const scaled = weight * z[j]!;
    if (scaled === 0) continue;
    moments[j] = moments[j]! + scaled * residual;
    const offset = j * p;
    for (let k = 0; k <= j; k++) gram[offset + k] = gram[offset + k]! + scaled * z[k]!;
  }
}

/** Weighted means, and one over the standard deviations (0 for features without spread), of the values that are known. */
function momentsOf(rows: readonly ArrayLike<number>[], weights: Float64Array) {
  const p = rows[0]!.length;
  const known = new Float64Array(p);
  const means = new Float64Array(p);
  const scales = new Float64Array(p);
  // Row by row, as they lie in memory: first the means, then what strays from them.
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let j = 0; j < p; j++) {
      const value = row[j]!;
      if (Number.isNaN(value)) continue;
      known[j] = known[j]! + weights[i]!;
      means[j] = means[j]! + weights[i]! * value;
    }
  }
  for (let j = 0; j < p; j++) if (known[j]! > 0) means[j] = means[j]! / known[j]!;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let j = 0; j < p; j++) {
      const deviation = row[j]! - means[j]!;
      if (!Number.isNaN(deviation)) scales[j] = scales[j]! + weights[i]! * deviation * deviation;
    }
  }
  for (let j = 0; j < p; j++) {
    const spread = known[j]! > 0 ? Math.sqrt(scales[j]! / known[j]!) : 0;
    scales[j] = spread > SMALLEST_SPREAD ? 1 / spread : 0;
  }
  return { means, scales };
}
