import { type MaturityCurve, PRIOR_MATURITY } from '../learning/maturity-curve.ts';
import type { Post } from '../learning/normalise-history.ts';
import { type InteractionWeights, type Objective, rewardOf } from '../learning/reward.ts';
import { median } from '../statistics/quantiles.ts';

const METRICS: Record<string, Objective> = {
  engagement_rate: 'engagement_rate',
  engagements: 'engagement',
  impressions: 'reach',
};
const UNUSED_WEIGHTS: InteractionWeights = { like: 0, reply: 0, repost: 0, quote: 0, bookmark: 0, follow: 0 };
const FEWEST_POSTS = 3;
const YOUNGEST_HOURS = 6;
const DAY_MS = 86_400_000;

/**
 * Change of each metric in percent: the median post of the last window against that of the window before, both as they
 * would be when mature. Metrics with fewer than three measured posts in either window are absent, never zero.
 */
export function performanceChanges(input: {
  posts: readonly Post[];
  nowMs: number;
  windowDays?: number;
  curve?: MaturityCurve;
}): Record<string, number> {
  const { posts, nowMs, windowDays = 7, curve = PRIOR_MATURITY } = input;
  const changes: Record<string, number> = {};
  for (const [metric, objective] of Object.entries(METRICS)) {
    const windows: [number[], number[]] = [[], []];
    for (const post of posts) {
      const window = Math.floor((nowMs - post.postedAtMs) / (windowDays * DAY_MS));
      const snapshot = post.snapshots.at(-1)!;
      if ((window !== 0 && window !== 1) || snapshot.ageHours < YOUNGEST_HOURS) continue;
      const reward = rewardOf(objective, { snapshot, curve, weights: UNUSED_WEIGHTS });
      if (reward) windows[window].push(reward.value);
    }
    const [now, before] = windows;
    if (now.length < FEWEST_POSTS || before.length < FEWEST_POSTS) continue;
    changes[metric] = 100 * Math.expm1(median(now) - median(before));
  }
  return changes;
}
