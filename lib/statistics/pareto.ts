import { requireArgument } from './require-argument.ts';

/** A point with one coordinate per objective; larger is better in each. */
export type ObjectivePoint = readonly number[];

/** Whether `a` is at least as good as `b` in every objective and better in one. */
export function dominates(a: ObjectivePoint, b: ObjectivePoint): boolean {
  return a.every((x, d) => x >= b[d]!) && a.some((x, d) => x > b[d]!);
}

/** Indices of the points that no other point dominates, in their order; equal points stay together. */
export function nonDominated(points: readonly ObjectivePoint[]): number[] {
  return points.flatMap((point, i) => (points.some((other) => dominates(other, point)) ? [] : [i]));
}

/**
 * Volume that the points dominate above a reference point, by slicing one objective after the other (exact; meant for
 * tens of points).
 *
 * @throws RangeError when a point has not as many objectives as the reference
 * @example hypervolume([[8.5, 3], [8.5, 3.5], [5, 5], [9, 1], [4, 5]], [0, 0]) // => 37.75
 */
export function hypervolume(points: readonly ObjectivePoint[], reference: ObjectivePoint): number {
  for (const point of points) {
    const wanted = `made of points with ${reference.length} objectives`;
    requireArgument(point.length === reference.length, 'points', `one with ${point.length}`, wanted);
  }
  const above = points.filter((point) => point.every((x, d) => x > reference[d]!));
  return volume(above, reference, reference.length);
}

function volume(points: readonly ObjectivePoint[], reference: ObjectivePoint, dimensions: number): number {
  if (points.length === 0) return 0;
  const last = dimensions - 1;
  if (last === 0) return Math.max(...points.map((point) => point[0]!)) - reference[0]!;
  const levels = [...new Set(points.map((point) => point[last]!))].sort((a, b) => b - a);
  let total = 0;
  levels.forEach((level, i) => {
    const floor = levels[i + 1] ?? reference[last]!;
    const slice = points.filter((point) => point[last]! >= level);
    total += (level - floor) * volume(slice, reference, last);
  });
  return total;
}

/**
 * A reference point a tenth of each objective's range below the worst value on the Pareto front (BoTorch's
 * infer_reference_point).
 *
 * @throws RangeError on an empty list
 */
export function inferReferencePoint(points: readonly ObjectivePoint[], scale = 0.1): number[] {
  requireArgument(points.length > 0, 'points', 'an empty list', 'at least one point');
  const front = nonDominated(points).map((i) => points[i]!);
  return front[0]!.map((_, d) => {
    const values = front.map((point) => point[d]!);
    const nadir = Math.min(...values);
    return nadir - scale * (Math.max(...values) - nadir);
  });
}
