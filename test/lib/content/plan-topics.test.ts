import { describe, expect, it } from 'vitest';
import { topicShares } from '../../../lib/content/plan-topics.ts';

const topic = (name: string, probabilityBest: number, rising: number | null = null) => ({
  topic: name,
  probabilityBest,
  rising,
});

describe('shares of topics', () => {
  it('are Thompson weights for 70% of posts, and explore with the rest', () => {
    const shares = topicShares([topic('pumps', 0.8), topic('valves', 0.2)])!;
    expect(shares['']).toBeCloseTo(0.15, 12);
    expect(shares.pumps).toBeCloseTo(0.7 * 0.8 + 0.075, 12);
    expect(shares.valves).toBeCloseTo(0.7 * 0.2 + 0.075, 12);
  });

  it('prefer what rises, twice at the most', () => {
    const shares = topicShares([topic('pumps', 0.5), topic('valves', 0.5, 9)])!;
    expect((shares.valves! - 0.075) / (shares.pumps! - 0.075)).toBeCloseTo(2, 12);
  });

  it('are even where nothing was learned, and null where no topic is known', () => {
    const shares = topicShares([topic('pumps', 0), topic('valves', 0)])!;
    expect(shares.pumps).toBeCloseTo(shares.valves!, 12);
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(topicShares([topic('', 1)])).toBeNull();
  });
});
