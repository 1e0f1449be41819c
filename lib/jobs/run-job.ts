import { type DatabaseAccess, type Sql, withDatabase } from '../database/client.ts';
import { type Account, findAccount, listAccounts } from '../database/queries/accounts.ts';
import { recordSkip, runStore } from '../database/queries/job-runs.ts';
import { analysisTime } from '../runtime/analysis-time.ts';
import type { DeadLetters } from '../runtime/dead-letters.ts';
import { type RunSummary, runInEnvelope } from '../runtime/envelope.ts';
import type { Log } from '../runtime/log.ts';
import type { Redact } from '../runtime/redact.ts';
import type { Settings } from '../runtime/settings.ts';
import type { MetricsSource } from '../sources/metrics-source.ts';
import type { JobDefinition } from './job.ts';

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
  openSource: (account: Account) => Promise<MetricsSource>;
  log: Log;
  redact: Redact;
  clock: () => Date;
  /** The slot a moment belongs to, by the job's schedule. */
  slotOf: (time: Date) => Date;
  /** Milliseconds left for the whole invocation. */
  timeLeft: () => number;
  /** Where AWS puts events that no job could handle; null or absent elsewhere. */
  deadLetters?: DeadLetters | null;
}

/** Every run of an invocation failed; alarms and retries see it. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
  /** The code all failed runs share, where they do; else that of a failed job. */
  readonly code: string;

  constructor(message: string, codes: readonly (string | undefined)[]) {
    super(message);
    const [first] = codes;
    this.code = first !== undefined && codes.every((code) => code === first) ? first : 'HONE_JOB_FAILED';
  }
}

/** Names an account that does not exist. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';
  readonly code = 'HONE_UNKNOWN_ACCOUNT';
}

/** Closing the database and answering take this long, ms. */
const RESERVE_MS = 3_000;

/**
 * Runs a job: once for the installation, or for each account by itself, so that one account's failure never loses another's
 * run.
 * @throws JobFailedError when no run succeeded and one failed; what the database throws when it cannot be reached.
 */
export async function runJob(job: JobDefinition, invocation: Invocation, host: JobHost): Promise<RunSummary[]> {
  const limitMs = host.timeLeft() - RESERVE_MS;
  return withDatabase({ ...host.database, applicationName: `hone ${job.name}`, limitMs }, async (sql) => {
    const summaries: RunSummary[] = [];
    for (const account of await accountsFor(job, invocation, sql)) {
      summaries.push(await runFor(job, account, invocation, { ...host, sql }));
    }
    const failed = summaries.filter(({ status }) => status === 'failed');
    if (failed.length > 0 && failed.length === summaries.length) {
      throw new JobFailedError(
        failed.map(({ account, error }) => `${job.name} (${account}): ${error}`).join('; '),
        failed.map(({ errorCode }) => errorCode),
      );
    }
    return summaries;
  });
}

async function accountsFor(job: JobDefinition, { account, source }: Invocation, sql: Sql): Promise<(Account | null)[]> {
  if (job.scope === 'installation') return [null];
  if (typeof account !== 'string' || source === 'aws.events') return listAccounts(sql);
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
  host: JobHost & { sql: Sql },
): Promise<RunSummary> {
  const { sql, clock, settings, redact } = host;
  const time = analysisTime({ eventTime: invocation.time, wallClock: clock(), notBefore: beginningOf(account) });
  const slot = host.slotOf(time);
  const accountId = account?.accountId ?? '*';
  const blocked = job.touchesX && account !== null ? blockedBy(account, time) : null;
  if (blocked !== null) {
    await recordSkip(sql, { job: job.name, accountId, slot, reason: blocked, at: clock() });
    host.log.info(`${job.name}: ${accountId} is skipped (${blocked})`, { account_id: accountId });
    return { job: job.name, account: accountId, slot: slot.toISOString(), status: `skipped_${blocked}`, counts: {} };
  }
  const limitMs = host.timeLeft() - 2 * RESERVE_MS;
  return runInEnvelope({
    claim: { job: job.name, accountId, slot, leaseUntil: new Date(clock().getTime() + limitMs + RESERVE_MS) },
    store: runStore(sql),
    log: host.log,
    redact,
    clock,
    limitMs,
    work: ({ log, signal }) =>
      job.run(
        { time, account, signal },
        {
          sql,
          source: host.openSource,
          log,
          settings,
          clock,
          timeLeft: () => host.timeLeft() - 2 * RESERVE_MS,
          deadLetters: host.deadLetters ?? null,
        },
      ),
  });
}

/** No event can be older than the account's first known moment. */
function beginningOf(account: Account | null): Date | null {
  if (account === null) return null;
  return account.firstPostAt !== null && account.firstPostAt < account.createdAt
    ? account.firstPostAt
    : account.createdAt;
}

function blockedBy(account: Account, time: Date): 'paused' | 'cool_down' | null {
  if (account.pausedAt !== null) return 'paused';
  return account.coolDownUntil !== null && account.coolDownUntil > time ? 'cool_down' : null;
}
