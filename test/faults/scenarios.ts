import { slotsOf } from '../../infra/jobs.ts';
import { createWorld } from '../../infra/local/simulated-x/index.ts';
import type { Sql } from '../../lib/database/client.ts';
import { addAccount, findAccount } from '../../lib/database/queries/accounts.ts';
import { recordEvent } from '../../lib/database/queries/events.ts';
import { insertPolicy } from '../../lib/database/queries/policies.ts';
import { offlineGenerator } from '../../lib/generation/offline-generator.ts';
import { autonomousOptimizer } from '../../lib/jobs/autonomous-optimizer.ts';
import { contentPlanner } from '../../lib/jobs/content-planner.ts';
import { errorAnalysis } from '../../lib/jobs/error-analysis.ts';
import { importHistory } from '../../lib/jobs/import-history.ts';
import type { JobDefinition, JobDeps } from '../../lib/jobs/job.ts';
import { metricsScraper } from '../../lib/jobs/metrics-scraper.ts';
import { planForAccount, startExperiment } from '../../lib/jobs/operate-experiments.ts';
import { type JobHost, runJob } from '../../lib/jobs/run-job.ts';
import type { RunSummary } from '../../lib/runtime/envelope.ts';
import { errorReport } from '../../lib/runtime/error-report.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import { modelWorld } from '../lib/jobs/model-world.ts';
import { lambdaLetter, MemoryDeadLetters } from '../support/dead-letters.ts';

/** What a run waits for beside the database; a process that may die goes through here. */
export type Call = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** One delivery of a job's event. */
export interface Delivery {
  url: string;
  /** Asked at every connection, in place of the URL's. */
  password?: () => Promise<string>;
  call?: Call;
  clock?: () => Date;
  timeLeft?: () => number;
  /** Gets the log lines. */
  write?: (line: string) => void;
  /** The event's time; the scenario's own when absent. */
  time?: Date;
}

/** A job with a database that gives it all kinds of things to do. */
export interface Scenario {
  job: JobDefinition;
  /** When its event says to be. */
  time: Date;
  fill(sql: Sql): Promise<void>;
  /** Everything around the job that outlives a process, made anew for every database. */
  surroundings(): Surroundings;
}

export interface Surroundings {
  deps(call: Call): Partial<JobDeps> & Pick<Partial<JobHost>, 'openSource'>;
  /** What time does by itself until the next run: messages that were not removed come back. */
  recover?(): void;
  /** What must be so in the end, beside the tables. */
  check?(): void;
}

const directly: Call = (_, work) => work();

/** Runs a scenario's job as Lambda does: host, envelope, slot, lease. */
export async function deliver(
  { job, time }: Scenario,
  surroundings: Surroundings,
  { url, call = directly, clock = () => time, timeLeft = () => 60_000, write = () => {}, ...more }: Delivery,
): Promise<RunSummary[]> {
  const { openSource, ...deps } = surroundings.deps(call);
  const definition: JobDefinition = { ...job, run: (event, given) => job.run(event, { ...given, ...deps }) };
  return runJob(
    definition,
    { time: (more.time ?? time).toISOString() },
    {
      settings: readSettings({}),
      database: { url, ...(more.password && { password: more.password }) },
      openSource: openSource ?? (() => Promise.reject(new Error('this job reads no source'))),
      log: createLog({ clock, write }),
      redact: (value) => value,
      clock,
      slotOf: slotsOf(job.name as Parameters<typeof slotsOf>[0]),
      timeLeft,
    },
  );
}

const world = modelWorld({ seed: 3, number: 7 });
const SCRAPED_SLOT = 2;

/** Edited, vanished, returning, zeroed and late posts: see the model world. */
const scraping: Scenario = {
  job: metricsScraper,
  time: world.timeOf(SCRAPED_SLOT),
  async fill(sql) {
    await addAccount(sql, { accountId: world.accountId, timeZone: 'UTC', at: new Date('2026-01-01') });
    for (let slot = 0; slot < SCRAPED_SLOT; slot++) {
      const time = world.timeOf(slot);
      const source = { name: 'model', read: async () => world.readAt(slot) };
      const surroundings = { deps: () => ({ openSource: async () => source }) };
      await deliver({ ...scraping, time }, surroundings, { url: urlOf(sql) });
    }
  },
  surroundings: () => ({
    deps: (call) => ({
      openSource: async () => ({
        name: 'model',
        read: () => call('reading X', async () => world.readAt(SCRAPED_SLOT)),
      }),
    }),
  }),
};

