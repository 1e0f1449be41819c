import { beforeEach, describe, expect, it } from 'vitest';
import { latestEvents, recordEvent } from '../../../lib/database/queries/events.ts';
import { errorAnalysis } from '../../../lib/jobs/error-analysis.ts';
import type { DeadLetters } from '../../../lib/runtime/dead-letters.ts';
import { errorReport } from '../../../lib/runtime/error-report.ts';
import { testDatabase } from '../../support/database.ts';
import { lambdaLetter, MemoryDeadLetters } from '../../support/dead-letters.ts';
import { runOnce } from '../../support/job.ts';

const db = testDatabase();
const HOUR_MS = 3_600_000;
const end = new Date('2026-11-22T08:00:00Z');
const ago = (hours: number) => new Date(end.getTime() - hours * HOUR_MS);
const analyse = (time = end, deadLetters?: DeadLetters) =>
  runOnce(errorAnalysis, { sql: db.sql, time, ...(deadLetters ? { deadLetters } : {}) });

interface Analysis {
  total: number;
  states: Record<string, number>;
  patterns: {
    fingerprint: string;
    template: string;
    category: string;
    count: number;
    state: string;
    advice: string;
    escalating: boolean;
    critical: string | null;
    turnedCritical: boolean;
    recovered: boolean | null;
    perThousandRuns: number | null;
  }[];
}

async function fail(
  message: string,
  at: Date,
  fields: Record<string, unknown> = {},
  accountId?: string,
): Promise<void> {
  const data = errorReport(Object.assign(new Error(message), fields), 'metrics_scraper');
  await recordEvent(db.sql, { type: 'job_error', data, severity: 'error', at, ...(accountId ? { accountId } : {}) });
}

/** A run of the scraper. */
async function ran(at: Date, { status = 'ok', accountId = 'ada' } = {}): Promise<void> {
  await db.sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at)
    values ('metrics_scraper', ${accountId}, ${at}, ${status}, ${at}, ${at}, ${at})`;
}

async function lastAnalysis(): Promise<Analysis> {
  const [event] = await latestEvents(db.sql, { type: 'error_analysis', limit: 1 });
  return event?.eventData as unknown as Analysis;
}

/** Runs the analysis as the envelope would: its watermark is kept. */
async function analyseAndKeep(time: Date): Promise<Analysis> {
  const { watermark } = await analyse(time);
  await db.sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at, watermark)
    values ('error_analysis', '*', ${time}, 'ok', ${time}, ${time}, ${time}, ${watermark ?? null}) on conflict do nothing`;
  return lastAnalysis();
}

beforeEach(async () => {
  await db.sql`truncate accounts, system_events, job_runs, error_patterns cascade`;
  await db.sql`insert into accounts (account_id) values ('ada'), ('grace')`;
});

describe('the error analysis', () => {
  it('groups failures that differ in their numbers only, and names category and advice', async () => {
    for (let i = 0; i < 5; i++)
      await fail(`connect ECONNREFUSED 10.0.0.${i}:443`, ago(1 + i / 10), { code: 'ECONNREFUSED' });
    await fail('Unexpected token < in JSON at position 0', ago(2));
    await analyse();
    const { total, patterns, states } = await lastAnalysis();
    expect(total).toBe(6);
    expect(states).toEqual({ new: 2, ongoing: 0, regressed: 0, resolved: 0 });
    expect(Object.fromEntries(patterns.map(({ count, category }) => [category, count]))).toEqual({
      network: 5,
      validation: 1,
    });
    expect(patterns[0]?.advice).not.toBe('');
  });

  it('counts a window once, however often it is analysed', async () => {
    await fail('socket hang up', ago(1));
    await analyseAndKeep(end);
    await analyseAndKeep(end);
    expect(await db.sql`select n from error_counts`).toEqual([{ n: 1 }]);
  });

  it('leaves one event, however often a slot is repeated', async () => {
    await analyse();
    await analyse();
    expect(await db.sql`select 1 from system_events where event_type = 'error_analysis'`).toHaveLength(1);
  });

  it('counts what arrived late in the window before', async () => {
    await analyseAndKeep(end);
    await fail('socket hang up', ago(0.1));
    await analyseAndKeep(new Date(end.getTime() + 6 * HOUR_MS));
    expect(await db.sql`select window_start, n from error_counts`).toEqual([
      { window_start: new Date('2026-11-22T02:00:00Z'), n: 1 },
    ]);
  });

  it('calls a pattern new once, then ongoing', async () => {
    await fail('socket hang up', ago(1));
    expect((await analyseAndKeep(end)).patterns[0]?.state).toBe('new');
    await fail('socket hang up', ago(-1));
    expect((await analyseAndKeep(ago(-6))).patterns[0]?.state).toBe('ongoing');
  });

  it('never counts its own events', async () => {
    await fail('socket hang up', ago(1));
    await analyse();
    await analyse();
    expect((await lastAnalysis()).total).toBe(1);
  });

  it('believes our own errors about what they are, and groups them as they ask', async () => {
    const own = {
      category: 'validation',
      retryable: true,
      advice: 'Nothing to do.',
      fingerprint: 'doubtful-reading:suspect',
    };
    await fail('post 1: likes 30 -> 0', ago(1), own);
    await fail('post 2: bookmarks 9 -> 0, quotes 4 -> 0', ago(2), own);
    await analyse();
    expect((await lastAnalysis()).patterns).toMatchObject([
      { fingerprint: 'doubtful-reading:suspect', count: 2, category: 'validation', advice: 'Nothing to do.' },
    ]);
  });

  it('has nothing to say about nothing', async () => {
    const { counts } = await analyse();
    expect(counts).toMatchObject({ events: 0, patterns: 0 });
    expect(await lastAnalysis()).toMatchObject({ total: 0, patterns: [] });
  });
});

