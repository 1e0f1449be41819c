import { binomialCdf } from '../statistics/binomial-distribution.ts';
import { quantile } from '../statistics/quantiles.ts';
import type { FollowerReading } from './follower-days.ts';

/** How the account's followers develop. */
export interface FollowerGrowth {
  /** One point per day: time, followers, and change since the day before; null on the first day. */
  curve: { atMs: number; followers: number; change: number | null }[];
  /** Median change per day with a distribution-free 95% interval; null with fewer than six changes. */
  perDay: { median: number; interval: [number, number] } | null;
}

const DAY_MS = 86_400_000;
const FEWEST_CHANGES = 6;

/** The growth curve: the last reading of each UTC day, and the typical change per day (gaps are spread over their days). */
export function followerGrowth(readings: readonly FollowerReading[]): FollowerGrowth {
  const byDay = new Map<number, FollowerReading>();
  for (const reading of readings.toSorted((a, b) => a.collectedAtMs - b.collectedAtMs || a.followers - b.followers)) {
    byDay.set(Math.floor(reading.collectedAtMs / DAY_MS), reading);
  }
  let before: FollowerReading | null = null;
  const curve: FollowerGrowth['curve'] = [];
  for (const reading of byDay.values()) {
    const days: number = before ? (reading.collectedAtMs - before.collectedAtMs) / DAY_MS : 1;
    const change: number | null = before ? (reading.followers - before.followers) / days : null;
    curve.push({ atMs: reading.collectedAtMs, followers: reading.followers, change });
    before = reading;
  }
  const changes = curve.flatMap(({ change }) => change ?? []);
  return {
    curve,
    perDay:
      changes.length < FEWEST_CHANGES ? null : { median: quantile(changes, 0.5), interval: medianInterval(changes) },
  };
}

/** Order statistics that hold the median with at least 95% probability (sign test). */
function medianInterval(sample: readonly number[]): [number, number] {
  const sorted = sample.toSorted((a, b) => a - b);
  let rank = 0;
  while (binomialCdf(rank, sorted.length, 0.5) <= 0.025) rank += 1;
  const low = Math.max(0, rank - 1);
  return [sorted[low]!, sorted[sorted.length - 1 - low]!];
}
