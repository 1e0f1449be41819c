/**
 * When to read a post: dense while it grows, thin when it has settled, then never again. Growth per hour falls from 39% in
 * the first three hours to 1% after half a day, so a flat cadence would spend nearly all readings on posts that stand still.
 */
const LADDER: readonly { untilAgeHours: number; everyHours: number }[] = [
  { untilAgeHours: 6.5, everyHours: 1 / 6 },
  { untilAgeHours: 24.5, everyHours: 1 },
  { untilAgeHours: 73, everyHours: 6 },
  { untilAgeHours: 192, everyHours: 24 },
];

/** The ages at which outcomes are compared, hours. */
export const FIXED_AGES_HOURS = [1, 6, 24, 72, 168] as const;

/** A post that was read at this age or later is not read again, hours. */
export const LAST_READ_AGE_HOURS = 192;

/** A scheduled run may come this much early or late, hours. */
const SLACK_HOURS = 0.05;
/** One run's interval: a reading this close to a fixed age counts as one at that age. */
const TICK_HOURS = 1 / 6;
/** Before this age a post that was never read is growing, and comes before older ones that were never read. */
const YOUNG_HOURS = 24;

export interface ReadablePost {
  postedAt: Date;
  /** Newest reading of any quality; null when it was never read. */
  lastReadAt: Date | null;
}

/** A post that is due, and why. The smaller the rank within its reason, the sooner. */
interface Due<T> {
  post: T;
  reason: 'fixed_age' | 'never_read' | 'overdue';
  rank: number;
}

/**
 * The posts due now, most urgent first, at most `limit`. Posts at a fixed age come before everything else, so that neither
 * an import of a thousand posts nor a burst can cost an age. What room is left goes in turn to posts that were never read
 * and to those that are the longest overdue relative to their rung: neither group can starve the other. Older posts that
 * were never read take turns from run to run, since some of them may be out of reach.
 */
export function postsDue<T extends ReadablePost>(posts: readonly T[], options: { now: Date; limit: number }): T[] {
  const { now, limit } = options;
  const due = posts.flatMap((post) => dueNow(post, now) ?? []);
  const of = (reason: Due<T>['reason']) => due.filter((one) => one.reason === reason).sort(byRank);
  const atFixedAge = of('fixed_age');
  const rest = inTurn(takingTurns(of('never_read'), now), of('overdue'));
  return [...atFixedAge, ...rest].slice(0, limit).map(({ post }) => post);
}

function dueNow<T extends ReadablePost>(post: T, now: Date): Due<T> | null {
  const ageHours = hoursBetween(post.postedAt, now);
  const readAgeHours =
    post.lastReadAt === null ? Number.NEGATIVE_INFINITY : hoursBetween(post.postedAt, post.lastReadAt);
  const sinceReadHours = ageHours - readAgeHours;
  if (ageHours < 0 || sinceReadHours < TICK_HOURS - SLACK_HOURS || readAgeHours >= LAST_READ_AGE_HOURS) return null;
  const fixedAge = FIXED_AGES_HOURS.findLast((fixed) => ageHours > fixed - TICK_HOURS);
  if (fixedAge !== undefined && readAgeHours < fixedAge - TICK_HOURS) {
    const untilPassedHours = fixedAge + TICK_HOURS - ageHours;
    if (untilPassedHours >= 0) return { post, reason: 'fixed_age', rank: untilPassedHours };
    // Missed, as in a burst: a reading soon after it still serves to interpolate.
    const missedBy = (ageHours - fixedAge) / fixedAge;
    if (post.lastReadAt !== null && missedBy < 0.5) return { post, reason: 'fixed_age', rank: 1 + missedBy };
  }
  if (post.lastReadAt === null) return { post, reason: 'never_read', rank: ageHours };
  const everyHours = LADDER.find(({ untilAgeHours }) => readAgeHours < untilAgeHours)?.everyHours ?? TICK_HOURS;
  // Between this reading and the last one lies a fixed age: the sooner it is read, the better it is interpolated.
  const isPassed = FIXED_AGES_HOURS.some((fixed) => readAgeHours < fixed - SLACK_HOURS && ageHours > fixed);
  const isDue = isPassed || sinceReadHours >= everyHours - SLACK_HOURS;
  return isDue ? { post, reason: 'overdue', rank: -sinceReadHours / everyHours } : null;
}

/** The young in their order; the others from another one on at every run. */
function takingTurns<T>(neverRead: readonly Due<T>[], now: Date): Due<T>[] {
  const young = neverRead.filter(({ rank }) => rank < YOUNG_HOURS);
  const older = neverRead.slice(young.length);
  const run = Math.floor(now.getTime() / (TICK_HOURS * 3_600_000));
  const first = older.length === 0 ? 0 : (run * TURN) % older.length;
  return [...young, ...older.slice(first), ...older.slice(0, first)];
}

/** So many are passed over from one run to the next: about the room that is left for them. */
const TURN = 10;

function inTurn<T>(left: readonly T[], right: readonly T[]): T[] {
  const length = Math.max(left.length, right.length);
  return Array.from({ length }, (_, i) => [...left.slice(i, i + 1), ...right.slice(i, i + 1)]).flat();
}

function byRank<T extends ReadablePost>(a: Due<T>, b: Due<T>): number {
  return a.rank - b.rank || b.post.postedAt.getTime() - a.post.postedAt.getTime();
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 3_600_000;
}
