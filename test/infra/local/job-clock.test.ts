import { describe, expect, it } from 'vitest';
import { type JobName, nextRunsOf, scheduledJobs } from '../../../infra/jobs.ts';
import { type JobClockNews, keepJobClock, waitUntil } from '../../../infra/local/job-clock.ts';
import type { RunSummary } from '../../../lib/runtime/envelope.ts';

const MINUTE_MS = 60_000;

/** Runs the jobs by a clock that jumps from one awaited moment to the next, until `end`. */
async function keep(options: {
  from: string;
  end: string;
  jobs?: readonly JobName[];
  /** What a run does, and how long it takes. */
  run?: (job: JobName, slot: Date) => { minutes?: number; error?: Error };
}) {
  const { jobs: names } = options;
  const runOf = options.run ?? (() => ({}));
  const stopping = new AbortController();
  const runs: string[] = [];
  const news: JobClockNews[] = [];
  const going = new Map<JobName, number>();
  let mostAtOnce = 0;
  let now = new Date(options.from).getTime();
  const waiting = new Set<{ at: number; wake: () => void }>();
  /** Wakes whoever waits for the earliest moment, once everybody waits. */
  const settle = () => {
    setImmediate(() => {
      const [first] = [...waiting].sort((a, b) => a.at - b.at);
      if (first === undefined) return;
      if (first.at > new Date(options.end).getTime()) stopping.abort();
      else now = Math.max(now, first.at);
      for (const waiter of waiting) {
        if (!stopping.signal.aborted && waiter !== first) continue;
        waiting.delete(waiter);
        waiter.wake();
      }
      settle();
    });
  };
  const until = (at: number) => new Promise<void>((wake) => waiting.add({ at, wake }));
  settle();
  await keepJobClock({
    jobs: scheduledJobs.filter(({ name }) => names?.includes(name) ?? true),
    now: () => new Date(now),
    waitUntil: (moment) => until(moment.getTime()),
    async run(job, slot): Promise<RunSummary[]> {
      runs.push(`${job} ${slot.toISOString().slice(11, 16)} at ${new Date(now).toISOString().slice(11, 16)}`);
      going.set(job, (going.get(job) ?? 0) + 1);
      mostAtOnce = Math.max(mostAtOnce, ...going.values());
      const { minutes = 0, error }: { minutes?: number; error?: Error } = runOf(job, slot);
      if (minutes > 0) await until(now + minutes * MINUTE_MS);
      going.set(job, going.get(job)! - 1);
      if (error !== undefined) throw error;
      return [{ job, account: '*', slot: slot.toISOString(), status: 'ok', counts: {} }];
    },
    tell: (item) => news.push(item),
    stop: stopping.signal,
  });
  return { runs, news, mostAtOnce };
}

describe('the clock of the jobs', () => {
  it('catches up with the slot that was last due, then keeps the cadence of the table', async () => {
    const { runs } = await keep({
      from: '2026-11-22T10:07:00Z',
      end: '2026-11-22T10:35:00Z',
      jobs: ['metrics_scraper'],
    });
    expect(runs).toEqual([
      'metrics_scraper 10:00 at 10:07',
      'metrics_scraper 10:10 at 10:10',
      'metrics_scraper 10:20 at 10:20',
      'metrics_scraper 10:30 at 10:30',
    ]);
  });

  it('runs every scheduled job as often in a day as EventBridge would', async () => {
    const [from, end] = ['2026-11-22T00:00:00Z', '2026-11-22T23:59:00Z'];
    const { runs, mostAtOnce } = await keep({ from, end, run: () => ({ minutes: 1 }) });
    for (const job of scheduledJobs) {
      const planned = nextRunsOf(job, { after: new Date(new Date(from).getTime() - 1), count: 1_000 });
      const inTheDay = planned.filter((time) => time <= new Date(end)).length;
      const caughtUp = planned[0]!.toISOString() === new Date(from).toISOString() ? 0 : 1;
      expect(runs.filter((line) => line.startsWith(`${job.name} `)).length, job.name).toBe(inTheDay + caughtUp);
    }
    expect(mostAtOnce).toBe(1);
  });

  it('skips the slots that a long run has passed, but for the last', async () => {
    const { runs, mostAtOnce } = await keep({
      from: '2026-11-22T10:00:00Z',
      end: '2026-11-22T10:45:00Z',
      jobs: ['metrics_scraper'],
      run: (_job, slot) => ({ minutes: slot.getUTCMinutes() === 0 ? 34 : 0 }),
    });
    expect(runs).toEqual([
      'metrics_scraper 10:00 at 10:00',
      'metrics_scraper 10:30 at 10:34',
      'metrics_scraper 10:40 at 10:40',
    ]);
    expect(mostAtOnce).toBe(1);
  });

  it('goes on after a run that failed, and says why it did', async () => {
    const { runs, news } = await keep({
      from: '2026-11-22T10:00:00Z',
      end: '2026-11-22T10:15:00Z',
      jobs: ['metrics_scraper'],
      run: (_job, slot) => (slot.getUTCMinutes() === 0 ? { error: new Error('X is down') } : {}),
    });
    expect(runs).toHaveLength(2);
    const told = news.filter(({ what }) => what === 'failed');
    expect(told).toMatchObject([{ job: 'metrics_scraper', error: { message: 'X is down' } }]);
  });

  it('lets one job run while another one does', async () => {
    const { runs } = await keep({
      from: '2026-11-22T02:00:00Z',
      end: '2026-11-22T02:25:00Z',
      jobs: ['metrics_scraper', 'error_analysis'],
      run: (job) => ({ minutes: job === 'error_analysis' ? 20 : 0 }),
    });
    expect(runs.filter((line) => line.startsWith('metrics_scraper'))).toHaveLength(3);
  });
});

describe('waiting for a moment', () => {
  it('does not wait for one that is past', async () => {
    await waitUntil(new Date(0), new AbortController().signal);
  });

  it('ends as soon as it is told to', async () => {
    const stopping = new AbortController();
    const waited = waitUntil(new Date(Date.now() + 86_400_000), stopping.signal);
    stopping.abort();
    await waited;
  });
});
