import type { Lift } from './lift.ts';
import { requireArgument } from './require-argument.ts';
import { studentTCdf, studentTQuantile, studentTSf, studentTTwoSidedP } from './student-t-distribution.ts';

/** What is suspected: a difference in either direction, or that the treatment is greater or lesser. */
export type Side = 'two-sided' | 'greater' | 'lesser';

export interface TestResult {
  /** Confidence interval; open on one side for one-sided tests. */
  interval: [number, number];
  pValue: number;
}

/**
 * Welch's t-test of a lift at one look, fixed before the start; looked at repeatedly it promises nothing.
 *
 * @throws RangeError when alpha is not inside (0, 1)
 */
export function welchTest(lift: Lift, options: { alpha: number; side?: Side }): TestResult {
  const { estimate, standardError, df } = lift;
  const { alpha, side = 'two-sided' } = options;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  const t = estimate / standardError;
  // The lower tail has all the digits that 1 − alpha would round away.
  const width = -studentTQuantile(side === 'two-sided' ? alpha / 2 : alpha, df) * standardError;
  const pValue =
    side === 'two-sided' ? studentTTwoSidedP(t, df) : side === 'greater' ? studentTSf(t, df) : studentTCdf(t, df);
  return { interval: intervalAround(estimate, width, side), pValue };
}

/** estimate ± width, open towards what a one-sided test suspects. */
export function intervalAround(estimate: number, width: number, side: Side): [number, number] {
  return [
    side === 'lesser' ? Number.NEGATIVE_INFINITY : estimate - width,
    side === 'greater' ? Number.POSITIVE_INFINITY : estimate + width,
  ];
}
