import type { HistoryPost } from '../learning/history.ts';
import { PRIOR_MATURITY } from '../learning/maturity-curve.ts';
import { outcomeAt } from '../learning/outcome-at-age.ts';
import { readSnapshots, toMilliseconds } from '../learning/snapshot.ts';

/** One post as the report shows it: its newest good reading and what follows from it. Null where X did not say. */
export interface PostFigures {
  post: HistoryPost;
  postedAt: Date;
  /** When the newest reading was taken, null when there is none. */
  readAt: Date | null;
  /** Age of the post at the newest reading. */
  ageHours: number | null;
  impressions: number | null;
  engagements: number | null;
  engagementRate: number | null;
  /** Between two readings, at an age all posts share; null when the post is younger or was not read around then. */
  atOneDay: Counted | null;
}

/** What a rate is made of. */
export interface Counted {
  impressions: number | null;
  engagements: number | null;
}

/** The figures of a post as of `now`; readings are judged as the learner judges them. */
export function postFigures(post: HistoryPost, now: Date): PostFigures {
  const postedAtMs = toMilliseconds(post.posted_at);
  const snapshots = readSnapshots({ postedAtMs, nowMs: now.getTime(), metrics: post.metrics });
  const newest = snapshots.at(-1);
  // Interpolation does not look at the curve; projections, which do, are left out.
  const oneDay = outcomeAt(snapshots, 24, PRIOR_MATURITY);
  const impressions = newest?.impressions ?? null;
  const engagements = newest?.engagements ?? null;
  return {
    post,
    postedAt: new Date(postedAtMs),
    readAt: newest === undefined ? null : new Date(newest.collectedAtMs),
    ageHours: newest?.ageHours ?? null,
    impressions,
    engagements,
    engagementRate: impressions !== null && impressions > 0 && engagements !== null ? engagements / impressions : null,
    atOneDay: oneDay?.method === 'interpolated' ? oneDay : null,
  };
}

/** Engagements over impressions of all the posts together; null when no post has both. */
export function pooledRate(posts: readonly Counted[]): number | null {
  let engagements = 0;
  let impressions = 0;
  for (const post of posts) {
    if (post.engagements === null || post.impressions === null || post.impressions === 0) continue;
    engagements += post.engagements;
    impressions += post.impressions;
  }
  return impressions > 0 ? engagements / impressions : null;
}
