import { describe, expect, it } from 'vitest';
import { PRIOR_MATURITY, shareSeen, shareSensitivity } from '../../../lib/learning/maturity-curve.ts';
import { rewardOf } from '../../../lib/learning/reward.ts';
import { readSnapshots } from '../../../lib/learning/snapshot.ts';

const weights = { like: 1, reply: 4, repost: 2, quote: 3, bookmark: 0, follow: 10 };
const at = (hours: number, counts: object) =>
  readSnapshots({
    postedAtMs: 0,
    nowMs: 1e12,
    metrics: [{ collected_at: new Date(hours * 3_600_000), ...counts }],
  })[0]!;
const reward = (objective: Parameters<typeof rewardOf>[0], hours: number, counts: object) =>
  rewardOf(objective, { snapshot: at(hours, counts), curve: PRIOR_MATURITY, weights });

describe('rewards', () => {
  it('the engagement rate is the log-odds corrected for what a post of this age has seen', () => {
    const mature = reward('engagement_rate', 5000, { impressions: 400, likes: 12 })!;
    expect(mature.value).toBeCloseTo(Math.log(12.5 / 388.5), 6);
    expect(mature.variance).toBeCloseTo(1 / 12.5 + 1 / 388.5, 6);
    const young = reward('engagement_rate', 6, { impressions: 400, likes: 12 })!;
    const { engagements, impressions } = PRIOR_MATURITY;
    expect(young.value).toBeCloseTo(mature.value - Math.log(shareSeen(engagements, 6) / shareSeen(impressions, 6)), 6);
    expect(young.variance).toBeGreaterThan(mature.variance);
  });

  it('counts are on the log scale, and the mix follows the operator', () => {
    expect(reward('engagement', 5000, { likes: 9 })!.value).toBeCloseTo(Math.log(10), 6);
    expect(reward('reach', 5000, { impressions: 99 })!.value).toBeCloseTo(Math.log(100), 6);
    expect(reward('followers', 5000, { new_follows: 3 })!.value).toBeCloseTo(Math.log(4), 6);
    expect(reward('weighted', 5000, { likes: 5, replies: 2, bookmarks: 50, new_follows: 1 })!.value).toBeCloseTo(
      Math.log(24),
      6,
    );
  });

  it('an unknown counter is no reward, zero is one', () => {
    expect(reward('engagement_rate', 24, { likes: 5 })).toBeNull();
    expect(reward('reach', 24, { likes: 5 })).toBeNull();
    expect(reward('followers', 24, { likes: 5 })).toBeNull();
    expect(reward('engagement', 5000, { likes: 0 })!.value).toBeCloseTo(0, 6);
  });

  it('count noise and unfinished growth are in the variance', () => {
    const { engagements, impressions } = PRIOR_MATURITY;
    const own = (curve: typeof engagements) => curve.spread * shareSensitivity(curve, 6);
    const likes = reward('engagement', 6, { likes: 9 })!;
    expect(likes.value).toBeCloseTo(Math.log(10) - Math.log(shareSeen(engagements, 6)), 12);
    expect(likes.variance).toBeCloseTo(1 / 10 + own(engagements) ** 2, 12);
    const views = reward('reach', 6, { impressions: 99 })!;
    expect(views.value).toBeCloseTo(Math.log(100) - Math.log(shareSeen(impressions, 6)), 12);
    expect(views.variance).toBeCloseTo(1 / 100 + own(impressions) ** 2, 12);
    const rate = reward('engagement_rate', 6, { impressions: 400, likes: 12 })!;
    const growth = shareSensitivity(engagements, 6) - shareSensitivity(impressions, 6);
    expect(rate.variance).toBeCloseTo(1 / 12.5 + 1 / 388.5 + (engagements.spread * growth) ** 2, 12);
  });

  it('a rate of more engagements than impressions is no more than all of them', () => {
    expect(reward('engagement_rate', 5000, { impressions: 3, likes: 40 })!.value).toBeCloseTo(Math.log(40.5 / 0.5), 6);
  });

  it('lost followers count as none gained, and unknown interactions not at all', () => {
    expect(reward('followers', 5000, { new_follows: -3 })!.value).toBeCloseTo(0, 6);
    const mixed = { likes: 1, replies: 1, retweets: 1, quotes: 1, bookmarks: 1, new_follows: -5 };
    expect(reward('weighted', 5000, mixed)!.value).toBeCloseTo(Math.log(1 + 1 + 4 + 2 + 3), 6);
    const ownWorth = { snapshot: at(5000, mixed), curve: PRIOR_MATURITY, weights: { ...weights, bookmark: 7 } };
    expect(rewardOf('weighted', ownWorth)!.value).toBeCloseTo(Math.log(1 + 1 + 4 + 2 + 3 + 7), 6);
    expect(reward('weighted', 5000, { new_follows: 2 })!.value).toBeCloseTo(Math.log(21), 6);
    expect(reward('weighted', 24, { impressions: 400 })).toBeNull();
    expect(reward('engagement', 24, { impressions: 400 })).toBeNull();
    expect(reward('engagement_rate', 24, { impressions: 400 })).toBeNull();
  });
});
