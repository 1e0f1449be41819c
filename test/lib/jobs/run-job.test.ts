import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import type { JobDefinition } from '../../../lib/jobs/job.ts';
import { type JobHost, runJob } from '../../../lib/jobs/run-job.ts';
import type { RunResult } from '../../../lib/runtime/envelope.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { redactor } from '../../../lib/runtime/redact.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const now = new Date('2026-11-22T10:07:00Z');
const slot = '2026-11-22T10:00:00.000Z';

function host(overrides: Partial<JobHost> = {}): JobHost {
  return {
    settings: readSettings({}),
    database: { url: db.url },
    openSource: () => Promise.reject(new Error('this job reads no source')),
    log: createLog({ clock: () => now, write: () => {} }),
    redact: redactor(['s3cret-token']),
    clock: () => now,
    slotOf: () => new Date(slot),
    timeLeft: () => 30_000,
    ...overrides,
  };
}

function job(
  run: (accountId: string | undefined) => Promise<RunResult>,
  overrides: Partial<JobDefinition> = {},
): JobDefinition {
  return {
    name: 'test_job',
    scope: 'account',
    touchesX: true,
    run: ({ account }) => run(account?.accountId),
    ...overrides,
  };
}

const fine = job(async () => ({ counts: { seen: 1 } }));
const errors = () =>
  db.sql`select event_data, account_id from system_events where event_type = 'job_error' order by created_at`;
const runs = () => db.sql`select account_id, status, attempt, counts, error from job_runs order by account_id`;

beforeEach(async () => {
  await db.sql`truncate accounts, job_runs, system_events cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: new Date('2026-11-01') });
  await addAccount(db.sql, { accountId: 'bob', timeZone: 'UTC', at: new Date('2026-11-01') });
});

describe('runJob', () => {
  it('runs each account once, and a second delivery of the slot does nothing', async () => {
    expect((await runJob(fine, {}, host())).map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect((await runJob(fine, {}, host())).map(({ status }) => status)).toEqual([
      'skipped_duplicate',
      'skipped_duplicate',
    ]);
    expect(await runs()).toMatchObject([
      { account_id: 'ada', status: 'ok', attempt: 1, counts: { seen: 1 } },
      { account_id: 'bob', status: 'ok', attempt: 1 },
    ]);
  });

  it('runs every account for an event of EventBridge, whose account is that of AWS', async () => {
    const event = { 'detail-type': 'Scheduled Event', source: 'aws.events', account: '111122223333', time: slot };
    expect((await runJob(fine, event, host())).map(({ account }) => account)).toEqual(['ada', 'bob']);
  });

  it('keeps the failure of one account from the others', async () => {
    const half = job(async (accountId) => {
      if (accountId === 'ada') throw new RangeError('ada broke with s3cret-token');
      return { counts: {} };
    });
    expect((await runJob(half, {}, host())).map(({ status }) => status)).toEqual(['failed', 'ok']);
    const [error] = await errors();
    expect(error).toMatchObject({ account_id: 'ada', event_data: { 'exception.type': 'RangeError', job: 'test_job' } });
    expect(JSON.stringify(error)).not.toContain('s3cret');
  });

  it('throws when every run failed, and the failed slot can be claimed again', async () => {
    const broken = job(async () => {
      throw new Error('nothing works');
    });
    await expect(runJob(broken, { account: 'ada' }, host())).rejects.toThrow('test_job (ada): nothing works');
    expect((await runJob(fine, { account: 'ada' }, host()))[0]?.status).toBe('ok');
    expect((await runs())[0]).toMatchObject({ status: 'ok', attempt: 2, error: null });
  });

  it('records problems that did not stop the run, and calls it partial', async () => {
    const partial = job(async () => ({
      counts: { stored: 3 },
      problems: [{ error: new TypeError('one post'), context: { tweet_id: '7' } }],
    }));
    expect((await runJob(partial, { account: 'bob' }, host()))[0]?.status).toBe('partial');
    expect((await errors())[0]?.event_data).toMatchObject({
      'exception.message': 'one post',
      context: { tweet_id: '7' },
    });
  });

  it('takes over a run whose process died, once its lease is over, and the dead run cannot write any more', async () => {
    await db.sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until)
      values ('test_job', 'ada', ${slot}, 'running', ${now}, ${new Date(now.getTime() + 60_000)})`;
    expect((await runJob(fine, { account: 'ada' }, host()))[0]?.status).toBe('skipped_duplicate');
    const later = new Date(now.getTime() + 61_000);
    expect((await runJob(fine, { account: 'ada' }, host({ clock: () => later })))[0]?.status).toBe('ok');
    expect((await runs())[0]).toMatchObject({ attempt: 2 });
  });

  it('ends work that does not end by itself, and says so', async () => {
    const endless = job(() => new Promise(() => {}));
    await expect(runJob(endless, { account: 'ada' }, host({ timeLeft: () => 6_050 }))).rejects.toThrow(
      /did not finish within 50 ms/,
    );
    expect((await runs())[0]).toMatchObject({ status: 'failed' });
  });

  it('leaves accounts that there is no time for to the next run, which begins with them', async () => {
    const order: (string | undefined)[] = [];
    const slow = job(async (accountId) => {
      order.push(accountId);
      return { counts: {} };
    });
    let left = 30_000;
    const timeLeft = () => (left -= 11_500) + 11_500;
    expect(await runJob(slow, {}, host({ timeLeft }))).toHaveLength(1);
    expect((await errors())[0]).toMatchObject({
      account_id: null,
      event_data: { 'exception.message': 'test_job had no time for 1 accounts; they come first in its next run' },
    });
    left = 1e9;
    await runJob(slow, {}, host({ slotOf: () => new Date('2026-11-22T10:10:00Z') }));
    expect(order).toEqual(['ada', 'bob', 'ada']);
  });

  it('passes over paused and cooling accounts, and remembers why', async () => {
    await db.sql`update accounts set paused_at = ${now} where account_id = 'ada'`;
    await db.sql`update accounts set cool_down_until = ${new Date(now.getTime() + 60_000)} where account_id = 'bob'`;
    expect((await runJob(fine, {}, host())).map(({ status }) => status)).toEqual([
      'skipped_paused',
      'skipped_cool_down',
    ]);
    expect((await runs()).map(({ status }) => status)).toEqual(['skipped_paused', 'skipped_cool_down']);
  });

  it('refuses an account that does not exist, naming it', async () => {
    await expect(runJob(fine, { account: 'Nobody' }, host())).rejects.toThrow(
      'there is no account "Nobody"; add it with: hone account add Nobody',
    );
  });

  it('reckons with the time of the event', async () => {
    let seen: Date | undefined;
    const curious: JobDefinition = {
      ...fine,
      run: async ({ time }) => {
        seen = time;
        return { counts: {} };
      },
    };
    await runJob(curious, { account: 'ada', time: '2026-11-20T03:00:00Z' }, host());
    expect(seen?.toISOString()).toBe('2026-11-20T03:00:00.000Z');
    await runJob(curious, { account: 'ada', time: '2026-10-20T03:00:00Z' }, host({ slotOf: (time) => time }));
    expect(seen).toEqual(now);
  });
});
