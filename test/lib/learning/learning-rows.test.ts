import { describe, expect, it } from 'vitest';
import type { HistoryMetrics, HistoryPost } from '../../../lib/learning/history.ts';
import { type LearningInput, learningRows } from '../../../lib/learning/learning-rows.ts';
import { PRIOR_MATURITY } from '../../../lib/learning/maturity-curve.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';
import { rewardOf } from '../../../lib/learning/reward.ts';

const HOUR = 3_600_000;
const nowMs = Date.parse('2026-11-22T12:00:00Z');
const weights = { like: 1, reply: 1, repost: 1, quote: 1, bookmark: 1, follow: 1 };
const full = { impressions: 400, likes: 12 };

/** A post of so many hours ago, read at these ages. */
function post(id: string, hoursAgo: number, readings: [number, Partial<HistoryMetrics>][], more = {}): HistoryPost {
  const postedAt = nowMs - hoursAgo * HOUR;
  const metrics = readings.map(([age, counts]) => ({ collected_at: new Date(postedAt + age * HOUR), ...counts }));
  return { tweet_id: id, posted_at: new Date(postedAt), metrics, ...more };
}

function learn(records: readonly HistoryPost[], more: Partial<LearningInput> = {}) {
  const { posts } = normaliseHistory(records, nowMs);
  const setup = { posts, curve: PRIOR_MATURITY, nowMs, timeZone: 'UTC', weights, halfLifeDays: 56 };
  return learningRows({ ...setup, objective: 'engagement_rate', ...more });
}
const readAt = (...readings: [number, Partial<HistoryMetrics>][]) =>
  learn([post('1', 24 * 30, readings)]).rows[0]?.readAtHours;

describe('a row to learn from', () => {
  it('holds the post’s levels on the account’s own clock, its reward and its weight', () => {
    const more = { generator_name: 'g', decision_type: 'thread', topic: 't', is_holdout: true };
    const records = [post('1', 56 * 24, [[24, full]], { ...more, assignment_probability: 0.5 })];
    const { rows, scale, objective, leftOut } = learn(records, { timeZone: 'Asia/Tokyo' });
    const { posts } = normaliseHistory(records, nowMs);
    const reward = rewardOf('engagement_rate', { snapshot: posts[0]!.snapshots[0]!, curve: PRIOR_MATURITY, weights });
    // 27 September 2026, 12:00 UTC is a Sunday at nine in the evening in Tokyo; one half-life ago it weighs one half.
    expect(rows).toEqual([
      {
        id: '1',
        reward: reward!.value,
        noise: reward!.variance,
        weight: 0.5,
        generator: 'g',
        format: 'thread',
        hour: '21',
        weekday: 'Sunday',
        topic: 't',
        ageDays: 56,
        readAtHours: 24,
        isHoldout: true,
        assignmentProbability: 0.5,
      },
    ]);
    expect({ scale, objective, leftOut }).toEqual({ scale: 'log-odds', objective: 'engagement_rate', leftOut: {} });
  });

  it('calls unknown what nobody knows', () => {
    const [row] = learn([post('1', 48, [[24, full]])]).rows;
    expect(row).toMatchObject({ generator: 'unknown', format: 'unknown', topic: 'unknown', isHoldout: false });
  });

  it('weighs the faster less the older it is', () => {
    const [old, older] = [1, 2].map((lives) => learn([post('1', lives * 24 * 56, [[24, full]])]).rows[0]!.weight);
    expect([old, older]).toEqual([0.5, 0.5 ** 4]);
  });
});

describe('the reading of a row', () => {
  it('is the newest up to a week of age', () => {
    expect(readAt([6, full], [24, full], [168, full])).toBe(168);
    expect(readAt([24, full], [176, full], [400, full])).toBe(176);
    expect(readAt([100, full], [177, full], [400, full])).toBe(100);
  });

  it('is the first after a week where the last before it is younger than half a week', () => {
    expect(readAt([24, full], [177, full], [400, full])).toBe(177);
    expect(readAt([83.9, full], [400, full])).toBe(400);
    expect(readAt([84, full], [400, full])).toBe(84);
    expect(readAt([400, full], [500, full])).toBe(400);
  });

  it('is an earlier one where the newest does not say what the objective needs', () => {
    expect(readAt([24, full], [48, { likes: 12 }])).toBe(24);
    expect(readAt([6, full], [24, { likes: 12 }], [48, { likes: 12 }])).toBe(6);
  });
});

describe('posts that cannot be learned from', () => {
  it('are counted under what is missing', () => {
    const known = [1, 2, 3].map((id) => post(`known ${id}`, 48, [[24, full]]));
    const { rows, leftOut } = learn([
      ...known,
      post('no impressions', 48, [[24, { likes: 3 }]]),
      post('too young', 48, [[5.9, full]]),
      post('just old enough', 48, [[6, full]]),
      post('forgotten', 6 * 56 * 24 + 1, [[24, full]]),
      post('just remembered', 6 * 56 * 24, [[24, full]]),
    ]);
    expect(rows.map(({ id }) => id).sort()).toEqual(
      ['just old enough', 'just remembered', 'known 1', 'known 2', 'known 3'].sort(),
    );
    expect(leftOut).toEqual({
      'impressions or engagements unknown': 1,
      'last read before 6 hours of age': 1,
      'older than the memory': 1,
    });
    expect(learn([post('1', 48, [[24, { likes: 3 }]])], { objective: 'reach' }).leftOut).toEqual({
      'reach unknown': 1,
    });
  });
});

describe('the objective', () => {
  const rated = (id: string) => post(id, 48, [[24, full]]);
  const unrated = (id: string) => post(id, 48, [[24, { likes: 12 }]]);

  it('falls back to engagements where impressions of most posts are unknown', () => {
    expect(learn([rated('1'), unrated('2')])).toMatchObject({ objective: 'engagement_rate', scale: 'log-odds' });
    expect(learn([rated('1'), unrated('2'), unrated('3')])).toMatchObject({
      objective: 'engagement',
      scale: 'log-count',
    });
    const viewsOnly = post('3', 48, [[24, { impressions: 400 }]]);
    expect(learn([rated('1'), viewsOnly, unrated('2')]).objective).toBe('engagement');
  });

  it('is kept where it is another one', () => {
    expect(learn([rated('1')], { objective: 'reach' })).toMatchObject({ objective: 'reach', scale: 'log-count' });
  });
});
