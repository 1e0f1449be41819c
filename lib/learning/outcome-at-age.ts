import type { HistoryMetrics } from './history.ts';
import { type GrowthCurve, type MaturityCurve, shareSeen, shareSensitivity } from './maturity-curve.ts';
import { COUNTERS, readSnapshots, type Snapshot, toMilliseconds } from './snapshot.ts';

/** The ages, in hours, at which posts are compared. */
export const OUTCOME_AGES = [1, 6, 24, 72, 168] as const;
export type OutcomeAge = (typeof OUTCOME_AGES)[number];

/** A post's metrics at one fixed age. Null is unknown, never zero. */
export interface Outcome {
  ageHours: OutcomeAge;
  method: 'interpolated' | 'projected';
  impressions: number | null;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  quotes: number | null;
  bookmarks: number | null;
  engagements: number | null;
  /** Engagements over impressions; null when either is unknown or impressions are zero. */
  engagementRate: number | null;
  /** Standard deviation of ln(engagements) of a projection; null when interpolated or engagements are unknown. */
  logSd: number | null;
  followersGained: number | null;
  /** Time of the newest snapshot it rests on. */
  observedAt: Date;
}

/** What a post counts at an age. */
export const QUANTITIES = [...COUNTERS, 'engagements', 'newFollows'] as const;
type Quantity = (typeof QUANTITIES)[number];

/** A snapshot this close to an age (in the ratio of ages) stands for it. */
export const SAME_AGE_RATIO = 1.02;
/** Readings younger than this say too little to project from. */
const YOUNGEST_PROJECTED_FROM_HOURS = 0.25;

/**
 * A post's outcomes at 1, 6, 24, 72 and 168 hours: between two snapshots by straight lines of ln(1 + count) over ln(age);
 * from the newest snapshot and the account's maturity curve, with its standard deviation, while it is younger than the
 * age. An age that passed before the first reading has no outcome: it is never guessed from a later one.
 *
 * @throws RangeError when a time cannot be read
 */
export function outcomesAtAges(input: {
  postedAt: string | Date;
  snapshots: readonly HistoryMetrics[];
  now: string | Date;
  curve: MaturityCurve;
}): Outcome[] {
  const postedAtMs = requireTime('postedAt', input.postedAt);
  const nowMs = requireTime('now', input.now);
  const snapshots = readSnapshots({ postedAtMs, nowMs, metrics: input.snapshots });
  return OUTCOME_AGES.flatMap((ageHours) => outcomeAt(snapshots, ageHours, input.curve) ?? []);
}

/** The outcome of ordered snapshots at one age, or null when there is none. */
export function outcomeAt(snapshots: readonly Snapshot[], ageHours: OutcomeAge, curve: MaturityCurve): Outcome | null {
  const main: Quantity = snapshots.some((s) => s.engagements !== null) ? 'engagements' : 'impressions';
  const projected = !snapshots.some((s) => s[main] !== null && s.ageHours * SAME_AGE_RATIO >= ageHours);
  const read = projected ? projectedAt : interpolatedAt;
  const value = (quantity: Quantity) => read({ snapshots, quantity, ageHours, curve });
  const engagements = value('engagements');
  const impressions = value('impressions');
  const restsOn = snapshots.findLast((s) => (projected || s.ageHours <= ageHours * SAME_AGE_RATIO) && s[main] !== null);
  if (!restsOn || value(main) === null) return null;
  const newest = projected ? restsOn : (snapshots.find((s) => s[main] !== null && s.ageHours >= ageHours) ?? restsOn);
  return {
    ageHours,
    method: projected ? 'projected' : 'interpolated',
    impressions,
    likes: value('likes'),
    retweets: value('retweets'),
    replies: value('replies'),
    quotes: value('quotes'),
    bookmarks: value('bookmarks'),
    engagements,
    engagementRate: engagements !== null && impressions ? engagements / impressions : null,
    logSd: projected && engagements !== null ? projectionLogSd(restsOn, ageHours, curve.engagements) : null,
    followersGained: value('newFollows'),
    observedAt: new Date(newest.collectedAtMs),
  };
}

interface Reading {
  snapshots: readonly Snapshot[];
  quantity: Quantity;
  ageHours: number;
  curve: MaturityCurve;
}

function interpolatedAt({ snapshots, quantity, ageHours }: Reading): number | null {
  const known = snapshots.filter((s) => s[quantity] !== null && s.ageHours > 0);
  const exact = known.find((s) => s.ageHours <= ageHours * SAME_AGE_RATIO && s.ageHours * SAME_AGE_RATIO >= ageHours);
  if (exact) return exact[quantity];
  const before = known.findLast((s) => s.ageHours < ageHours);
  const after = known.find((s) => s.ageHours > ageHours);
  if (!before || !after) return null;
  const low = before[quantity]!;
  const high = after[quantity]!;
  const t = Math.log(ageHours / before.ageHours) / Math.log(after.ageHours / before.ageHours);
  // New follows may be negative, and logs of them have no meaning.
  if (low < 0 || high < 0) return low + t * (high - low);
  return Math.expm1(Math.log1p(low) + t * (Math.log1p(high) - Math.log1p(low)));
}

function projectedAt({ snapshots, quantity, ageHours, curve }: Reading): number | null {
  const latest = snapshots.findLast((s) => s[quantity] !== null);
  if (!latest || latest.ageHours < YOUNGEST_PROJECTED_FROM_HOURS) return null;
  const growth = quantity === 'impressions' ? curve.impressions : curve.engagements;
  const factor = shareSeen(growth, ageHours) / shareSeen(growth, latest.ageHours);
  const seen = latest[quantity]!;
  if (seen <= 0 && quantity === 'newFollows') return seen * factor;
  // Half a count more, so that a young post with none yet is not expected to stay at none.
  return Math.max(seen, (seen + 0.5) * factor - 0.5);
}

/** Counting noise of what is still to come, and how differently single posts grow. */
function projectionLogSd(from: Snapshot, ageHours: number, growth: GrowthCurve): number {
  const remaining = 1 - shareSeen(growth, from.ageHours) / shareSeen(growth, ageHours);
  const sensitivity = shareSensitivity(growth, ageHours) - shareSensitivity(growth, from.ageHours);
  const seen = from.engagements ?? 0;
  return Math.sqrt(Math.max(0, remaining) / (seen + 0.5) + (growth.spread * sensitivity) ** 2);
}

function requireTime(name: string, value: string | Date): number {
  const ms = toMilliseconds(value);
  if (!Number.isFinite(ms)) throw new RangeError(`${name} must be an ISO time or a Date, got ${String(value)}`);
  return ms;
}
