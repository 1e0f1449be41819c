import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import type { JobDefinition } from '../../../lib/jobs/job.ts';
import { type JobHost, runJob } from '../../../lib/jobs/run-job.ts';
import { isQueueEvent, type QueueEvent, runMessages } from '../../../lib/jobs/run-messages.ts';
import type { HandedOver } from '../../../lib/runtime/fan-out.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { redactor } from '../../../lib/runtime/redact.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const SLOT_MS = 600_000;
const now = new Date('2026-11-22T10:01:00Z');
const tick = { source: 'aws.events', account: '111122223333', time: '2026-11-22T10:00:00Z' };
const lines: string[] = [];

function host(overrides: Partial<JobHost> = {}): JobHost {
  return {
    settings: readSettings({}),
    database: { url: db.url },
    openSource: () => Promise.reject(new Error('this job reads no source')),
    log: createLog({ clock: () => now, write: (line) => lines.push(line) }),
    redact: redactor([]),
    clock: () => now,
    slotOf: (time) => new Date(Math.floor(time.getTime() / SLOT_MS) * SLOT_MS),
    timeLeft: () => 300_000,
    ...overrides,
  };
}

/** A job whose runs take as long as told, on a clock of their own; `left` is what an invocation has. */
function timed(takesMs: (account: string) => number, left = 300_000) {
  const clock = { left };
  const runs: string[] = [];
  const job: JobDefinition = {
    name: 'metrics_scraper',
    scope: 'account',
    touchesX: true,
    async run({ account }) {
      const { accountId } = account!;
      clock.left -= takesMs(accountId);
      runs.push(accountId);
      return { counts: {} };
    },
  };
  return { job, runs, timeLeft: () => clock.left };
}

const record = (run: HandedOver | string, receives = 1, messageId = 'm') => ({
  messageId,
  eventSource: 'aws:sqs',
  body: typeof run === 'string' ? run : JSON.stringify(run),
  attributes: { ApproximateReceiveCount: String(receives) },
});
const event = (...Records: ReturnType<typeof record>[]): QueueEvent => ({ Records });
const names = (n: number) => Array.from({ length: n }, (_, i) => `account_${String(i).padStart(3, '0')}`);
const add = async (accounts: readonly string[]) => {
  for (const accountId of accounts)
    await addAccount(db.sql, { accountId, timeZone: 'UTC', at: new Date('2026-11-01') });
};
const errors = () => db.sql`select event_data from system_events where event_type = 'job_error'`;

beforeEach(async () => {
  await db.sql`truncate accounts, job_runs, system_events cascade`;
  lines.length = 0;
});

