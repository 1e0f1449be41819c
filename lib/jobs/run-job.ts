import { type DatabaseAccess, type Sql, withDatabase } from '../database/client.ts';
import { type Account, accountsByLastRun, findAccount } from '../database/queries/accounts.ts';
import { recordSkip, runStore } from '../database/queries/job-runs.ts';
import { requireSchema } from '../database/schema-version.ts';
import { revocable } from '../database/steady-client.ts';
import { analysisTime } from '../runtime/analysis-time.ts';
import type { DeadLetters } from '../runtime/dead-letters.ts';
import { type RunSummary, runInEnvelope } from '../runtime/envelope.ts';
import { errorReport } from '../runtime/error-report.ts';
import { asError } from '../runtime/errors.ts';
import type { HandOver } from '../runtime/fan-out.ts';
import type { Log } from '../runtime/log.ts';
import type { Redact } from '../runtime/redact.ts';
import type { Settings } from '../runtime/settings.ts';
import type { MetricsSource } from '../sources/metrics-source.ts';
import type { JobDefinition } from './job.ts';
import { resumeWithNewSession } from './session-mark.ts';

/** The event that EventBridge sends, or an operator's invocation: all fields are optional and untrusted. */
export interface Invocation {
  time?: unknown;
  /** Only this account; all of them when absent. In an event of EventBridge itself it is the AWS account, and no concern of ours. */
  account?: unknown;
  /** `aws.events` when EventBridge sent it by its schedule. */
  source?: unknown;
}

/** Where a job runs: on Lambda, or on one machine. */
export interface JobHost {
  settings: Settings;
  database: DatabaseAccess;
  openSource: (account: Account, sql: Sql) => Promise<MetricsSource>;
  /** Tells the session in use from another one; null when there is none. */
  storedSessionMark?: () => Promise<string | null>;
  log: Log;
  redact: Redact;
  clock: () => Date;
  /** The slot a moment belongs to, by the job's schedule. */
  slotOf: (time: Date) => Date;
  /** Milliseconds left for the whole invocation. */
  timeLeft: () => number;
  /** Where AWS puts events that no job could handle; null or absent elsewhere. */
  deadLetters?: DeadLetters | null;
  /** Gives accounts that one invocation has no time for to others; null or absent: they wait for the next one. */
  handOver?: HandOver | null;
}

/** Every run of an invocation failed; alarms and retries see it. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
  /** The code all failed runs share, where they do; else that of a failed job. */
  readonly code: string;
  /** The runs, all of which are recorded. */
  readonly summaries: RunSummary[];

  constructor(message: string, summaries: RunSummary[]) {
    super(message);
    this.summaries = summaries;
    const codes = summaries.filter(({ status }) => status === 'failed').map(({ errorCode }) => errorCode);
    const [first] = codes;
    this.code = first !== undefined && codes.every((code) => code === first) ? first : 'HONE_JOB_FAILED';
  }
}

/** Names an account that does not exist. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';
  readonly code = 'HONE_UNKNOWN_ACCOUNT';
}

/** Accounts that one invocation had no time for; they come first in the next one. */
export class NoTimeError extends Error {
  override readonly name = 'NoTimeError';
  readonly code = 'HONE_NO_TIME';
  readonly category = 'timeout';
}

/** Closing the database and answering take this long, ms. */
const RESERVE_MS = 3_000;
/** With less time than this for the work itself the next account is left for another invocation. */
const LEAST_WORK_MS = 2_000;
/** Accounts differ: of the time that is left so much is planned with. */
const PLANNED_SHARE = 0.8;

/**
 * Runs a job: once for the installation, or for each account by itself, so that one account's failure never loses another's
 * run. Accounts that ran longest ago come first: where time does not suffice for all, the same ones do not miss every run.
 * @throws JobFailedError when no run succeeded and one failed; what the database throws when it cannot be reached.
 */
export async function runJob(job: JobDefinition, invocation: Invocation, host: JobHost): Promise<RunSummary[]> {
  const limitMs = host.timeLeft() - RESERVE_MS;
  return withDatabase({ ...host.database, applicationName: `hone ${job.name}`, limitMs }, async (sql, { renew }) => {
    await requireSchema(sql);
    const summaries: RunSummary[] = [];
    const waiting = await accountsFor(job, invocation, sql);
    const began = host.timeLeft();
    let give = host.handOver ?? null;
    while (waiting.length > 0) {
      if (summaries.length > 0 && host.timeLeft() < 2 * RESERVE_MS + LEAST_WORK_MS) break;
      summaries.push(await runFor(job, waiting.shift() ?? null, invocation, { ...host, sql, renew }));
      const paceMs = paceOf(summaries, began - host.timeLeft());
      if (give !== null && paceMs !== null) {
        const taken = await handOver(job, waiting, invocation, { ...host, sql, give, paceMs });
        if (!taken) give = null;
      }
    }
    if (waiting.length > 0) await recordNoTime(job, sql, host, waiting.length);
    const failed = summaries.filter(({ status }) => status === 'failed');
    if (failed.length > 0 && failed.length === summaries.length) {
      throw new JobFailedError(
        failed.map(({ account, error }) => `${job.name} (${account}): ${error}`).join('; '),
        summaries,
      );
    }
    return summaries;
  });
}

