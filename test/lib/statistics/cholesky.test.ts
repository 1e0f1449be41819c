import fc from 'fast-check';
import { expect, it } from 'vitest';
import { choleskyInPlace, inverseFromCholesky } from '../../../lib/statistics/cholesky.ts';

it('inverts symmetric positive definite matrices', () => {
  const entries = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 25, maxLength: 25 });
  fc.assert(
    fc.property(entries, (b) => {
      const size = 5;
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j < size; j += 1) {
          for (let k = 0; k < size; k += 1) matrix[i * size + j]! += b[i * size + k]! * b[j * size + k]!;
        }
        matrix[i * size + i]! += 0.5;
      }
      const factor = Float64Array.from(matrix);
      const inverse = new Float64Array(size * size);
      choleskyInPlace(factor, size);
      inverseFromCholesky(factor, size, inverse);
      for (let i = 0; i < size; i += 1) {
        for (let j = 0; j < size; j += 1) {
          let product = 0;
          for (let k = 0; k < size; k += 1) product += matrix[i * size + k]! * inverse[k * size + j]!;
          expect(product).toBeCloseTo(i === j ? 1 : 0, 7);
        }
      }
    }),
  );
});

it('names a matrix that is not positive definite', () => {
  expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(
    'matrix must be positive definite, got pivot -3 at row 1',
  );
});
