import { choleskyInPlace, solveFromCholesky } from '../statistics/cholesky.ts';

export interface Ridge {
  predict(row: ArrayLike<number>): number;
}

/** Standardised values further out than this are pulled in: one wild feature must not carry a forecast away. */
const LARGEST_Z = 4;

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
  const { means, spreads } = momentsOf(rows, weights);
  const standardise = (row: ArrayLike<number>, into: Float64Array) => {
    for (let j = 0; j < p; j++) {
      const z = spreads[j]! > 1e-9 ? (row[j]! - means[j]!) / spreads[j]! : 0;
      into[j] = Number.isNaN(z) ? 0 : Math.max(-LARGEST_Z, Math.min(LARGEST_Z, z));
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
    for (let j = 0; j < p; j++) {
      if (z[j] === 0) continue;
      const scaled = weights[i]! * z[j]!;
      moments[j] = moments[j]! + scaled * residual;
      for (let k = 0; k <= j; k++) gram[j * p + k] = gram[j * p + k]! + scaled * z[k]!;
    }
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

function momentsOf(rows: readonly ArrayLike<number>[], weights: Float64Array) {
  const p = rows[0]!.length;
  const means = new Float64Array(p);
  const spreads = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    let weight = 0;
    let sum = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = rows[i]![j]!;
      if (Number.isNaN(value)) continue;
      weight += weights[i]!;
      sum += weights[i]! * value;
    }
    if (weight === 0) continue;
    means[j] = sum / weight;
    let squares = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = rows[i]![j]!;
      if (!Number.isNaN(value)) squares += weights[i]! * (value - means[j]!) ** 2;
    }
    spreads[j] = Math.sqrt(squares / weight);
  }
  return { means, spreads };
}
