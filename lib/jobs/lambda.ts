import { databaseAccess } from '../database/access.ts';
import { sqsDeadLetters } from '../runtime/dead-letters.ts';
import type { RunSummary } from '../runtime/envelope.ts';
import { sqsHandOver } from '../runtime/fan-out.ts';
import { createLog } from '../runtime/log.ts';
import { metricLine } from '../runtime/metrics.ts';
import { redactor } from '../runtime/redact.ts';
import { secretsManager } from '../runtime/secrets.ts';
import { readSettings } from '../runtime/settings.ts';
import type { JobDefinition } from './job.ts';
import { migrate } from './migrate.ts';
import type { openSource } from './open-source.ts';
import { type Invocation, type JobHost, runJob } from './run-job.ts';
import { type BatchResponse, isQueueEvent, runMessages } from './run-messages.ts';
import { storedSessionMark } from './session-mark.ts';

/** What Lambda tells a handler, as far as it is used. */
interface Context {
  getRemainingTimeInMillis(): number;
}

type Handler<Result> = (event: Invocation, context: Context) => Promise<Result>;

const clock = () => new Date();
// Not console.log: Lambda would encode the line a second time, and its fields could not be searched.
const write = (line: string) => void process.stdout.write(line);

/**
 * A job as a Lambda handler: environment -> dependencies -> job -> result. `slotOf` comes from the table of jobs; only the
 * job that reads X is given a source, so that the other bundles bring no browser.
 */
export function lambda(
  job: JobDefinition,
  slotOf: (time: Date) => Date,
  open: typeof openSource = noSource,
): Handler<RunSummary[] | BatchResponse> {
  return async (event, context) => {
    const { settings, database, redact, log } = await environment(job.name);
    const host: JobHost = {
      settings,
      database,
      openSource: (account, sql) => open(account, { settings, log, secrets: secretsManager(), clock, sql }),
      storedSessionMark: () => storedSessionMark(settings, secretsManager()),
      log,
      redact,
      clock,
      slotOf,
      timeLeft: () => context.getRemainingTimeInMillis(),
      deadLetters: settings.deadLetterQueueUrl === null ? null : sqsDeadLetters(settings.deadLetterQueueUrl),
      handOver: settings.fanOutQueueUrl === null ? null : sqsHandOver(settings.fanOutQueueUrl),
    };
    const tell = (summaries: RunSummary[]) => write(metricLine({ job: job.name, summaries, at: clock() }));
    if (isQueueEvent(event)) {
      const { summaries, batchItemFailures } = await runMessages(job, event, host);
      if (summaries.length > 0) tell(summaries);
      return { batchItemFailures };
    }
    const summaries = await runJob(job, event ?? {}, host);
    tell(summaries);
    return summaries;
  };
}

/** The schema's own handler: it runs at deploy, before anything else can. */
export function migrateLambda(): Handler<{ applied: number[] }> {
  return async (_event, context) => {
    const { database, log } = await environment('migrate');
    return migrate({ database, log, limitMs: context.getRemainingTimeInMillis() - 3_000 });
  };
}

async function noSource(): Promise<never> {
  throw new TypeError('this job reads no source');
}

async function environment(job: string) {
  const settings = readSettings(process.env);
  const database = await databaseAccess(settings, secretsManager());
  const redact = redactor([database.url, new URL(database.url).password]);
  return {
    settings,
    database,
    redact,
    log: createLog({ level: settings.logLevel, fields: { job }, redact, clock, write }),
  };
}