describe('the frequency of errors', () => {
  it('is told per 1,000 runs of the job; runs that were passed over could not fail', async () => {
    for (let hour = 1; hour <= 4; hour++) await ran(ago(hour));
    await ran(ago(5), { status: 'skipped_paused' });
    await fail('socket hang up', ago(1));
    await analyse();
    expect((await lastAnalysis()).patterns[0]?.perThousandRuns).toBe(250);
  });

  it('takes a later success for the recovery, of that account only', async () => {
    await fail('socket hang up', ago(2), {}, 'ada');
    await fail('socket hang up', ago(3), {}, 'grace');
    await ran(ago(2.5), { accountId: 'grace' });
    await analyse();
    expect((await lastAnalysis()).patterns[0]?.recovered).toBe(false);
    await ran(ago(1), { accountId: 'ada', status: 'partial' });
    await analyse();
    expect((await lastAnalysis()).patterns[0]?.recovered).toBe(true);
  });

  it('takes no run for a recovery that began before the error', async () => {
    await ran(ago(2), { status: 'partial' });
    await fail('socket hang up', ago(1.99), {}, 'ada');
    await analyse();
    expect((await lastAnalysis()).patterns[0]?.recovered).toBe(false);
  });

  it('calls a pattern resolved after a silent week, tells so once, and calls its return a regression however late', async () => {
    const [week, month] = [ago(-7 * 24 - 6), ago(-40 * 24)];
    await fail('socket hang up', ago(1));
    await analyseAndKeep(end);
    expect((await analyseAndKeep(week)).patterns.map(({ state }) => state)).toEqual(['resolved']);
    expect((await analyseAndKeep(new Date(week.getTime() + 6 * HOUR_MS))).patterns).toEqual([]);
    await fail('socket hang up', new Date(month.getTime() - HOUR_MS));
    expect((await analyseAndKeep(month)).patterns.map(({ state }) => state)).toEqual(['regressed']);
  });

  it('resolves a pattern even if nobody looked for weeks', async () => {
    await fail('socket hang up', ago(1));
    await analyseAndKeep(end);
    const { states } = await analyseAndKeep(ago(-60 * 24));
    expect(states).toEqual({ new: 0, ongoing: 0, regressed: 0, resolved: 1 });
  });

  it('is the same when an old event is replayed, and what is known now stays', async () => {
    await fail('socket hang up', ago(1));
    const then = await analyseAndKeep(end);
    await fail('socket hang up', ago(-1));
    await analyseAndKeep(ago(-6));
    const stored = () => db.sql`select state, last_seen from error_patterns`;
    const [counts, before] = [await db.sql`select * from error_counts`, await stored()];
    await analyse(end);
    const [event] =
      await db.sql`select event_data from system_events where event_type = 'error_analysis' and created_at = ${end}`;
    expect(event?.event_data).toMatchObject({ total: 1, states: then.states });
    expect(await stored()).toEqual(before);
    expect(await db.sql`select * from error_counts`).toEqual(counts);
  });
});

