import type { Sql } from '../database/client.ts';
import { coolDown } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import { failuresInARow } from '../database/queries/job-runs.ts';
import { gravest, SourceError } from '../sources/errors.ts';

const MINUTE_MS = 60_000;
/** So many runs in a row may fail without a pause: an outage of X is over in minutes, mostly. */
const FAILURES_WITHOUT_REST = 2;
const FIRST_REST_MINUTES = 20;
const LONGEST_REST_MINUTES = 240;

/** What is to be done about errors of a reading: nothing, or no reading until a time. */
export interface Answer {
  /** `stop`: until a person has looked, or a day has passed. */
  kind: 'cool_down' | 'stop';
  until: Date;
  reason: string;
}

/**
 * What the errors of a run call for. The gravest one decides: one strike on anything that smells like a ban. X's own
 * reset time counts. Whatever the error, after two failures in a row the pauses double from 20 minutes to four hours, so
 * that nothing ever becomes a storm of retries.
 */
export function answerTo(errors: readonly unknown[], context: { now: Date; failuresInARow: number }): Answer | null {
  const known = errors.filter((error) => error instanceof SourceError);
  const worst = gravest(known);
  const doublings = context.failuresInARow - FAILURES_WITHOUT_REST - 1;
  const restMinutes = doublings < 0 ? 0 : Math.min(FIRST_REST_MINUTES * 2 ** doublings, LONGEST_REST_MINUTES);
  const backOff = new Date(context.now.getTime() + restMinutes * MINUTE_MS);
  const told = worst === null || worst.answer === 'continue' ? null : worst.coolDownUntil;
  const until = told !== null && told > backOff ? told : backOff;
  if (until <= context.now) return null;
  return {
    kind: worst?.answer === 'stop' ? 'stop' : 'cool_down',
    until,
    reason: worst?.message ?? String(errors[0] ?? 'the reading failed'),
  };
}

/** Does what the errors of a run call for, and says so: an account that is stopped raises the alarm. */
export async function answerSignals(
  sql: Sql,
  run: {
    job: string;
    accountId: string;
    errors: readonly unknown[];
    failed: boolean;
    now: Date;
    /** Of the session that was read with; null when there was none. */
    sessionMark: string | null;
  },
): Promise<Answer | null> {
  const { job, accountId, errors, failed, now } = run;
  if (errors.length === 0) return null;
  const failures = failed ? await failuresInARow(sql, { job, accountId }) : 0;
  const answer = answerTo(errors, { now, failuresInARow: failures });
  if (answer === null) return null;
  const session = answer.kind === 'stop' ? run.sessionMark : undefined;
  await coolDown(sql, accountId, answer.until);
  await recordEvent(sql, {
    type: answer.kind === 'stop' ? 'account_stopped' : 'cool_down',
    severity: answer.kind === 'stop' ? 'critical' : 'warning',
    accountId,
    at: now,
    data: { until: answer.until.toISOString(), reason: answer.reason, failures_in_a_row: failures, session },
  });
  return answer;
}
