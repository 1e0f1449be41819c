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

/** A scheduled run may come this much early or late, hours. */
const SLACK_HOURS = 0.05;
/** One run's interval: a fixed age within it is about to pass. */
const TICK_HOURS = 1 / 6;

export interface ReadablePost {
  postedAt: Date;
  /** Newest reading of any quality; null when it was never read. */
  lastReadAt: Date | null;
}

/**
 * The posts due now, most urgent first, at most `limit`: those never read, then those that have passed or are about to
 * pass a fixed age unread, then the longest overdue relative to their rung.
 */
export function postsDue<T extends ReadablePost>(posts: readonly T[], options: { now: Date; limit: number }): T[] {
  return posts
    .map((post) => ({ post, urgency: urgencyOf(post, options.now) }))
    .filter(({ urgency }) => urgency > 0)
    .sort((a, b) => b.urgency - a.urgency || b.post.postedAt.getTime() - a.post.postedAt.getTime())
    .slice(0, options.limit)
    .map(({ post }) => post);
}

/** 0: not due. Otherwise the greater the sooner. */
function urgencyOf({ postedAt, lastReadAt }: ReadablePost, now: Date): number {
  if (lastReadAt === null) return 1_000_000;
  const ageHours = hoursBetween(postedAt, now);
  const readAgeHours = hoursBetween(postedAt, lastReadAt);
  const rung = LADDER.find(({ untilAgeHours }) => readAgeHours < untilAgeHours);
  if (rung === undefined) return 0;
  const sinceReadHours = ageHours - readAgeHours;
  if (sinceReadHours < TICK_HOURS - SLACK_HOURS) return 0;
  const fixedAgePassing = FIXED_AGES_HOURS.some(
    (fixed) => readAgeHours < fixed - SLACK_HOURS && fixed < ageHours + TICK_HOURS + SLACK_HOURS,
  );
  const overdue = sinceReadHours / rung.everyHours;
  if (fixedAgePassing) return 1_000 + overdue;
  return overdue >= 1 - SLACK_HOURS / rung.everyHours ? overdue : 0;
}

function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 3_600_000;
}
