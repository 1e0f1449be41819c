import type { Lift } from './lift.ts';
import { requireArgument, requirePositive } from './require-argument.ts';
import { intervalAround, type Side, type TestResult } from './welch-test.ts';

/** Where GrowthBook's one-sided p-values end: above it they only say that there is no evidence. */
const LARGEST_ONE_SIDED_P = 0.4999;

/**
 * The mixture parameter ρ that makes the confidence sequence tightest at `tunedFor` units (Waudby-Smith, Arbour, Sinha,
 * Kennedy and Ramdas 2023, equation 161); one-sided sequences use twice the alpha.
 */
export function sequentialRho(input: { alpha: number; tunedFor: number; side?: Side }): number {
  const { alpha, tunedFor, side = 'two-sided' } = input;
  const sided = side === 'two-sided' ? alpha : 2 * alpha;
  requireArgument(sided > 0 && sided < 1, 'alpha', alpha, side === 'two-sided' ? 'inside (0, 1)' : 'inside (0, 0.5)');
  requirePositive('tunedFor', tunedFor);
  return Math.sqrt((-2 * Math.log(sided) + Math.log(1 - 2 * Math.log(sided))) / tunedFor);
}

/**
 * Half-width of the asymptotic confidence sequence of a mean after n units of variance s². Holds at all looks together,
 * for large n.
 */
export function sequentialHalfWidth(input: {
  variance: number;
  n: number;
  alpha: number;
  tunedFor: number;
  side?: Side;
}): number {
  const { variance, n, alpha, side = 'two-sided' } = input;
  const rho = sequentialRho(input);
  const growth = n * rho ** 2 + 1;
  const boundary =
    side === 'two-sided' ? Math.log(Math.sqrt(growth) / alpha) : Math.log1p(Math.sqrt(growth) / (2 * alpha));
  return Math.sqrt((variance * 2 * growth * boundary) / (n * rho) ** 2);
}

/**
 * GrowthBook's sequential test of a lift: interval and p-value may be looked at as often as one likes. `tunedFor` should
 * be near the units planned (GrowthBook's default of 5,000 wastes half the power at 300).
 *
 * @throws RangeError when alpha is not inside (0, 1), or inside (0, 0.5) for one-sided tests
 */
export function sequentialTest(lift: Lift, options: { alpha: number; tunedFor: number; side?: Side }): TestResult {
  const { estimate, standardError, n } = lift;
  const { side = 'two-sided' } = options;
  const rho = sequentialRho(options);
  const halfWidth = sequentialHalfWidth({ ...options, variance: standardError ** 2 * n, n });
  const growth = n * rho ** 2 + 1;
  const exponent = ((estimate / standardError) ** 2 * n * rho ** 2) / (2 * growth);
  let pValue = Math.min(1, Math.exp(0.5 * Math.log(growth) - exponent));
  if (side !== 'two-sided') {
    const suspected = side === 'greater' ? estimate > 0 : estimate < 0;
    const solved = Math.sqrt(growth) / (2 * Math.expm1(exponent));
    pValue = suspected ? Math.min(LARGEST_ONE_SIDED_P, solved) : LARGEST_ONE_SIDED_P;
  }
  return { interval: intervalAround(estimate, halfWidth, side), pValue };
}
