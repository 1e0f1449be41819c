/**
 * Replaces the lower triangle of a symmetric positive definite matrix (row-major, size × size) by its Cholesky factor.
 *
 * @throws RangeError when the matrix is not positive definite
 */
export function choleskyInPlace(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i += 1) {
    const row = i * size;
    for (let j = 0; j <= i; j += 1) {
      const other = j * size;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k += 1) sum -= matrix[row + k]! * matrix[other + k]!;
      if (i === j) {
        if (!(sum > 0)) throw new RangeError(`matrix must be positive definite, got pivot ${sum} at row ${i}`);
        matrix[row + i] = Math.sqrt(sum);
      } else matrix[row + j] = sum / matrix[other + j]!;
    }
  }
}

/** Solves A x = b with the Cholesky factor of A (lower triangle, row-major). */
export function solveFromCholesky(factor: Float64Array, size: number, b: readonly number[]): number[] {
  const x = [...b];
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) x[i]! -= factor[i * size + k]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    x[i]! /= factor[i * size + i]!;
    for (let k = 0; k < i; k += 1) x[k]! -= factor[i * size + k]! * x[i]!;
  }
  return x;
}

/** Inverse of a matrix from its Cholesky factor (lower triangle, row-major), written in full into `inverse`. */
export function inverseFromCholesky(factor: Float64Array, size: number, inverse: Float64Array): void {
  // Rows of L⁻¹ below the diagonal, kept in the lower triangle of `inverse`.
  for (let i = 0; i < size; i += 1) {
    const row = i * size;
    const pivot = 1 / factor[row + i]!;
    for (let j = 0; j < i; j += 1) {
      let sum = 0;
      for (let k = j; k < i; k += 1) sum += factor[row + k]! * inverse[k * size + j]!;
      inverse[row + j] = -sum * pivot;
    }
    inverse[row + i] = pivot;
  }
  // A⁻¹ = L⁻ᵀ L⁻¹: entry (i, j) with j <= i only needs rows k >= i, so row i may be overwritten once it is done.
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = i; k < size; k += 1) sum += inverse[k * size + i]! * inverse[k * size + j]!;
      inverse[j * size + i] = sum;
    }
    for (let j = 0; j <= i; j += 1) inverse[i * size + j] = inverse[j * size + i]!;
  }
}
