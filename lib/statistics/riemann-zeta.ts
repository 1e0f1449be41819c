import { requireArgument } from './require-argument.ts';

const DIRECT_TERMS = 20;
/** B₂ₖ / (2k)! of the Euler-Maclaurin formula. */
const CORRECTIONS = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600];

/**
 * Riemann's ζ(s) for real s > 1, by Euler-Maclaurin summation; good to about 1e-14.
 *
 * @throws RangeError unless s is above 1
 * @example riemannZeta(2) // => 1.6449340668482264
 */
export function riemannZeta(s: number): number {
  requireArgument(s > 1, 's', s, 'above 1');
  const n = DIRECT_TERMS;
  let sum = 0;
  for (let k = 1; k < n; k += 1) sum += k ** -s;
  sum += n ** (1 - s) / (s - 1) + 0.5 * n ** -s;
  let factor = s * n ** (-s - 1);
  for (const [k, correction] of CORRECTIONS.entries()) {
    sum += correction * factor;
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / n ** 2;
  }
  return sum;
}
