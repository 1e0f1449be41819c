import { normalSf } from './normal-distribution.ts';
import { advanceWalk, type ScorePoint, stepAbove, WALK_START } from './random-walk-grid.ts';
import { requireArgument } from './require-argument.ts';

export interface GroupSequentialLook {
  /** Share of the planned information. */
  information: number;
  /** Reject when the z statistic passes this (on either side, for two-sided tests). */
  bound: number;
  /** The nominal level of the look: what a p-value there must stay below. */
  alpha: number;
}

/** Beyond this many standard deviations nothing is spent, as in ldbounds and Spotify's confidence. */
const TRUNCATION = 8;
const GRID = 600;

/**
 * Bounds of a group-sequential test with the power family of alpha spending, alpha t^exponent (Lan and DeMets 1983; Kim
 * and DeMets 1987), by recursive integration on a fine grid. Two-sided tests spend alpha / 2 on each side.
 *
 * @param information shares of the planned information at the looks so far, ascending; what runs over the plan is refused,
 *   so divide by the larger of the planned and the seen sample
 * @throws RangeError unless the shares ascend inside (0, 1]
 */
export function groupSequentialBounds(input: {
  information: readonly number[];
  alpha: number;
  sides?: 1 | 2;
  exponent?: number;
}): GroupSequentialLook[] {
  const { information, alpha, sides = 2, exponent = 2 } = input;
  requireArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'inside (0, 1)');
  information.forEach((t, i) => {
    requireArgument(t > 0 && t <= 1, 'information', t, 'a share above 0 and at most 1');
    requireArgument(
      i === 0 || t > information[i - 1]!,
      'information',
      t,
      `above the look before (${information[i - 1]})`,
    );
  });
  const spent = (t: number) => (alpha / sides) * t ** exponent;
  let points: readonly ScorePoint[] = WALK_START;
  let before = 0;
  return information.map((t) => {
    const variance = t - before;
    const crossing = (score: number) => stepAbove(points, { score, variance });
    const score = rootOf(crossing, spent(t) - (before === 0 ? 0 : spent(before)), TRUNCATION * Math.sqrt(t));
    points = advanceWalk(points, { from: -TRUNCATION * Math.sqrt(t), to: score, variance, intervals: GRID });
    before = t;
    const bound = score / Math.sqrt(t);
    return { information: t, bound, alpha: sides * normalSf(bound) };
  });
}

/** The score at which a decreasing crossing probability meets its target, no further out than `largest`. */
function rootOf(crossing: (score: number) => number, target: number, largest: number): number {
  if (crossing(largest) > target) return largest;
  let [low, high] = [-largest, largest];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (crossing(middle) > target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
