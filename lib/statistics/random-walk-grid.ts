import { normalPdf, normalSf } from './normal-distribution.ts';

/** A point of the grid of scores with the probability of having come there without crossing. */
export interface ScorePoint {
  score: number;
  mass: number;
}

/** Where a walk starts: at zero, for sure. */
export const WALK_START: readonly ScorePoint[] = [{ score: 0, mass: 1 }];

/** Distribution of a Brownian score one step later, kept between two bounds, by Simpson's rule on an even grid. */
export function advanceWalk(
  points: readonly ScorePoint[],
  input: { from: number; to: number; variance: number; drift?: number; intervals: number },
): ScorePoint[] {
  const { from, to, variance, drift = 0, intervals } = input;
  const step = Math.sqrt(variance);
  const width = (to - from) / intervals;
  return Array.from({ length: intervals + 1 }, (_, i) => {
    const score = from + i * width;
    let density = 0;
    for (const p of points) {
      const z = (score - p.score - drift) / step;
      // Most of the grid is too far away to matter.
      if (z < 9 && z > -9) density += p.mass * normalPdf(z);
    }
    const simpson = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    return { score, mass: (density * width * simpson) / (3 * step) };
  });
}

/** Probability that the next step ends above a score. */
export function stepAbove(
  points: readonly ScorePoint[],
  input: { score: number; variance: number; drift?: number },
): number {
  const { score, variance, drift = 0 } = input;
  const step = Math.sqrt(variance);
  let sum = 0;
  for (const p of points) sum += p.mass * normalSf((score - p.score - drift) / step);
  return sum;
}

const POWER_INTERVALS = 120;

/**
 * Probability of having passed the upper of two symmetric bounds by each look, for a score with a drift: the power of a
 * sequential test over time, by recursive integration.
 *
 * @param looks ascending information, with the bound of |z| at each; infinite bounds are never passed
 * @param drift expected z at information 1
 */
export function crossingProbabilities(
  looks: readonly { information: number; bound: number }[],
  drift: number,
): { above: number; below: number }[] {
  let points: readonly ScorePoint[] = WALK_START;
  let before = 0;
  const total = { above: 0, below: 0 };
  return looks.map(({ information, bound }) => {
    const scale = Math.sqrt(information);
    const move = { variance: information - before, drift: drift * (information - before) };
    const edge = Math.min(bound, 8 + Math.abs(drift) * scale) * scale;
    if (Number.isFinite(bound)) {
      total.above += stepAbove(points, { score: edge, ...move });
      const mirrored = points.map((p) => ({ score: -p.score, mass: p.mass }));
      total.below += stepAbove(mirrored, { score: edge, variance: move.variance, drift: -move.drift });
    }
    points = advanceWalk(points, { from: -edge, to: edge, ...move, intervals: POWER_INTERVALS });
    before = information;
    return { ...total };
  });
}
