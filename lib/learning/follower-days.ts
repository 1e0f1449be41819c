import { choleskyInPlace, solveFromCholesky } from '../statistics/cholesky.ts';
import { type GrowthCurve, shareSeen } from './maturity-curve.ts';
import type { Post } from './normalise-history.ts';

/** One reading of the account's followers. */
export interface FollowerReading {
  collectedAtMs: number;
  followers: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_INTERVALS = 120;
/** Ratios of the variance between posts to the variance of a day that are tried. */
const RATIOS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/** What happened to the followers between two readings. */
export interface FollowerInterval {
  fromMs: number;
  toMs: number;
  days: number;
  change: number;
}

/** Changes between readings about a day apart, oldest first: shorter steps only add noise. */
export function followerIntervals(readings: readonly FollowerReading[]): FollowerInterval[] {
  const ordered = readings
    .filter(({ followers, collectedAtMs }) => Number.isFinite(followers) && Number.isFinite(collectedAtMs))
    .toSorted((a, b) => a.collectedAtMs - b.collectedAtMs || a.followers - b.followers);
  const intervals: FollowerInterval[] = [];
  let start = ordered[0];
  for (const reading of ordered) {
    if (!start || reading.collectedAtMs - start.collectedAtMs < 0.9 * DAY_MS) continue;
    const days = (reading.collectedAtMs - start.collectedAtMs) / DAY_MS;
    const change = reading.followers - start.followers;
    intervals.push({ fromMs: start.collectedAtMs, toMs: reading.collectedAtMs, days, change });
    start = reading;
  }
  return intervals.slice(-MOST_INTERVALS);
}

/** Share of a post's life that fell into an interval. */
export function lifeShare(post: Post, interval: FollowerInterval, growth: GrowthCurve): number {
  const seenAt = (ms: number) => (ms <= post.postedAtMs ? 0 : shareSeen(growth, (ms - post.postedAtMs) / HOUR_MS));
  return seenAt(interval.toMs) - seenAt(interval.fromMs);
}

/** Followers explained by day. */
export interface DayModel {
  logLikelihood: number;
  /** Change per day that nothing else explains. */
  drift: { mean: number; sd: number };
  /** Followers that one cause brings over its whole life. */
  effectOf(cause: number): { mean: number; sd: number };
}

/**
 * The change in an interval is the drift of the account, plus for every cause (a post, or what posts have in common) its
 * effect times its share in the interval, plus noise. Effects are normal around zero, so that what could be drift is drift;
 * their variance against the days' is the likeliest of a grid. `shares[i][c]`: of interval i and cause c.
 */
export function bestDayModel(intervals: readonly FollowerInterval[], shares: readonly number[][]): DayModel {
  const together = shares.map((row, i) => shares.slice(0, i + 1).map((other) => dot(row, other)));
  const models = RATIOS.map((ratio) => dayModel(intervals, { shares, together, ratio }));
  return models.reduce((best, model) => (model.logLikelihood > best.logLikelihood ? model : best));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** The day model with a given ratio of variances; the scale and the drift are estimated. */
function dayModel(
  intervals: readonly FollowerInterval[],
  causes: { shares: readonly number[][]; together: readonly number[][]; ratio: number },
): DayModel {
  const { shares, together, ratio } = causes;
  const size = intervals.length;
  const changes = intervals.map(({ change }) => change);
  const days = intervals.map((interval) => interval.days);
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) factor[i * size + j] = ratio * together[i]![j]! + (i === j ? days[i]! : 0);
  }
  choleskyInPlace(factor, size);
  let logDeterminant = 0;
  for (let i = 0; i < size; i += 1) logDeterminant += 2 * Math.log(factor[i * size + i]!);
  const weighted = solveFromCholesky(factor, size, days);
  const information = dot(days, weighted);
  const drift = dot(weighted, changes) / information;
  const residuals = changes.map((change, i) => change - drift * days[i]!);
  const explained = solveFromCholesky(factor, size, residuals);
  const variance = Math.max(1e-6, dot(residuals, explained) / Math.max(1, size - 1));
  const logLikelihood = -0.5 * (size * Math.log(variance) + logDeterminant + Math.log(information));
  return {
    logLikelihood,
    drift: { mean: drift, sd: Math.sqrt(variance / information) },
    effectOf(cause) {
      const cross = shares.map((row) => ratio * row[cause]!);
      const solved = solveFromCholesky(factor, size, cross);
      const spread = ratio - dot(cross, solved) + dot(solved, days) ** 2 / information;
      return { mean: dot(cross, explained), sd: Math.sqrt(Math.max(0, spread) * variance) };
    },
  };
}
