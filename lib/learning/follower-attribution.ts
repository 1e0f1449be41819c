import { choleskyInPlace, inverseFromCholesky } from '../statistics/cholesky.ts';
import { type GrowthCurve, shareSeen } from './maturity-curve.ts';
import type { Post } from './normalise-history.ts';

/** One reading of the account's followers. */
export interface FollowerReading {
  collectedAtMs: number;
  followers: number;
}

/** Followers credited to one post, with how unsure that is. May be negative: posts also lose followers. */
export interface AttributedFollowers {
  id: string;
  mean: number;
  sd: number;
  /** `counted`: the source said so; `modelled`: the account's day model. */
  basis: 'counted' | 'modelled';
}

export interface FollowerAttribution {
  posts: AttributedFollowers[];
  /** Change per day that no post explains, with its standard deviation; null without enough readings. */
  driftPerDay: { mean: number; sd: number } | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FEWEST_INTERVALS = 5;
const MOST_INTERVALS = 120;
/** Ratios of the variance between posts to the variance of a day that are tried. */
const RATIOS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/**
 * Followers gained per post. Where the source counts new follows of a post they are taken; otherwise a day model: the
 * change between two readings is the drift of the account plus, for every post, its effect times the share of its life
 * that fell between them, plus noise. Effects are normal around zero, so what could be drift is drift, and one change is
 * shared among the posts of its time, never credited to each; the standard deviations are as wide as the data leave them.
 */
export function attributeFollowers(input: {
  posts: readonly Post[];
  readings: readonly FollowerReading[];
  growth: GrowthCurve;
}): FollowerAttribution {
  const counted = input.posts.flatMap((post): AttributedFollowers[] => {
    const latest = post.snapshots.findLast(({ newFollows }) => newFollows !== null);
    if (!latest) return [];
    return [
      { id: post.id, mean: latest.newFollows!, sd: Math.sqrt(Math.abs(latest.newFollows!) + 0.25), basis: 'counted' },
    ];
  });
  const known = new Set(counted.map(({ id }) => id));
  const unknown = input.posts.filter(({ id }) => !known.has(id));
  const intervals = intervalsOf(input.readings);
  if (intervals.length < FEWEST_INTERVALS) return { posts: counted, driftPerDay: null };
  const shares = intervals.map((interval) => unknown.map((post) => lifeShare(post, interval, input.growth)));
  const model = bestDayModel(intervals, shares);
  const modelled = unknown.flatMap((post, i): AttributedFollowers[] => {
    if (!shares.some((row) => row[i]! > 0)) return [];
    return [{ id: post.id, ...model.effectOf(i), basis: 'modelled' }];
  });
  return { posts: [...counted, ...modelled], driftPerDay: model.drift };
}

interface Interval {
  fromMs: number;
  toMs: number;
  days: number;
  change: number;
}

/** Changes between readings about a day apart: shorter steps only add noise. */
function intervalsOf(readings: readonly FollowerReading[]): Interval[] {
  const ordered = readings
    .filter(({ followers, collectedAtMs }) => Number.isFinite(followers) && Number.isFinite(collectedAtMs))
    .toSorted((a, b) => a.collectedAtMs - b.collectedAtMs || a.followers - b.followers);
  const intervals: Interval[] = [];
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

function lifeShare(post: Post, interval: Interval, growth: GrowthCurve): number {
  const seenAt = (ms: number) => (ms <= post.postedAtMs ? 0 : shareSeen(growth, (ms - post.postedAtMs) / HOUR_MS));
  return seenAt(interval.toMs) - seenAt(interval.fromMs);
}

interface DayModel {
  logLikelihood: number;
  drift: { mean: number; sd: number };
  effectOf(post: number): { mean: number; sd: number };
}

function bestDayModel(intervals: readonly Interval[], shares: readonly number[][]): DayModel {
  const models = RATIOS.map((ratio) => dayModel(intervals, shares, ratio));
  return models.reduce((best, model) => (model.logLikelihood > best.logLikelihood ? model : best));
}

/** The day model with a given ratio of variances; the scale and the drift are estimated. */
function dayModel(intervals: readonly Interval[], shares: readonly number[][], ratio: number): DayModel {
  const size = intervals.length;
  const changes = intervals.map(({ change }) => change);
  const days = intervals.map((interval) => interval.days);
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let cross = 0;
      for (let p = 0; p < shares[i]!.length; p += 1) cross += shares[i]![p]! * shares[j]![p]!;
      factor[i * size + j] = ratio * cross + (i === j ? days[i]! : 0);
    }
  }
  choleskyInPlace(factor, size);
  let logDeterminant = 0;
  for (let i = 0; i < size; i += 1) logDeterminant += 2 * Math.log(factor[i * size + i]!);
  const inverse = new Float64Array(size * size);
  inverseFromCholesky(factor, size, inverse);
  const times = (vector: readonly number[]) =>
    vector.map((_, i) => vector.reduce((sum, x, j) => sum + inverse[i * size + j]! * x, 0));
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const weighted = times(days);
  const information = dot(days, weighted);
  const drift = dot(weighted, changes) / information;
  const residuals = changes.map((change, i) => change - drift * days[i]!);
  const explained = times(residuals);
  const variance = Math.max(1e-6, dot(residuals, explained) / Math.max(1, size - 1));
  const logLikelihood = -0.5 * (size * Math.log(variance) + logDeterminant + Math.log(information));
  return {
    logLikelihood,
    drift: { mean: drift, sd: Math.sqrt(variance / information) },
    effectOf(post) {
      const cross = shares.map((row) => ratio * row[post]!);
      const solved = times(cross);
      const spread = ratio - dot(cross, solved) + dot(solved, days) ** 2 / information;
      return { mean: dot(cross, explained), sd: Math.sqrt(Math.max(0, spread) * variance) };
    },
  };
}
