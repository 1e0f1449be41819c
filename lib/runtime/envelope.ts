import { withDeadline } from './deadline.ts';
import { type ErrorReport, errorReport } from './error-report.ts';
import { asError } from './errors.ts';
import type { Log } from './log.ts';
import type { Redact } from './redact.ts';

/** What one run of a job reports. A problem did not stop the run; it becomes a `job_error` event and makes it `partial`. */
export interface RunResult {
  counts: Record<string, number>;
  problems?: readonly { error: unknown; context?: Record<string, unknown> }[];
  /** How far the job has read its input, where it reads a stream. */
  watermark?: Date | null;
}

/** One piece of work that is claimed, run and recorded by itself: a job, for an account ('*': the installation), in a slot. */
export interface Claim {
  job: string;
  accountId: string;
  slot: Date;
  leaseUntil: Date;
}

/** A granted claim. `runId` fences: only its holder may finish the run. */
export interface Lease {
  runId: string;
  attempt: number;
}

/** Where runs and events are kept; lib/database implements it. */
export interface RunStore {
  /** Null when the slot is running or done. */
  claim(claim: Claim, at: Date): Promise<Lease | null>;
  finish(
    claim: Claim,
    lease: Lease,
    outcome: { status: 'ok' | 'partial' | 'failed'; at: Date; durationMs: number; error: string | null } & Pick<
      RunResult,
      'counts' | 'watermark'
    >,
  ): Promise<void>;
  recordError(report: ErrorReport, accountId: string | null, at: Date): Promise<void>;
}

export interface RunSummary {
  job: string;
  account: string;
  slot: string;
  status: 'ok' | 'partial' | 'failed' | 'skipped_duplicate' | 'skipped_paused' | 'skipped_cool_down';
  counts: Record<string, number>;
  error?: string;
  /** The error's own code, where it has one. */
  errorCode?: string;
}

export interface EnvelopeOptions {
  claim: Claim;
  store: RunStore;
  log: Log;
  redact: Redact;
  clock: () => Date;
  /** Milliseconds the work may take. */
  limitMs: number;
  work: (context: { log: Log; signal: AbortSignal; runId: string }) => Promise<RunResult>;
}

/**
 * The envelope every job runs in: claim the slot, run with a deadline, record what became of it. Never throws for a
 * failure of the work itself: the summary says `failed`, the caller decides whether the invocation fails with it.
 * Errors of the store (the database is gone) do throw.
 */
export async function runInEnvelope(options: EnvelopeOptions): Promise<RunSummary> {
  const { claim, store, redact, clock } = options;
  const started = clock();
  const summary = { job: claim.job, account: claim.accountId, slot: claim.slot.toISOString() };
  const lease = await store.claim(claim, started);
  if (lease === null) return { ...summary, status: 'skipped_duplicate', counts: {} };

  const log = options.log.with({ account_id: claim.accountId, run_id: lease.runId });
  const accountId = claim.accountId === '*' ? null : claim.accountId;
  const record = (error: unknown, context: Record<string, unknown> = {}) =>
    store.recordError(redact(errorReport(error, claim.job, { ...context, run_id: lease.runId })), accountId, clock());
  const finish = (status: 'ok' | 'partial' | 'failed', result: RunResult, error: string | null) =>
    store.finish(claim, lease, {
      status,
      at: clock(),
      durationMs: clock().getTime() - started.getTime(),
      counts: result.counts,
      watermark: result.watermark ?? null,
      error,
    });

  let result: RunResult;
  try {
    result = await withDeadline({ what: claim.job, limitMs: options.limitMs }, (signal) =>
      options.work({ log, signal, runId: lease.runId }),
    );
  } catch (thrown) {
    const message = redact(asError(thrown).message);
    log.error(`${claim.job} failed: ${message}`, { error: asError(thrown) });
    try {
      await record(thrown);
      await finish('failed', { counts: {} }, message);
    } catch (unrecorded) {
      // Most likely the database is what failed; the first error is the one that explains it.
      log.error(`${claim.job}: the failure could not be recorded: ${redact(asError(unrecorded).message)}`);
      throw thrown;
    }
    const { code } = asError(thrown) as { code?: unknown };
    const failed = { ...summary, status: 'failed' as const, counts: {}, error: message };
    return typeof code === 'string' ? { ...failed, errorCode: code } : failed;
  }
  for (const { error, context } of result.problems ?? []) {
    log.warn(`${claim.job}: ${redact(asError(error).message)}`, context);
    await record(error, context);
  }
  const status = result.problems?.length ? 'partial' : 'ok';
  await finish(status, result, null);
  return { ...summary, status, counts: result.counts };
}
