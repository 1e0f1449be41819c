import type { Example, Learner } from './blended-model.ts';

/** Posts looked at among this many, and by what power of their number that grows: the best rate for a mean over two dimensions. */
const NEAREST_OF_EIGHTY = 10;
const GROWTH_POWER = 2 / 3;
/** Squared distance of a column that one of the two does not have: as if they were a standard deviation apart. */
const UNKNOWN_DISTANCE = 1;

/**
 * What came of the posts most like this one: the median of what lay beyond the anchor, nearer posts weighing more. Follows any
 * bend where there is enough to see it, and no single runaway moves it.
 *
 * @param columns in which posts are compared, each by its own spread
 * @see Stone (1977), "Consistent nonparametric regression", Annals of Statistics 5:595
 */
export function nearestPostsLearner(columns: readonly number[]): Learner {
  return (examples) => {
    const n = examples.length;
    const width = columns.length;
    const scales = columns.map((column) => 1 / (spreadOf(examples, column) || Number.POSITIVE_INFINITY));
    const known = new Float64Array(n * width);
    examples.forEach(({ row }, i) => {
      for (let c = 0; c < width; c++) known[i * width + c] = scales[c]! * row[columns[c]!]!;
    });
    const beyond = Float64Array.from(examples, ({ outcome, anchor }) => outcome - anchor);
    const byBeyond = Int32Array.from(beyond, (_, i) => i).sort((a, b) => beyond[a]! - beyond[b]!);
    const count = Math.min(n - 1, Math.max(5, Math.round(NEAREST_OF_EIGHTY * (n / 80) ** GROWTH_POWER)));
    const distances = new Float64Array(n);

    return (row, anchor) => {
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let c = 0; c < width; c++) {
          const difference = known[i * width + c]! - scales[c]! * row[columns[c]!]!;
          sum += Number.isNaN(difference) ? UNKNOWN_DISTANCE : difference * difference;
        }
        distances[i] = sum;
      }
      const reach = distances.toSorted()[count]!;
      let total = 0;
      for (let i = 0; i < n; i++) total += weightAt(distances[i]!, reach);
      let below = 0;
      for (const i of byBeyond) {
        below += weightAt(distances[i]!, reach);
        if (below >= total / 2) return anchor + beyond[i]!;
      }
      return anchor;
    };
  };
}

/** Falls to nothing at the reach; where all the nearest are equally near they weigh alike. */
function weightAt(distance: number, reach: number): number {
  return reach > 0 ? Math.max(0, 1 - distance / reach) : distance === 0 ? 1 : 0;
}

function spreadOf(examples: readonly Example[], column: number): number {
  let n = 0;
  let sum = 0;
  for (const { row } of examples) {
    if (Number.isNaN(row[column]!)) continue;
    n += 1;
    sum += row[column]!;
  }
  if (n < 2) return 0;
  let squares = 0;
  for (const { row } of examples) if (!Number.isNaN(row[column]!)) squares += (row[column]! - sum / n) ** 2;
  return Math.sqrt(squares / n);
}
