import { describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');
const metrics = [{ collected_at: '2026-11-02T00:00:00Z', likes: 3 }];
const record = (more: Partial<HistoryPost> = {}): HistoryPost => ({
  tweet_id: '1',
  posted_at: '2026-11-01T00:00:00Z',
  metrics,
  ...more,
});
const read = (...records: HistoryPost[]) => normaliseHistory(records, nowMs);
const only = (...records: HistoryPost[]) => read(...records).posts[0]!;

describe('a history record', () => {
  it('becomes a post with times in milliseconds', () => {
    const full = record({
      author: 'me',
      generator_name: 'g',
      decision_type: 'thread',
      topic: 't',
      is_holdout: true,
      assignment_probability: 0.25,
    });
    expect(only(full)).toEqual({
      id: '1',
      postedAtMs: Date.parse('2026-11-01T00:00:00Z'),
      author: 'me',
      generator: 'g',
      format: 'thread',
      topic: 't',
      isHoldout: true,
      assignmentProbability: 0.25,
      snapshots: [expect.objectContaining({ ageHours: 24, likes: 3 })],
    });
    expect(only(record({ decision_type: 'single' })).format).toBe('single');
  });

  it('leaves unknown what it does not say, or says in vain', () => {
    const unknown = { author: null, generator: null, format: null, topic: null, assignmentProbability: null };
    expect(only(record())).toMatchObject({ ...unknown, isHoldout: false });
    const vain = { author: '', generator_name: '  ', topic: 7, decision_type: 'poll', is_holdout: 'yes' };
    expect(only(record(vain as unknown as Partial<HistoryPost>))).toMatchObject({ ...unknown, isHoldout: false });
  });

  it.each([
    [0, null],
    [1, 1],
    [1.01, null],
    [-0.5, null],
    ['0.5', null],
  ])('of assignment probability %s is a chance of %s', (stated, chance) => {
    expect(only(record({ assignment_probability: stated as number })).assignmentProbability).toBe(chance);
  });

  it.each<[string, unknown]>([
    ['no post id', { tweet_id: '' }],
    ['no post id', { tweet_id: 12 }],
    ['unreadable time of posting', { posted_at: 'yesterday' }],
    ['posted in the future', { posted_at: new Date(nowMs + 1) }],
    ['no usable metrics', { metrics: [] }],
    ['no usable metrics', { metrics: 'many' }],
  ])('is left out for %s', (reason, change) => {
    expect(read(record(change as Partial<HistoryPost>))).toEqual({ posts: [], leftOut: { [reason]: 1 } });
  });

  it('of this very moment is used, one of the next is not, and both reasons are counted', () => {
    const now = { posted_at: new Date(nowMs), metrics: [{ collected_at: new Date(nowMs), likes: 0 }] };
    expect(only(record(now)).snapshots).toHaveLength(1);
    expect(read(record({ tweet_id: '' }), record({ tweet_id: '' }), record({ tweet_id: '2', metrics: [] }))).toEqual({
      posts: [],
      leftOut: { 'no post id': 2, 'no usable metrics': 1 },
    });
    expect(read(null as unknown as HistoryPost).leftOut).toEqual({ 'no post id': 1 });
  });
});

describe('several records', () => {
  it('of one post are merged, the same whatever their order', () => {
    const later = [{ collected_at: '2026-11-05T00:00:00Z', likes: 8 }];
    const [b, a] = [record({ generator_name: 'b', metrics: later }), record({ generator_name: 'a' })];
    expect(read(b, a)).toEqual(read(a, b));
    expect(only(b, a)).toMatchObject({ generator: 'a' });
    expect(only(b, a).snapshots.map(({ likes }) => likes)).toEqual([3, 8]);
  });

  it.each<[keyof HistoryPost, string, string]>([
    ['posted_at', '2026-11-01T00:00:00Z', '2026-11-01T01:00:00Z'],
    ['decision_type', 'single', 'thread'],
    ['topic', 'a', 'b'],
    ['author', 'a', 'b'],
  ])('that differ in %s are merged the same whatever their order', (field, one, other) => {
    const [first, second] = [record({ [field]: one }), record({ [field]: other })];
    expect(read(second, first)).toEqual(read(first, second));
  });

  it('of several posts come oldest first, ties by id', () => {
    const ids = read(
      record({ tweet_id: '9', posted_at: '2026-11-01T00:00:00Z' }),
      record({ tweet_id: '3', posted_at: '2026-11-01T00:00:00Z' }),
      record({ tweet_id: '5', posted_at: '2026-10-01T00:00:00Z' }),
    ).posts.map(({ id }) => id);
    expect(ids).toEqual(['5', '3', '9']);
  });
});
