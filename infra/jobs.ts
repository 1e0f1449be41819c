// The table of jobs. The stack, the local host, the CLI and the tests read it; nothing else knows a schedule.
import { intervalMs, nextRuns, parseSchedule, slotAt } from './schedule.ts';

/** A job's name, as tables, logs and the CLI write it. */
export type JobName =
  | 'metrics_scraper'
  | 'autonomous_optimizer'
  | 'error_analysis'
  | 'content_planner'
  | 'publisher'
  | 'operator'
  | 'migrate';

/** What runs, when, how large, and what it may touch: a deployed function can do this and nothing else. */
export interface Job {
  readonly name: JobName;
  /** One line for `--help` and the console. */
  readonly description: string;
  /** The handler's file, from the project's root. */
  readonly entry: string;
  /** EventBridge's notation, UTC; null for a job that is only invoked. */
  readonly schedule: string | null;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly mayTouch: {
    /** `rows`: read and write rows. `schema`: change the schema and make roles as well. */
    readonly database: 'rows' | 'schema';
    /** Headless Chromium, which needs its layer and room to unpack it. */
    readonly browser: boolean;
    /** The world outside AWS. */
    readonly internet: boolean;
    /** The X session (`auth_token`, `ct0`): read, and write back what X renewed. */
    readonly xSession: boolean;
    /** The queue of events that no job could handle: receive them, and delete them once they are recorded. */
    readonly deadLetters: boolean;
    /** The model that writes posts: on Bedrock by its role, elsewhere by a key that it may read. */
    readonly languageModel?: boolean;
    /** The keys by which posts are published: read only. */
    readonly publishingKeys?: boolean;
    /** The queue through which it hands accounts it has no time for to copies of itself, and takes them from there. */
    readonly fanOut?: boolean;
  };
}

const rowsOnly = { database: 'rows', browser: false, internet: false, xSession: false, deadLetters: false } as const;

export const jobs: readonly Job[] = [
  {
    name: 'metrics_scraper',
    description: 'reads the posts that are due, stores their metrics and updates the learning system',
    entry: 'functions/metrics-scraper.ts',
    schedule: 'rate(10 minutes)',
    memoryMb: 2048, // Chromium asks for 1600 MB or more; Lambda's CPU share grows with it
    timeoutSeconds: 300,
    mayTouch: { ...rowsOnly, browser: true, internet: true, xSession: true, fanOut: true },
  },
  {
    name: 'autonomous_optimizer',
    description: 'estimates effects, states findings, changes or proposes the policy and watches the last change',
    entry: 'functions/autonomous-optimizer.ts',
    schedule: 'cron(0 3/4 * * ? *)', // every 4 h, 180 minutes after midnight; a rate() rule cannot carry an offset
    memoryMb: 1792, // one whole CPU
    timeoutSeconds: 900, // Lambda's most: thousands of accounts, one after the other
    mayTouch: rowsOnly,
  },
  {
    name: 'error_analysis',
    description: 'groups, categorises and counts errors and states what is new, ongoing or resolved',
    entry: 'functions/error-analysis.ts',
    schedule: 'cron(0 2/6 * * ? *)', // every 6 h, 120 minutes after midnight
    memoryMb: 1024,
    timeoutSeconds: 180,
    mayTouch: { ...rowsOnly, deadLetters: true },
  },
  {
    name: 'content_planner',
    description: 'plans the next day from the policy within the rails, and writes what is planned',
    entry: 'functions/content-planner.ts',
    schedule: 'rate(1 hour)',
    memoryMb: 1024,
    timeoutSeconds: 900, // a model may take a minute for a text
    mayTouch: { ...rowsOnly, internet: true, languageModel: true },
  },
  {
    name: 'publisher',
    description: 'hands due posts to the outbox, a webhook or the X API; does nothing until publishing is switched on',
    entry: 'functions/publisher.ts',
    schedule: 'rate(5 minutes)',
    memoryMb: 512,
    timeoutSeconds: 240,
    mayTouch: { ...rowsOnly, internet: true, publishingKeys: true },
  },
  {
    name: 'operator',
    description: "runs the operator's commands beside the private database: hone VERB --aws",
    entry: 'functions/operator.ts',
    schedule: null,
    memoryMb: 1024,
    timeoutSeconds: 300,
    mayTouch: rowsOnly,
  },
  {
    name: 'migrate',
    description: 'brings the schema to head and creates the role the other jobs connect as',
    entry: 'functions/migrate.ts',
    schedule: null, // at every deployment, before anything else runs
    memoryMb: 512,
    timeoutSeconds: 600,
    mayTouch: { ...rowsOnly, database: 'schema' },
  },
];

/** The jobs that run by the clock. */
export const scheduledJobs = jobs.filter((job): job is Job & { schedule: string } => job.schedule !== null);

/**
 * The job of that name.
 *
 * @throws {RangeError} that lists the known names
 */
export function jobNamed(name: string): Job {
  const job = jobs.find((candidate) => candidate.name === name);
  if (job === undefined) {
    throw new RangeError(
      `Unknown job ${JSON.stringify(name)}: use one of ${jobs.map((known) => known.name).join(', ')}.`,
    );
  }
  return job;
}

/** The slot of `job_runs` that a moment belongs to: the scheduled time at or before it, or the moment itself without a schedule. */
export function slotOf(job: Job, time: Date): Date {
  return job.schedule === null ? time : slotAt(parseSchedule(job.schedule), time);
}

/** {@link slotOf} of one job: what its handler is given, because `lib` knows no schedule. */
export function slotsOf(name: JobName): (time: Date) => Date {
  const job = jobNamed(name);
  return (time) => slotOf(job, time);
}

/** The next `count` times a job runs after a moment; none for a job without a schedule. */
export function nextRunsOf(job: Job, { after, count }: { after: Date; count: number }): Date[] {
  return job.schedule === null ? [] : nextRuns(parseSchedule(job.schedule), { after, count });
}

/** The time between two runs in milliseconds; null for a job without a schedule. */
export function intervalMsOf(job: Job): number | null {
  return job.schedule === null ? null : intervalMs(parseSchedule(job.schedule));
}

/** The name of the deployed function, `hone-metrics-scraper` in the stack `hone`: fixed, so that the CLI finds it. */
export function deployedName(job: JobName, stackName: string): string {
  return `${stackName}-${job.replaceAll('_', '-')}`;
}
