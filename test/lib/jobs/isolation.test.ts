import { beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../../infra/local/simulated-x/index.ts';
import { addAccount, findAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { autonomousOptimizer } from '../../../lib/jobs/autonomous-optimizer.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { type JobHost, runJob } from '../../../lib/jobs/run-job.ts';
import { updateLearning } from '../../../lib/jobs/update-learning.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const startsAt = new Date('2026-11-01T00:00:00Z');
const now = new Date('2026-11-15T03:00:00Z');

async function bring(handle: string, seed: number, days = 14) {
  await addAccount(db.sql, { accountId: handle, timeZone: 'UTC', at: startsAt });
  const account = (await findAccount(db.sql, handle))!;
  const world = createWorld({ seed, accountHandle: handle, startsAt, timeZone: 'UTC', days, effectScale: 2 });
  const posts = world.historyRecords({ until: now, snapshotAgesHours: [6, 24] });
  await importHistory(db.sql, { account, posts, now });
  return { account, posts };
}

const host = (): JobHost => ({
  settings: readSettings({}),
  database: { url: db.url },
  openSource: () => Promise.reject(new Error('this job reads no source')),
  log: createLog({ clock: () => now, write: () => {} }),
  redact: (value) => value,
  clock: () => now,
  slotOf: (time) => time,
  timeLeft: () => 60_000,
});
const optimize = () => runJob(autonomousOptimizer, { time: now.toISOString() }, host());

/** Everything the optimizer left behind for an account, without ids. */
async function left(accountId: string) {
  const [event] = await latestEvents(db.sql, { type: 'autonomous_optimization', accountId, limit: 1 });
  const { recommendationId: _, ...data } = event!.eventData;
  const policies = await db.sql`
    select version, generators, formats, hours, evidence, active_from from policies where account_id = ${accountId} order by version`;
  return { data, policies: [...policies] };
}

beforeEach(async () => {
  await db.sql`truncate accounts, job_runs, system_events cascade`;
});

describe('what is learned of an account', () => {
  it('does not change when the same posts are learned a hundred times', async () => {
    const { account, posts } = await bring('ada', 3, 3);
    const tables = async () => ({
      learned: [...(await db.sql`select * from learning_posts order by decision_id, age_hours`)],
      outcomes: [
        ...(await db.sql`select decision_id, age_hours, engagements, impressions, log_sd from outcomes order by 1, 2`),
      ],
      readings: [...(await db.sql`select count(*) as n from tweet_metrics`)],
    });
    const once = await tables();
    expect(once.learned.length).toBeGreaterThan(20);
    for (let again = 0; again < 99; again += 1) {
      const { learned } = await updateLearning(db.sql, {
        accountId: 'ada',
        timeZone: 'UTC',
        decisionIds: null,
        since: startsAt,
        now,
      });
      expect(learned).toBe(0);
    }
    await importHistory(db.sql, { account, posts, now });
    expect(await tables()).toEqual(once);
  });

  it('is the same whether or not another account is there', async () => {
    await bring('ada', 3);
    await optimize();
    const alone = await left('ada');
    expect(alone.policies.length).toBe(2);

    await db.sql`truncate accounts, job_runs, system_events cascade`;
    await bring('aaa', 8);
    await bring('ada', 3);
    await bring('zoe', 9);
    await optimize();
    expect(await left('ada')).toEqual(alone);
    expect((await left('zoe')).data).not.toEqual(alone.data);
  });

  it('is not lost when the optimizer fails for another account', async () => {
    await bring('ada', 3);
    await bring('bob', 4);
    await updateAccount(db.sql, 'ada', { settings: { objective: 'fame' } });
    const runs = await optimize();
    expect(runs.map(({ account, status }) => [account, status])).toEqual([
      ['ada', 'failed'],
      ['bob', 'ok'],
    ]);
    expect(runs[0]?.error).toMatch(/^objective must be one of .* but got "fame"$/);
    expect((await left('bob')).policies.length).toBe(2);
    expect(await db.sql`select 1 from policies where account_id = 'ada'`).toHaveLength(0);
  });
});
