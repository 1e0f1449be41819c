import type { Queryable } from '../database/client.ts';
import type { FreezeTrigger } from '../database/queries/accounts.ts';
import { accountErrorSeries } from '../database/queries/error-frequency.ts';
import { followerSeries } from '../database/queries/followers.ts';
import { lastSuccess } from '../database/queries/job-runs.ts';
import type { PolicyState } from '../database/queries/policies.ts';
import { judgeFrequency } from '../errors/judge-frequency.ts';
import { toMilliseconds } from '../learning/snapshot.ts';
import { followerFall } from '../optimizing/follower-fall.ts';
import { guardrailVerdict } from '../optimizing/guardrail.ts';
import type { PolicyLift, WatchInput } from './measure-policy.ts';

/** A guardrail that was crossed, in words and with the numbers behind them. */
export interface Alarm {
  trigger: Exclude<FreezeTrigger, 'operator'>;
  reason: string;
  evidence: object;
  /** It lasts until its cause is gone, rather than for a fixed time. */
  lasting: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** One refused session rests for a day; after two days without a reading Hone acts blindly. */
const STALE_HOURS = 48;
const FOLLOWER_WINDOW_DAYS = 35;
const ERROR_WINDOW_HOURS = 6;
const ERROR_WINDOWS_BEFORE = 28;

type Input = WatchInput & { state: PolicyState; lift: PolicyLift | null };

/** Every guardrail that is crossed now, the gravest first. */
export async function guardrailAlarms(sql: Queryable, input: Input): Promise<Alarm[]> {
  const alarms = [
    worseThanHoldout(input),
    await followersFall(sql, input),
    await staleData(sql, input),
    await errorsRise(sql, input),
  ];
  return alarms.filter((alarm) => alarm !== null);
}

function worseThanHoldout({ lift, settings }: Input): Alarm | null {
  if (lift === null || lift.harm === null) return null;
  return {
    trigger: 'worse_than_holdout',
    reason: lift.harm,
    evidence: { ...lift, margin: settings.guardrailMargin },
    lasting: false,
  };
}

async function followersFall(sql: Queryable, { account, state, now }: Input): Promise<Alarm | null> {
  const [first] = state.unproven;
  if (first === undefined) return null;
  const since = new Date(now.getTime() - FOLLOWER_WINDOW_DAYS * DAY_MS);
  const readings = await followerSeries(sql, { accountId: account.accountId, since, until: now });
  const change = followerFall(readings, { since: first.activeFrom, now });
  if (change?.falls !== true) return null;
  return {
    trigger: 'followers_fall',
    reason: `${-Math.round(change.change)} followers lost in ${change.days} days; at most ${Math.max(0, Math.round(-change.least))} are usual.`,
    evidence: change,
    lasting: false,
  };
}

async function staleData(sql: Queryable, { account, posts, now }: Input): Promise<Alarm | null> {
  const scraped = await lastSuccess(sql, { job: 'metrics_scraper', accountId: account.accountId, until: now });
  const readings = posts.flatMap(({ metrics }) => metrics.map(({ collected_at }) => toMilliseconds(collected_at)));
  const newest = readings.reduce((latest, at) => (at > latest ? at : latest), scraped?.getTime() ?? -Infinity);
  const ageHours = (now.getTime() - newest) / HOUR_MS;
  // An account that was never read has nothing that could have become stale.
  if (newest === -Infinity) return null;
  const limits = { staleHours: STALE_HOURS };
  const { verdict, reasons } = guardrailVerdict({ realised: null, newestReadingHours: ageHours, limits });
  if (verdict === 'keep') return null;
  return {
    trigger: 'stale_data',
    reason: reasons.join(' '),
    evidence: { newestReading: new Date(newest), lastScrape: scraped, ageHours, limitHours: STALE_HOURS },
    lasting: true,
  };
}

async function errorsRise(sql: Queryable, { account, now }: Input): Promise<Alarm | null> {
  const series = await accountErrorSeries(sql, {
    accountId: account.accountId,
    now,
    windowHours: ERROR_WINDOW_HOURS,
    windowsBefore: ERROR_WINDOWS_BEFORE,
  });
  const windowStart = new Date(now.getTime() - ERROR_WINDOW_HOURS * HOUR_MS);
  const rising = judgeFrequency(series, { windowStart, windowHours: ERROR_WINDOW_HOURS })
    .filter(({ escalating }) => escalating)
    .map(({ fingerprint, count, spike }) => ({ error: fingerprint, count, ...spike }));
  if (rising.length === 0) return null;
  const [worst] = rising.toSorted((a, b) => b.count - a.count);
  return {
    trigger: 'errors_rise',
    reason: `${worst!.count} × ${worst!.error} in ${ERROR_WINDOW_HOURS} hours; ${worst!.expected?.toFixed(1)} are usual.`,
    evidence: { windowHours: ERROR_WINDOW_HOURS, rising },
    lasting: true,
  };
}
