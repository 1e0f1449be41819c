import { beforeEach, describe, expect, it } from 'vitest';
import { latestEvents, recordEvent } from '../../../lib/database/queries/events.ts';
import { errorAnalysis } from '../../../lib/jobs/error-analysis.ts';
import { errorReport } from '../../../lib/runtime/error-report.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';

const db = testDatabase();
const HOUR_MS = 3_600_000;
const end = new Date('2026-11-22T08:00:00Z');
const ago = (hours: number) => new Date(end.getTime() - hours * HOUR_MS);
const analyse = (time = end) => runOnce(errorAnalysis, { sql: db.sql, time });

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
  }[];
}

async function fail(message: string, at: Date, fields: Record<string, unknown> = {}): Promise<void> {
  const data = errorReport(Object.assign(new Error(message), fields), 'metrics_scraper');
  await recordEvent(db.sql, { type: 'job_error', data, severity: 'error', at });
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
  await db.sql`truncate system_events, job_runs, error_patterns cascade`;
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
    expect(patterns.map(({ count, category }) => [count, category]).sort()).toEqual([
      [1, 'validation'],
      [5, 'network'],
    ]);
    expect(patterns[0]?.advice).not.toBe('');
  });

  it('counts a window once, however often it is analysed', async () => {
    await fail('socket hang up', ago(1));
    await analyseAndKeep(end);
    await analyseAndKeep(end);
    expect(await db.sql`select n from error_counts`).toEqual([{ n: 1 }]);
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
