import { negativeBinomialSf } from '../statistics/negative-binomial-distribution.ts';

export interface SpikeTailInput {
  /** Errors in the window judged. */
  count: number;
  /** Errors in the windows before it. */
  historySum: number;
  /** How many windows before it. */
  windows: number;
  /** Variance over mean of the counts, 1 or more: 1 is Poisson. */
  dispersion: number;
}

/**
 * How surprising a count is after a history of counts: P(X >= count) of a negative binomial whose mean is (1/2 + sum) / windows and
 * whose variance is mean * dispersion * (1 + dispersion / windows). The last factor stands for the mean being an estimate.
 */
export function spikeTail({ count, historySum, windows, dispersion }: SpikeTailInput): {
  expected: number;
  pValue: number;
} {
  const expected = (0.5 + historySum) / windows;
  const variance = expected * dispersion * (1 + dispersion / windows);
  return {
    expected,
    pValue: negativeBinomialSf(count - 1, { mean: expected, size: expected ** 2 / (variance - expected) }),
  };
}