/** How long a run takes here; null while none did any work. */
function paceOf(summaries: readonly RunSummary[], elapsedMs: number): number | null {
  const runs = summaries.filter(({ status }) => !status.startsWith('skipped_')).length;
  return runs === 0 ? null : elapsedMs / runs;
}

/**
 * Takes those out of the waiting accounts that will not fit any more, and gives them to other invocations at once: they have the
 * rest of the slot.
 * @returns false when nobody took them: they go on waiting here
 */
async function handOver(
  job: JobDefinition,
  waiting: (Account | null)[],
  invocation: Invocation,
  host: JobHost & { sql: Sql; give: HandOver; paceMs: number },
): Promise<boolean> {
  const { give, paceMs, clock, log, sql } = host;
  const plannedMs = (host.timeLeft() - 2 * RESERVE_MS - LEAST_WORK_MS) * PLANNED_SHARE;
  const fitting = Math.max(0, Math.floor(plannedMs / Math.max(1, paceMs)));
  const rest = waiting.slice(fitting).filter((account) => account !== null);
  if (rest.length === 0) return true;
  const time = typeof invocation.time === 'string' ? invocation.time : clock().toISOString();
  try {
    await give(rest.map(({ accountId }) => ({ job: job.name, account: accountId, time })));
    waiting.splice(fitting);
    log.info(`${job.name}: ${rest.length} accounts are handed over`, { accounts_handed_over: rest.length });
    return true;
  } catch (thrown) {
    log.warn(`${job.name}: the accounts could not be handed over: ${host.redact(asError(thrown).message)}`);
    await runStore(sql).recordError(host.redact(errorReport(thrown, job.name)), null, clock());
    return false;
  }
}

/** Their slots stay unclaimed: the same event may be sent again for them. */
async function recordNoTime(job: JobDefinition, sql: Sql, host: JobHost, left: number): Promise<void> {
  const error = new NoTimeError(`${job.name} had no time for ${left} accounts; they come first in its next run`);
  host.log.warn(error.message, { accounts_left: left });
  await runStore(sql).recordError(errorReport(error, job.name, { accounts_left: left }), null, host.clock());
}

async function accountsFor(job: JobDefinition, { account, source }: Invocation, sql: Sql): Promise<(Account | null)[]> {
  if (job.scope === 'installation') return [null];
  if (typeof account !== 'string' || source === 'aws.events') return accountsByLastRun(sql, job.name);
  const found = await findAccount(sql, account.toLowerCase().replace(/^@/, ''));
  if (found === null) {
    throw new UnknownAccountError(
      `there is no account ${JSON.stringify(account)}; add it with: hone account add ${account}`,
    );
  }
  return [found];
}

async function runFor(
  job: JobDefinition,
  account: Account | null,
  invocation: Invocation,
  host: JobHost & { sql: Sql; renew: () => void },
): Promise<RunSummary> {
  const { sql, clock, settings, redact } = host;
  const time = analysisTime({ eventTime: invocation.time, wallClock: clock(), notBefore: beginningOf(account) });
  const slot = host.slotOf(time);
  const accountId = account?.accountId ?? '*';
  const blocked = job.touchesX && account !== null ? blockedBy(account, time) : null;
  const isResumed = blocked === 'cool_down' && (await resumes(account, host));
  if (blocked !== null && !isResumed) {
    await recordSkip(sql, { job: job.name, accountId, slot, reason: blocked, at: clock() });
    host.log.info(`${job.name}: ${accountId} is skipped (${blocked})`, { account_id: accountId });
    return { job: job.name, account: accountId, slot: slot.toISOString(), status: `skipped_${blocked}`, counts: {} };
  }
  const limitMs = host.timeLeft() - 2 * RESERVE_MS;
  const own = revocable(sql);
  return runInEnvelope({
    claim: { job: job.name, accountId, slot, leaseUntil: new Date(clock().getTime() + limitMs + RESERVE_MS) },
    store: runStore(sql),
    log: host.log,
    redact,
    clock,
    limitMs,
    work: ({ log, signal }) => {
      // At its deadline a run may hang on a connection that broke silently: what became of it is told on another one.
      signal.addEventListener('abort', () => {
        own.revoke();
        host.renew();
      });
      return job.run(
        { time, account, signal },
        {
          sql: own.sql,
          source: (account) => host.openSource(account, own.sql),
          log,
          settings,
          clock,
          timeLeft: () => host.timeLeft() - 2 * RESERVE_MS,
          deadLetters: host.deadLetters ?? null,
        },
      );
    },
  });
}

/** No event can be older than the account's first known moment. */
function beginningOf(account: Account | null): Date | null {
  if (account === null) return null;
  return account.firstPostAt !== null && account.firstPostAt < account.createdAt
    ? account.firstPostAt
    : account.createdAt;
}

async function resumes(account: Account | null, { sql, storedSessionMark }: JobHost & { sql: Sql }): Promise<boolean> {
  return account !== null && storedSessionMark !== undefined && resumeWithNewSession(sql, account, storedSessionMark);
}

function blockedBy(account: Account, time: Date): 'paused' | 'cool_down' | null {
  if (account.pausedAt !== null) return 'paused';
  return account.coolDownUntil !== null && account.coolDownUntil > time ? 'cool_down' : null;
}