describe('a run with more accounts than it has time for', () => {
  it('hands over at once what will not fit, one message per account and slot, and says nothing of a failure', async () => {
    await add(names(100));
    const { job, runs, timeLeft } = timed(() => 12_000);
    const handed: HandedOver[] = [];
    const summaries = await runJob(job, tick, host({ timeLeft, handOver: async (more) => void handed.push(...more) }));
    // 288 s are left after the first, of which four fifths are planned with: 18 more fit.
    expect(summaries).toHaveLength(19);
    expect(handed).toHaveLength(81);
    expect(handed[0]).toEqual({ job: 'metrics_scraper', account: 'account_019', time: '2026-11-22T10:00:00Z' });
    expect(new Set([...runs, ...handed.map(({ account }) => account)]).size).toBe(100);
    expect(await errors()).toEqual([]);
    expect(lines.join('')).toContain('81 accounts are handed over');
  });

  it('hands over more when the accounts that follow are slower', async () => {
    await add(names(30));
    const { job, runs, timeLeft } = timed((account) => (account < 'account_005' ? 1_000 : 40_000));
    const handed: HandedOver[] = [];
    await runJob(job, tick, host({ timeLeft, handOver: async (more) => void handed.push(...more) }));
    expect(runs.length + handed.length).toBe(30);
    expect(timeLeft()).toBeGreaterThan(0);
  });

  it('keeps everything while there is time for all', async () => {
    await add(names(10));
    const { job, timeLeft } = timed(() => 5_000);
    const handed: HandedOver[] = [];
    expect(
      await runJob(job, tick, host({ timeLeft, handOver: async (more) => void handed.push(...more) })),
    ).toHaveLength(10);
    expect(handed).toEqual([]);
  });

  it('does what it can by itself when the queue refuses, and tells both', async () => {
    await add(names(40));
    const { job, runs, timeLeft } = timed(() => 12_000);
    const refuse = async () => Promise.reject(new Error('the queue is gone'));
    await runJob(job, tick, host({ timeLeft, handOver: refuse }));
    expect(runs.length).toBe(25);
    const messages = (await errors()).map(({ event_data }) => event_data['exception.message']);
    expect(messages).toEqual([
      'the queue is gone',
      'metrics_scraper had no time for 15 accounts; they come first in its next run',
    ]);
  });

  it('never loses an account and never runs one twice, whatever the runs take', async () => {
    await add(names(12));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 12, maxLength: 12 }),
        async (takes) => {
          await db.sql`truncate job_runs`;
          const { job, runs, timeLeft } = timed((account) => takes[Number(account.slice(-3))]!);
          const handed: HandedOver[] = [];
          await runJob(job, tick, host({ timeLeft, handOver: async (more) => void handed.push(...more) }));
          const all = [...runs, ...handed.map(({ account }) => account)];
          expect(all.sort()).toEqual(names(12));
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a run that was handed over', () => {
  const run = (account: string): HandedOver => ({ job: 'metrics_scraper', account, time: tick.time });

  it('is done in the slot of the tick that handed it over, once however often it is delivered', async () => {
    await add(['ada']);
    const { job, runs } = timed(() => 0);
    const { batchItemFailures, summaries } = await runMessages(
      job,
      event(record(run('ada')), record(run('ada'))),
      host(),
    );
    expect(batchItemFailures).toEqual([]);
    expect(summaries.map(({ status, slot }) => [status, slot])).toEqual([
      ['ok', '2026-11-22T10:00:00.000Z'],
      ['skipped_duplicate', '2026-11-22T10:00:00.000Z'],
    ]);
    expect(runs).toEqual(['ada']);
  });

  it('that failed and said so is done; the next tick is its retry', async () => {
    await add(['ada']);
    const broken: JobDefinition = { ...timed(() => 0).job, run: () => Promise.reject(new Error('X is down')) };
    const { batchItemFailures, summaries } = await runMessages(broken, event(record(run('ada'))), host());
    expect(batchItemFailures).toEqual([]);
    expect(summaries).toMatchObject([{ status: 'failed', error: 'X is down' }]);
    expect(await errors()).toHaveLength(1);
  });

  it('comes back when nothing of it could be recorded, alone', async () => {
    await add(['ada']);
    const { job } = timed(() => 0);
    const lost = host({ database: { url: 'postgres://hone:secret@127.0.0.1:1/gone' } });
    const both = event(record('no run', 1, 'bad'), record(run('ada'), 1, 'good'));
    expect((await runMessages(job, both, host())).batchItemFailures).toEqual([{ itemIdentifier: 'bad' }]);
    const { batchItemFailures } = await runMessages(job, event(record(run('ada'), 1, 'good')), lost);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'good' }]);
    expect(lines.join('')).not.toContain('secret');
  });

  it('is let go when its slot is over; but what crashed before is told', async () => {
    await add(['ada']);
    const { job, runs } = timed(() => 0);
    const later = host({ clock: () => new Date('2026-11-22T10:10:00Z') });
    expect((await runMessages(job, event(record(run('ada'))), later)).batchItemFailures).toEqual([]);
    const again = await runMessages(job, event(record(run('ada'), 2, 'crashed')), later);
    expect(again.batchItemFailures).toEqual([{ itemIdentifier: 'crashed' }]);
    expect(runs).toEqual([]);
  });

  it('is let go when its account was removed', async () => {
    const { job } = timed(() => 0);
    expect(await runMessages(job, event(record(run('nobody'))), host())).toEqual({
      batchItemFailures: [],
      summaries: [],
    });
  });
});

describe('an event', () => {
  it('of a queue is told from one of the schedule', () => {
    expect(isQueueEvent(event(record('x')))).toBe(true);
    for (const other of [tick, {}, null, undefined, { Records: [{ eventSource: 'aws:s3' }] }]) {
      expect(isQueueEvent(other)).toBe(false);
    }
  });
});

describe('a hundred accounts in one slot', () => {
  it('are each read once, over five copies, though messages come twice and in any order', async () => {
    await add(names(100));
    const ticking = timed(() => 10_000);
    const queue: HandedOver[] = [];
    const own = await runJob(
      ticking.job,
      tick,
      host({ timeLeft: ticking.timeLeft, handOver: async (more) => void queue.push(...more) }),
    );
    const deliveries = [...queue, ...queue.filter((_, i) => i % 10 === 0)].sort((a, b) =>
      a.account < b.account ? 1 : -1,
    );
    const copy = async () => {
      for (let next = deliveries.pop(); next !== undefined; next = deliveries.pop()) {
        const { job } = timed(() => 10_000);
        expect((await runMessages(job, event(record(next)), host())).batchItemFailures).toEqual([]);
      }
    };
    await Promise.all(Array.from({ length: 5 }, copy));
    const rows = await db.sql`select account_id, status, attempt from job_runs order by account_id`;
    expect(rows.map(({ account_id }) => account_id)).toEqual(names(100));
    expect(rows.every(({ status, attempt }) => status === 'ok' && attempt === 1)).toBe(true);
    expect(own.length + queue.length).toBe(100);
  });
});
