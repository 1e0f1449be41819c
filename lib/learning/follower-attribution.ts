import { bestDayModel, type FollowerReading, followerIntervals, lifeShare } from './follower-days.ts';
import type { GrowthCurve } from './maturity-curve.ts';
import type { Post } from './normalise-history.ts';

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

/** Fewer changes than this explain nothing. */
export const FEWEST_INTERVALS = 5;

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
  const intervals = followerIntervals(input.readings);
  if (intervals.length < FEWEST_INTERVALS) return { posts: counted, driftPerDay: null };
  const shares = intervals.map((interval) => unknown.map((post) => lifeShare(post, interval, input.growth)));
  const model = bestDayModel(intervals, shares);
  const modelled = unknown.flatMap((post, i): AttributedFollowers[] => {
    if (!shares.some((row) => row[i]! > 0)) return [];
    return [{ id: post.id, ...model.effectOf(i), basis: 'modelled' }];
  });
  return { posts: [...counted, ...modelled], driftPerDay: model.drift };
}
