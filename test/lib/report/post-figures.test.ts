import { describe, expect, it } from 'vitest';
import { pooledRate, postFigures } from '../../../lib/report/post-figures.ts';

const at = '2026-11-01T00:00:00Z';
const now = new Date('2026-11-03T00:00:00Z');
const post = (metrics: Parameters<typeof postFigures>[0]['metrics']) =>
  postFigures({ tweet_id: '1', posted_at: at, metrics }, now);

describe('postFigures', () => {
  it('takes the newest reading, in whatever order they come', () => {
    const figures = post([
      { collected_at: '2026-11-02T00:00:00Z', impressions: 200, engagements: 8 },
      { collected_at: '2026-11-01T06:00:00Z', impressions: 100, engagements: 5 },
    ]);
    expect(figures).toMatchObject({ impressions: 200, engagements: 8, engagementRate: 0.04, ageHours: 24 });
  });

  it('keeps zero and unknown apart', () => {
    expect(post([{ collected_at: at, impressions: 0, likes: 0 }])).toMatchObject({
      impressions: 0,
      engagements: 0,
      engagementRate: null,
    });
    expect(post([{ collected_at: at, impressions: 10 }])).toMatchObject({ engagements: null, engagementRate: null });
    expect(post([])).toMatchObject({ readAt: null, ageHours: null, impressions: null, engagements: null });
  });

  it('knows nothing of readings after its own time', () => {
    const figures = post([
      { collected_at: '2026-11-02T00:00:00Z', impressions: 200, engagements: 8 },
      { collected_at: '2026-11-04T00:00:00Z', impressions: 900, engagements: 80 },
    ]);
    expect(figures.impressions).toBe(200);
  });

  it('pools engagements over impressions and skips posts without either', () => {
    const posts = [
      post([{ collected_at: at, impressions: 100, engagements: 10 }]),
      post([{ collected_at: at, impressions: 300, engagements: 6 }]),
      post([{ collected_at: at, engagements: 500 }]),
    ];
    expect(pooledRate(posts)).toBe(16 / 400);
    expect(pooledRate([])).toBeNull();
  });
});
