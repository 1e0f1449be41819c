import { FEWEST_INTERVALS } from './follower-attribution.ts';
import { bestDayModel, type FollowerReading, followerIntervals, lifeShare } from './follower-days.ts';
import type { GrowthCurve } from './maturity-curve.ts';
import type { Post } from './normalise-history.ts';

/** Followers that a post of each level brings, in the order of the levels. Negative: posts of that level lose followers. */
export interface FollowersByLevel {
  means: number[];
  sds: number[];
}

/**
 * Followers per post of each level of a dimension (a generator, a format, an hour), from the account's follower readings: the
 * day model with a cause for each level beside one for each post, so that a level is not credited with one lucky post. Wide
 * where levels are published side by side. Null without enough readings.
 */
export function followersByLevel(input: {
  posts: readonly Post[];
  levels: readonly string[];
  levelOf: (post: Post) => string | null;
  readings: readonly FollowerReading[];
  growth: GrowthCurve;
}): FollowersByLevel | null {
  const { posts, levels, levelOf, growth } = input;
  const intervals = followerIntervals(input.readings);
  if (intervals.length < FEWEST_INTERVALS) return null;
  const at = posts.map((post) => levels.indexOf(levelOf(post) ?? ''));
  const shares = intervals.map((interval) => {
    const ofPosts = posts.map((post) => lifeShare(post, interval, growth));
    const ofLevels = levels.map((_, k) => ofPosts.reduce((sum, share, p) => (at[p] === k ? sum + share : sum), 0));
    return [...ofLevels, ...ofPosts];
  });
  const model = bestDayModel(intervals, shares);
  const effects = levels.map((_, k) => model.effectOf(k));
  return { means: effects.map(({ mean }) => mean), sds: effects.map(({ sd }) => sd) };
}
