import { describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { observedPolicy } from '../../../lib/optimizing/baseline-policy.ts';

const post = (posted_at: string, more: Partial<HistoryPost> = {}): HistoryPost => ({
  tweet_id: posted_at,
  posted_at,
  metrics: [],
  ...more,
});

describe('how an account publishes by itself', () => {
  it('is the shares of its posts by generator, format and local hour, levels in order', () => {
    const posts = [
      post('2026-11-01T08:10:00Z', { generator_name: 'b', decision_type: 'thread' }),
      post('2026-11-02T08:50:00Z', { generator_name: 'a', decision_type: 'single' }),
      post('2026-11-03T23:10:00Z', { generator_name: 'b', decision_type: 'single' }),
      post('2026-11-04T08:10:00Z', { generator_name: 'b', decision_type: 'single' }),
    ];
    const policy = observedPolicy(posts, 'Europe/Berlin');
    expect(policy).toEqual({
      generators: { a: 0.25, b: 0.75 },
      formats: { single: 0.75, thread: 0.25 },
      hours: { '0': 0.25, '9': 0.75 },
    });
    expect(Object.keys(policy.generators)).toEqual(['a', 'b']);
  });

  it('counts posts about which something is known, and leaves empty what nothing is known about', () => {
    const posts = [
      post('2026-11-01T08:10:00Z', { generator_name: 'a', decision_type: null }),
      post('2026-11-02T08:10:00Z', { generator_name: null }),
      post('yesterday', { generator_name: '' }),
    ];
    expect(observedPolicy(posts, 'UTC')).toEqual({ generators: { a: 1 }, formats: {}, hours: { '8': 1 } });
    expect(observedPolicy([], 'UTC')).toEqual({ generators: {}, formats: {}, hours: {} });
  });
});
