import { type PostFigures, pooledRate } from './post-figures.ts';
import type { FollowerReading } from './report-data.ts';

const WEEK_MS = 7 * 86_400_000;
/** Fewer posts than this on either side say nothing about a week. */
const LEAST_POSTS = 2;

/** The last seven days against the seven before. Null where there is nothing to say it from. */
export interface WeekFigures {
  posts: number;
  postsBefore: number;
  /** Posts of the week that have been read at least once. */
  read: number;
  /** Pooled, at 24 hours of age where both weeks have posts read around then, else as last read and not comparable. */
  engagementRate: number | null;
  engagementRateBefore: number | null;
  followers: number | null;
  /** Signed: losses count. */
  followerChange: number | null;
}

export function weekFigures(
  posts: readonly PostFigures[],
  followers: readonly FollowerReading[],
  now: Date,
): WeekFigures {
  const week = postsBetween(posts, now.getTime() - WEEK_MS, now.getTime());
  const before = postsBetween(posts, now.getTime() - 2 * WEEK_MS, now.getTime() - WEEK_MS);
  return {
    posts: week.length,
    postsBefore: before.length,
    read: week.filter(({ readAt }) => readAt !== null).length,
    ...comparableRates(week, before),
    ...followerFigures(followers, now),
  };
}

function postsBetween(posts: readonly PostFigures[], from: number, to: number): PostFigures[] {
  return posts.filter(({ postedAt }) => postedAt.getTime() > from && postedAt.getTime() <= to);
}

/** Posts of different ages cannot be compared: a young week would always look weak or strong. */
function comparableRates(
  week: readonly PostFigures[],
  before: readonly PostFigures[],
): Pick<WeekFigures, 'engagementRate' | 'engagementRateBefore'> {
  const atOneDay = (posts: readonly PostFigures[]) =>
    posts.map((post) => post.atOneDay).filter((known) => known !== null);
  const [now, then] = [atOneDay(week), atOneDay(before)];
  if (now.length >= LEAST_POSTS && then.length >= LEAST_POSTS) {
    return { engagementRate: pooledRate(now), engagementRateBefore: pooledRate(then) };
  }
  return { engagementRate: pooledRate(week), engagementRateBefore: null };
}

/** Followers at the newest reading, and the change since the newest one that is at least seven days older. */
function followerFigures(
  readings: readonly FollowerReading[],
  now: Date,
): Pick<WeekFigures, 'followers' | 'followerChange'> {
  const known = readings
    .filter((reading): reading is { at: Date; followers: number } => reading.followers !== null && reading.at <= now)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const newest = known.at(-1);
  if (newest === undefined) return { followers: null, followerChange: null };
  const before = known.findLast(({ at }) => at.getTime() <= newest.at.getTime() - WEEK_MS);
  return { followers: newest.followers, followerChange: before ? newest.followers - before.followers : null };
}
