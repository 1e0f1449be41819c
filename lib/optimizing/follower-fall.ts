import { median, medianAbsoluteDeviation } from '../statistics/quantiles.ts';
import { studentTQuantile } from '../statistics/student-t-distribution.ts';

export interface FollowerReading {
  collectedAt: Date;
  followers: number;
}

/** How followers changed since a policy came into force, against what was usual before. */
export interface FollowerChange {
  /** Whole days judged. */
  days: number;
  /** Followers won or lost in them. */
  change: number;
  /** What as many usual days bring, and the least that luck alone brings (once in a thousand days). */
  usual: number;
  least: number;
  /** Followers are lost, and more than luck explains. */
  falls: boolean;
}

const DAY_MS = 86_400_000;
/** Days that are judged together: a fall shows in three, and one bad day weighs less. */
const JUDGED_DAYS = 3;
const USUAL_DAYS = 28;
/** Fewer days than this do not say what is usual. */
const LEAST_USUAL_DAYS = 10;
/** Once in a thousand days; days are judged whole, so that several looks at a day are one. */
const RARE = 0.001;
/** A day's followers vary by at least this many, however quiet the days before were. */
const SMALLEST_SD = 1;

/**
 * Whether followers fell beyond what is usual since a policy came into force: the total of the newest whole days (UTC) after
 * it, at most three, against a prediction bound from the days before them. Null where too few days are known.
 */
export function followerFall(
  readings: readonly FollowerReading[],
  { since, now }: { since: Date; now: Date },
): FollowerChange | null {
  const today = Math.floor(now.getTime() / DAY_MS);
  const after = Math.ceil(since.getTime() / DAY_MS);
  const days = Math.min(JUDGED_DAYS, today - after);
  if (days < 1) return null;
  const level = levelsAtMidnight(readings);
  const [end, start] = [level.get(today), level.get(today - days)];
  if (end === undefined || start === undefined) return null;
  const usual: number[] = [];
  for (let day = today - days; day > today - days - USUAL_DAYS; day -= 1) {
    const [a, b] = [level.get(day - 1), level.get(day)];
    if (a !== undefined && b !== undefined) usual.push(b - a);
  }
  if (usual.length < LEAST_USUAL_DAYS) return null;
  const centre = median(usual);
  const sd = Math.max(SMALLEST_SD, medianAbsoluteDeviation(usual));
  const reach = studentTQuantile(1 - RARE, usual.length - 1) * sd * Math.sqrt(days + days ** 2 / usual.length);
  const change = end - start;
  const least = days * centre - reach;
  return { days, change, usual: days * centre, least, falls: change < 0 && change < least };
}

/** Followers at each midnight (UTC, as days since 1970), between two readings that are at most two days apart. */
function levelsAtMidnight(readings: readonly FollowerReading[]): Map<number, number> {
  const ordered = readings
    .map(({ collectedAt, followers }) => ({ day: collectedAt.getTime() / DAY_MS, followers }))
    .sort((a, b) => a.day - b.day);
  const levels = new Map<number, number>();
  for (const [i, to] of ordered.entries()) {
    const from = ordered[i - 1];
    if (from === undefined || to.day - from.day > 2) continue;
    for (let midnight = Math.ceil(from.day); midnight <= to.day; midnight += 1) {
      const share = to.day === from.day ? 1 : (midnight - from.day) / (to.day - from.day);
      levels.set(midnight, from.followers + share * (to.followers - from.followers));
    }
  }
  return levels;
}
