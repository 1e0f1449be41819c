import { describe, expect, it } from 'vitest';
import { postsDue } from '../../../lib/learning/reading-ladder.ts';

const HOUR_MS = 3_600_000;

describe('the reading ladder', () => {
  it('reads a post that was never read, however old, and none that is still to come', () => {
    const now = new Date('2026-11-22');
    const old = { postedAt: new Date('2020-01-01'), lastReadAt: null };
    const future = { postedAt: new Date('2026-11-23'), lastReadAt: null };
    expect(postsDue([old, future], { now, limit: 20 })).toEqual([old]);
  });

  it('reads no post twice in one run’s interval', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const justRead = { postedAt: new Date('2026-11-22T11:01:00Z'), lastReadAt: new Date('2026-11-22T11:55:00Z') };
    expect(postsDue([justRead], { now, limit: 20 })).toEqual([]);
  });

  it('gives the same order whatever the order of its input', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const posts = Array.from({ length: 40 }, (_, i) => ({
      postedAt: new Date(now.getTime() - (i + 1) * 1.7 * HOUR_MS),
      lastReadAt: i % 3 === 0 ? null : new Date(now.getTime() - (i % 7) * 0.9 * HOUR_MS),
    }));
    const due = postsDue(posts, { now, limit: 20 });
    expect(postsDue(posts.toReversed(), { now, limit: 20 })).toEqual(due);
  });
});
