import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAccount, findAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { publishingState } from '../../../lib/database/queries/pause.ts';
import { autonomousOptimizer } from '../../../lib/jobs/autonomous-optimizer.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { learnedTopics } from '../../../lib/jobs/learned-topics.ts';
import { resumeAccounts } from '../../../lib/jobs/pause.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';
import { accountHistory, HISTORY_START, type PostPlan } from '../trends/account-history.ts';

const db = testDatabase();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 45;
const now = new Date(HISTORY_START + DAYS * DAY_MS);
const later = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);

beforeAll(() => addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: new Date(HISTORY_START) }));
beforeEach(async () => {
  await db.sql`truncate content_metadata, policies, recommendations, system_events, job_runs cascade`;
  await db.sql`update accounts set publishing = 'outbox', publishing_stopped_at = null, publishing_reason = null`;
});

const live = async (planOf?: (day: number, index: number) => PostPlan) => {
  const account = (await findAccount(db.sql, 'ada'))!;
  await importHistory(db.sql, { account, posts: accountHistory(DAYS, planOf), now });
};
const optimize = (time = now) => runOnce(autonomousOptimizer, { sql: db.sql, time });
const events = (type: string) => latestEvents(db.sql, { type, accountId: 'ada', limit: 20 });
const trends = async () => (await events('autonomous_optimization'))[0]!.eventData.trends as Record<string, never>;
const stoppedAt = async () => (await publishingState(db.sql, 'ada'))[0]!.stoppedAt;
const resume = () => resumeAccounts(db.sql, { accountIds: ['ada'], by: 'ada', at: later(1) });

describe('an account whose reach collapses while it goes on posting', () => {
  beforeEach(() => live((day) => ({ reach: day >= DAYS - 3 ? 0.2 : 1 })));

  it('is taken off the air with the evidence, and goes on being read', async () => {
    const { counts } = await optimize();
    expect(counts.visibility_limits).toBe(1);
    expect(await stoppedAt()).toEqual(now);
    const [limit] = await events('visibility_limit');
    expect(limit).toMatchObject({
      severity: 'critical',
      eventData: { kind: 'visibility_limit', evidence: { recentPosts: 18 } },
    });
    expect(limit!.eventData.message).toContain('This is no proof.');
    expect((await events('publishing_stopped'))[0]!.eventData).toMatchObject({ trigger: 'visibility_limit' });
    expect((await findAccount(db.sql, 'ada'))!.pausedAt).toBeNull();
  });

  it('is told once, and stays on the air when the operator resumes it', async () => {
    await optimize();
    await optimize();
    await resume();
    const { counts } = await optimize(later(4));
    expect(counts.visibility_limits).toBe(0);
    expect(await stoppedAt()).toBeNull();
    expect(await events('visibility_limit')).toHaveLength(1);
  });

  it('is not taken off the air by a replay of the past', async () => {
    await db.sql`insert into system_events (event_type, event_data, account_id, created_at)
      values ('autonomous_optimization', '{}', 'ada', ${later(24 * 30)})`;
    await optimize();
    expect(await stoppedAt()).toBeNull();
  });
});

describe('an account whose level moved', () => {
  it('is learned from with a shorter memory, and told once', async () => {
    await live((day) => ({ rate: day >= DAYS - 6 ? 0.4 : 1 }));
    await optimize();
    const { halfLifeDays, changedAt } = await trends();
    expect(Math.abs(Date.parse(changedAt!) - (now.getTime() - 6 * DAY_MS))).toBeLessThanOrEqual(2 * DAY_MS);
    expect(halfLifeDays).toBeGreaterThanOrEqual(14);
    expect(halfLifeDays).toBeLessThanOrEqual(20);
    const alerts = (await events('trend_alert')).map(({ eventData }) => eventData.key);
    expect(alerts).toContain('engagement level_shift down');
    await optimize(later(4));
    await optimize(later(8));
    expect((await events('trend_alert')).map(({ eventData }) => eventData.key)).toEqual(alerts);
  });

  it('and one that did not keeps the memory it has', async () => {
    await live();
    await optimize();
    expect(await trends()).toMatchObject({
      changedAt: null,
      halfLifeDays: 56,
      told: 0,
      visibility: { limited: false },
    });
    expect(await events('trend_alert')).toEqual([]);
    expect(await stoppedAt()).toBeNull();
  });
});

describe('a topic that falls while the others do not', () => {
  it('is told once, as that topic', async () => {
    await live((day, index) => {
      const topic = ['sleep', 'focus', 'strength'][index % 3]!;
      return { topic, rate: topic === 'focus' && day >= DAYS - 8 ? 0.4 : 1 };
    });
    await optimize();
    await optimize(later(4));
    const alerts = (await events('trend_alert')).map(({ eventData }) => eventData.key);
    expect(alerts.filter((key) => String(key).startsWith('topic'))).toEqual(['topic focus level_shift down']);
  });
});

describe('a topic that rises', () => {
  it('is told once and known to the planner', async () => {
    await live((day, index) => {
      const topic = ['sleep', 'focus', 'strength'][index % 3]!;
      return { topic, rate: topic === 'sleep' && day >= DAYS - 7 ? 2.5 : 1 };
    });
    await optimize();
    await optimize(later(4));
    expect((await events('rising_topic')).map(({ eventData }) => eventData.topic)).toEqual(['sleep']);
    const shares = (await learnedTopics(db.sql, 'ada'))!;
    expect(Object.keys(shares).sort()).toEqual(['', 'focus', 'sleep', 'strength']);
    expect(shares.sleep).toBeGreaterThan(shares.focus! + shares.strength!);
  });
});
