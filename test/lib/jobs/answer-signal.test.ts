import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { runStore } from '../../../lib/database/queries/job-runs.ts';
import { answerSignals, answerTo } from '../../../lib/jobs/answer-signal.ts';
import { SOURCE_ERRORS, SourceError, type SourceErrorCode } from '../../../lib/sources/errors.ts';
import { testDatabase } from '../../support/database.ts';

const now = new Date('2026-11-20T10:00:00Z');
const minutesOn = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const failure = (code: SourceErrorCode, retryAt: Date | null = null) =>
  new SourceError(code, { detail: `X said ${code}`, now, retryAt });
const restOf = (errors: Error[], failuresInARow = 1) => {
  const answer = answerTo(errors, { now, failuresInARow });
  return answer === null ? null : [answer.kind, (answer.until.getTime() - now.getTime()) / 60_000];
};
const codes = Object.keys(SOURCE_ERRORS) as SourceErrorCode[];

describe('what the errors of a reading call for', () => {
  it.each(codes.filter((code) => SOURCE_ERRORS[code].answer === 'stop'))('%s stops the account at once', (code) => {
    expect(restOf([failure(code)])).toEqual(['stop', 1_440]);
  });

  it.each(codes.filter((code) => SOURCE_ERRORS[code].answer === 'continue'))(
    '%s lets the next run try again',
    (code) => {
      expect(restOf([failure(code)])).toBeNull();
    },
  );

  it('a rate limit rests until the time that X gave, else a quarter of an hour', () => {
    expect(restOf([failure('X_RATE_LIMITED', minutesOn(7))])).toEqual(['cool_down', 7]);
    expect(restOf([failure('X_RATE_LIMITED')])).toEqual(['cool_down', 15]);
  });

  it('a reset time that lies behind, or years ahead, is no reset time', () => {
    expect(restOf([failure('X_RATE_LIMITED', minutesOn(-5))])).toEqual(['cool_down', 15]);
    expect(restOf([failure('X_RATE_LIMITED', minutesOn(1e6))])).toEqual(['cool_down', 15]);
  });

  it('the gravest of several errors decides, wherever it stands', () => {
    const errors = [failure('X_SLOW_RESPONSE'), failure('X_RATE_LIMITED', minutesOn(5)), failure('X_SUSPENDED')];
    expect(restOf(errors)).toEqual(['stop', 1_440]);
    expect(restOf(errors.toReversed())).toEqual(['stop', 1_440]);
  });

  it('whatever fails again and again is tried less and less often, never less than every four hours', () => {
    const rests = [1, 2, 3, 4, 5, 6, 7, 50].map((failures) => restOf([failure('X_STALE_QUERY')], failures)?.[1] ?? 0);
    expect(rests).toEqual([0, 0, 20, 40, 80, 160, 240, 240]);
    expect(restOf([new Error('not of X')], 3)).toEqual(['cool_down', 20]);
    expect(restOf([failure('X_RATE_LIMITED', minutesOn(7))], 4)).toEqual(['cool_down', 40]);
  });
});

describe('the answer in the database', () => {
  const db = testDatabase();
  const job = 'metrics_scraper';
  const accountId = 'ada';

  beforeEach(async () => {
    await db.sql`truncate accounts, job_runs, system_events cascade`;
    await addAccount(db.sql, { accountId, timeZone: 'UTC', at: new Date('2026-11-01') });
  });

  /** A run of a slot that ends like this, as often as it is tried. */
  async function ran(minutes: number, status: 'ok' | 'failed', attempts = 1): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const claim = { job, accountId, slot: minutesOn(minutes), leaseUntil: minutesOn(minutes + 5) };
      const lease = await runStore(db.sql).claim(claim, minutesOn(minutes));
      const outcome = { status, at: minutesOn(minutes), durationMs: 1, error: null, counts: {}, watermark: null };
      await runStore(db.sql).finish(claim, lease!, outcome);
    }
  }
  const answer = (errors: Error[]) =>
    answerSignals(db.sql, { job, accountId, errors, failed: true, now, sessionMark: null });
  const state = async () => ({
    until: (await db.sql`select cool_down_until from accounts`)[0]?.cool_down_until ?? null,
    events: await db.sql`select event_type, severity from system_events`,
  });

  it('one strike stops the account and raises the alarm', async () => {
    await answer([failure('X_CHALLENGE')]);
    expect(await state()).toEqual({
      until: minutesOn(1_440),
      events: [{ event_type: 'account_stopped', severity: 'critical' }],
    });
  });

  it('a rest is a warning, and a passing failure is neither', async () => {
    await answer([failure('X_RATE_LIMITED', minutesOn(9))]);
    expect(await state()).toEqual({ until: minutesOn(9), events: [{ event_type: 'cool_down', severity: 'warning' }] });
    await db.sql`truncate accounts, system_events cascade`;
    await addAccount(db.sql, { accountId, timeZone: 'UTC', at: new Date('2026-11-01') });
    await answer([failure('X_OVER_CAPACITY')]);
    expect(await state()).toEqual({ until: null, events: [] });
  });

  it('counts every attempt since the last success, those of one slot as well', async () => {
    await ran(-40, 'failed', 5);
    await ran(-30, 'ok');
    await ran(-20, 'failed', 1);
    expect(await answer([failure('X_SERVER_ERROR')])).toBeNull();
    await ran(-10, 'failed', 3);
    expect((await answer([failure('X_SERVER_ERROR')]))?.until).toEqual(minutesOn(40));
  });
});