describe('what is critical', () => {
  const refused = { category: 'auth', retryable: false, advice: 'Sign in again.' };

  it('rings once, and not again while it lasts', async () => {
    await fail('the session was refused', ago(1), refused);
    const { counts, lines } = await analyse();
    expect(counts).toMatchObject({ turnedCritical: 1 });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', advice: 'Sign in again.', reason: 'access' }),
    );
    expect((await analyseAndKeep(end)).patterns[0]).toMatchObject({ critical: 'access', turnedCritical: true }); // repeated
    await fail('the session was refused', ago(-1), refused);
    expect((await analyseAndKeep(ago(-6))).patterns[0]).toMatchObject({ critical: 'access', turnedCritical: false });
    const severities =
      await db.sql`select severity from system_events where event_type = 'error_analysis' order by created_at`;
    expect(severities.map(({ severity }) => severity)).toEqual(['critical', 'error']);
  });

  it('is not what has recovered', async () => {
    await fail('the session was refused', ago(2), refused, 'ada');
    await ran(ago(1));
    const { counts } = await analyse();
    expect(counts).toMatchObject({ turnedCritical: 0 });
    expect((await lastAnalysis()).patterns[0]).toMatchObject({ critical: null, recovered: true });
  });
});

describe('dead letters', () => {
  const invocation = (index: number) => `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const letter = (index: number, more: Partial<Parameters<typeof lambdaLetter>[0]> = {}) =>
    lambdaLetter({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      requestId: invocation(index),
      at: ago(1),
      response: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 300.00 seconds' },
      ...more,
    });
  const failures = () =>
    db.sql`select id, event_data->>'job' as job, created_at from system_events where event_type = 'job_error'`;

  it('become failures at the time they tell, of the job they tell, and are counted with the others', async () => {
    const queue = new MemoryDeadLetters(Array.from({ length: 12 }, (_, index) => letter(index)));
    const { counts } = await analyse(end, queue);
    expect(counts).toMatchObject({ collected: 12, events: 12 });
    expect((await failures())[0]).toMatchObject({ job: 'metrics_scraper', created_at: ago(1) });
    expect((await lastAnalysis()).patterns).toMatchObject([{ count: 12, category: 'timeout', critical: null }]);
    expect(queue.returnAll()).toBe(0);
  });

  it('are recorded once, however often they come', async () => {
    await analyse(end, new MemoryDeadLetters([letter(1), letter(1), letter(2, { requestId: invocation(1) })]));
    const { counts } = await analyse(end, new MemoryDeadLetters([letter(1)]));
    expect(counts).toMatchObject({ collected: 0, events: 1 });
  });

  it('are not counted where the run has recorded its failure by itself', async () => {
    const response = { errorType: 'JobFailedError', errorMessage: 'metrics_scraper (ada): the page did not load' };
    const queue = new MemoryDeadLetters([letter(1, { response })]);
    expect((await analyse(end, queue)).counts).toMatchObject({ collected: 0, events: 0 });
    expect(queue.returnAll()).toBe(0);
  });

  it('that lay there for days are counted in the window they tell of', async () => {
    await analyseAndKeep(end);
    const { counts } = await analyse(end, new MemoryDeadLetters([letter(1, { at: ago(50) })]));
    expect(counts).toMatchObject({ collected: 1, events: 1 });
    expect(await db.sql`select window_start, n from error_counts`).toEqual([
      { window_start: new Date('2026-11-20T02:00:00Z'), n: 1 },
    ]);
  });

  it('stay where they are when the analysis fails, and the analysis goes on when the queue does', async () => {
    await fail('socket hang up', ago(1));
    const broken: DeadLetters = {
      receive: async () => Promise.reject(new Error('no route to the queue')),
      remove: async () => {},
    };
    const { problems, counts } = await analyse(end, broken);
    expect(problems).toMatchObject([{ error: { message: 'no route to the queue' } }]);
    expect(counts).toMatchObject({ events: 1 });

    const queue = new MemoryDeadLetters([letter(1)]);
    await db.sql`alter table error_counts rename to elsewhere`;
    await expect(analyse(end, queue)).rejects.toThrow(/error_counts/);
    await db.sql`alter table elsewhere rename to error_counts`;
    expect(queue.returnAll()).toBe(1);
    expect((await analyse(end, queue)).counts).toMatchObject({ collected: 0, events: 2 });
  });

  it('never show a secret', async () => {
    const response = { errorType: 'Error', errorMessage: 'cannot reach postgres://hone:planted-password@db/hone' };
    await analyse(end, new MemoryDeadLetters([letter(1, { response })]));
    expect(JSON.stringify(await db.sql`select event_data from system_events`)).not.toContain('planted-password');
  });
});
