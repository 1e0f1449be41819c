import type { RunSummary } from '../runtime/envelope.ts';
import { asError } from '../runtime/errors.ts';
import { readHandedOver } from '../runtime/fan-out.ts';
import type { JobDefinition } from './job.ts';
import { JobFailedError, type JobHost, runJob, UnknownAccountError } from './run-job.ts';

/** What Lambda hands over from a queue, as far as it is used. */
export interface QueueEvent {
  Records: { messageId: string; body: string; attributes?: { ApproximateReceiveCount?: string } }[];
}

/** Lambda's partial batch response: these messages come back, all others are done. */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

export function isQueueEvent(event: unknown): event is QueueEvent {
  const { Records } = (event ?? {}) as { Records?: unknown };
  return Array.isArray(Records) && Records.every((record) => record?.eventSource === 'aws:sqs');
}

/**
 * Does the runs that another invocation handed over, one after the other. A run that failed and said so is done: its slot's next
 * tick is the retry, as for scheduled runs. What could not even be recorded comes back, and is at last a dead letter. A message
 * whose slot is over is let go: the tick that came after it looks at the same posts.
 */
export async function runMessages(
  job: JobDefinition,
  event: QueueEvent,
  host: JobHost,
): Promise<BatchResponse & { summaries: RunSummary[] }> {
  const batchItemFailures: BatchResponse['batchItemFailures'] = [];
  const summaries: RunSummary[] = [];
  for (const { messageId, body, attributes } of event.Records) {
    try {
      const isFirst = Number(attributes?.ApproximateReceiveCount ?? 1) <= 1;
      summaries.push(...(await runMessage(job, body, { ...host, isFirst })));
    } catch (thrown) {
      host.log.error(`${job.name}: a run that was handed over failed: ${host.redact(asError(thrown).message)}`, {
        message_id: messageId,
      });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures, summaries };
}

async function runMessage(
  job: JobDefinition,
  body: string,
  host: JobHost & { isFirst: boolean },
): Promise<RunSummary[]> {
  const run = readHandedOver(body);
  if (run === null || run.job !== job.name) throw new TypeError(`this is no run of ${job.name}: ${body.slice(0, 200)}`);
  const { account, time } = run;
  if (host.slotOf(host.clock()) > host.slotOf(new Date(time))) {
    // An earlier attempt that left nothing behind has crashed: that must be told, as a dead letter.
    if (!host.isFirst) throw new Error(`the slot of ${time} is over, and the earlier attempt said nothing`);
    host.log.warn(`${job.name}: the slot of ${time} is over, ${account} is left to the next tick`, {
      account_id: account,
    });
    return [];
  }
  try {
    return await runJob(job, { account, time }, host);
  } catch (error) {
    if (error instanceof JobFailedError) return error.summaries; // recorded already
    if (error instanceof UnknownAccountError) return []; // removed since
    throw error;
  }
}