const now = new Date('2026-11-15T03:00:00Z');
const begin = new Date('2026-11-01T00:00:00Z');

/** Two weeks of posts that say something, an experiment that runs, a policy to be made. */
const optimizing: Scenario = {
  job: autonomousOptimizer,
  time: now,
  async fill(sql) {
    await addAccount(sql, { accountId: 'ada', timeZone: 'UTC', at: begin });
    const account = (await findAccount(sql, 'ada'))!;
    const simulated = createWorld({
      ...{ seed: 3, accountHandle: 'ada', startsAt: begin, timeZone: 'UTC', days: 14, effectScale: 2 },
    });
    const posts = simulated.historyRecords({ until: now, snapshotAgesHours: [6, 24] });
    await importHistory(sql, { account, posts, now });
    await startThreads(sql, new Date('2026-11-10T00:00:00Z'));
  },
  surroundings: () => ({ deps: () => ({}) }),
};

async function startThreads(sql: Sql, at: Date): Promise<void> {
  const account = (await findAccount(sql, 'ada'))!;
  const request = { name: 'threads', dimension: 'format', arms: ['single', 'thread'], lift: 0.3 };
  await planForAccount(sql, { account, request: { ...request, postsPerDay: 8, residualSd: 0.7 }, now: at });
  await startExperiment(sql, { account, name: 'threads', now: at });
}

const analysed = new Date('2026-11-22T08:00:00Z');

/** Errors of several kinds, old and new, and letters of runs that could not speak for themselves. */
const analysing: Scenario = {
  job: errorAnalysis,
  time: analysed,
  async fill(sql) {
    await addAccount(sql, { accountId: 'ada', timeZone: 'UTC', at: begin });
    for (let hour = 1; hour < 30; hour += 1) {
      const at = new Date(analysed.getTime() - hour * 3_600_000);
      const error = Object.assign(new Error(`connect ECONNREFUSED 10.0.0.${hour}:443`), { code: 'ECONNREFUSED' });
      await recordEvent(sql, { type: 'job_error', data: errorReport(error, 'publisher'), severity: 'error', at });
      if (hour % 3 > 0) continue;
      const other = errorReport(new TypeError(`Cannot read properties of undefined (reading 'n${hour}')`), 'migrate');
      await recordEvent(sql, { type: 'job_error', data: other, severity: 'error', at });
    }
  },
  surroundings() {
    const letters = [3, 4, 5].map((n) =>
      lambdaLetter({
        id: `letter ${n}`,
        requestId: `00000000-0000-4000-8000-00000000000${n}`,
        at: new Date(analysed.getTime() - n * 600_000),
        response: {
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${n} Error: Task timed out after 300.00 seconds`,
        },
      }),
    );
    const queue = new MemoryDeadLetters(letters);
    return {
      deps: (call) => ({
        deadLetters: {
          receive: () => call('receiving letters', () => queue.receive()),
          remove: (removed) => call('removing letters', () => queue.remove(removed)),
        },
      }),
      recover: () => void queue.returnAll(),
      check: () => {
        if (queue.returnAll() > 0) throw new Error('letters still lie in the queue');
      },
    };
  },
};

const planned = new Date('2026-11-23T00:10:00Z');

/** Two days without a plan, one of which is to be written. */
const planning: Scenario = {
  job: contentPlanner,
  time: planned,
  async fill(sql) {
    await addAccount(sql, { accountId: 'ada', timeZone: 'UTC', at: begin });
    const weights = {
      generators: { how_to_guide: 0.6, field_notes: 0.4 },
      formats: { single: 0.7, thread: 0.3 },
      hours: { '8': 0.2, '11': 0.2, '14': 0.2, '17': 0.2, '20': 0.2 },
    };
    const policy = { accountId: 'ada', weights, evidence: {}, madeBy: 'baseline', reason: 'habit' } as const;
    await insertPolicy(sql, { ...policy, at: begin, activeFrom: begin });
  },
  surroundings: () => ({
    deps: (call) => ({
      generators: async () => (name) => {
        const generator = offlineGenerator(name);
        return {
          ...generator,
          generate: (brief, options) => call('writing', () => generator.generate(brief, options)),
        };
      },
    }),
  }),
};

export const scenarios: Readonly<Record<string, Scenario>> = {
  metrics_scraper: scraping,
  autonomous_optimizer: optimizing,
  error_analysis: analysing,
  content_planner: planning,
};

/** Where a connection leads. */
export function urlOf(sql: Sql): string {
  const { host, port, user, pass, database } = sql.options;
  return `postgres://${user}:${pass}@${host[0]}:${port[0]}/${database}`;
}
