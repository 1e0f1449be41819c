import { describe, expect, it } from 'vitest';
import { PRIOR_MATURITY, shareSeen } from '../../../lib/learning/maturity-curve.ts';
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
});
