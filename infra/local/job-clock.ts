import type { RunSummary } from '../../lib/runtime/envelope.ts';
import { asError } from '../../lib/runtime/errors.ts';
import { type JobName, nextRunsOf, type scheduledJobs, slotOf } from '../jobs.ts';

/** What the clock tells as it goes. */
export type JobClockNews =
  | { what: 'waits'; job: JobName; until: Date }
  | { what: 'starts'; job: JobName; slot: Date }
  | { what: 'ran'; job: JobName; slot: Date; summaries: RunSummary[] }
  | { what: 'failed'; job: JobName; slot: Date; error: Error };

export interface JobClock {
  jobs: typeof scheduledJobs;
  now: () => Date;
  /** Resolves at the moment, or as soon as the signal aborts. */
  waitUntil: (moment: Date, stop: AbortSignal) => Promise<void>;
  run: (job: JobName, slot: Date) => Promise<RunSummary[]>;
  tell: (news: JobClockNews) => void;
  /** No run begins after it; the ones that are going on are awaited. */
  stop: AbortSignal;
}

/**
 * Runs jobs at their real cadence until it is told to stop: each job one run at a time, the jobs beside each other, as on AWS.
 *
 * The slot that was last due is caught up with, at the start and after a run that took longer than its interval; earlier ones
 * are not, because a job looks at everything that is due. What a former process has done of a slot is not done again: the job's
 * lease sees to that. A failed run is told, and the next slot is the next attempt.
 */
export async function keepJobClock(clock: JobClock): Promise<void> {
  await Promise.all(clock.jobs.map((job) => keepTime(clock, job)));
}

async function keepTime(clock: JobClock, job: JobClock['jobs'][number]): Promise<void> {
  const { now, waitUntil, run, tell, stop } = clock;
  let latest: Date | null = null;
  while (!stop.aborted) {
    const slot = slotOf(job, now());
    if (latest !== null && slot <= latest) {
      // The machine's clock may have been set back: a slot is waited for that was not run yet.
      const [until] = nextRunsOf(job, { after: latest, count: 1 });
      tell({ what: 'waits', job: job.name, until: until! });
      await waitUntil(until!, stop);
      continue;
    }
    latest = slot;
    tell({ what: 'starts', job: job.name, slot });
    try {
      tell({ what: 'ran', job: job.name, slot, summaries: await run(job.name, slot) });
    } catch (thrown) {
      tell({ what: 'failed', job: job.name, slot, error: asError(thrown) });
    }
  }
}

/** Short enough that a machine that slept, or whose clock was set, notices soon. */
const LONGEST_NAP_MS = 30_000;

/** {@link JobClock.waitUntil} on the clock of this machine. */
export async function waitUntil(moment: Date, stop: AbortSignal): Promise<void> {
  for (let leftMs: number; !stop.aborted && (leftMs = moment.getTime() - Date.now()) > 0; ) {
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        stop.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(leftMs, LONGEST_NAP_MS));
      stop.addEventListener('abort', wake);
    });
  }
}
