/** One account's run of a job in one slot, for another invocation to do. */
export interface HandedOver {
  job: string;
  account: string;
  /** The event's time: the run belongs to the slot of the invocation that handed it over. */
  time: string;
}

/** Gives runs to other invocations. Rejects when not all of them were taken; some may have been. */
export type HandOver = (runs: readonly HandedOver[]) => Promise<void>;

/** SQS takes ten at a time. */
const BATCH = 10;
/** Requests on their way at once: ten thousand accounts take seconds, not minutes. */
const AT_ONCE = 8;
const CALL_LIMIT_MS = 10_000;

/** A queue that took only a part of what it was given. */
export class HandOverError extends Error {
  override readonly name = 'HandOverError';
  readonly code = 'HONE_HAND_OVER';
}

/** An SQS queue; its client is loaded on first use. */
export function sqsHandOver(queueUrl: string): HandOver {
  return async (runs) => {
    const sdk = await import('@aws-sdk/client-sqs');
    const client = new sdk.SQSClient({ maxAttempts: 3 });
    const batches = Array.from({ length: Math.ceil(runs.length / BATCH) }, (_, i) =>
      runs.slice(i * BATCH, (i + 1) * BATCH),
    );
    const send = async () => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        const Entries = batch.map((run, index) => ({ Id: String(index), MessageBody: JSON.stringify(run) }));
        const { Failed = [] } = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }), {
          abortSignal: AbortSignal.timeout(CALL_LIMIT_MS),
        });
        const [first] = Failed;
        if (first !== undefined) {
          const why = first.Message ?? first.Code ?? 'no reason given';
          throw new HandOverError(`the queue refused ${Failed.length} of ${batch.length} runs: ${why}`);
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, send));
    } finally {
      client.destroy();
    }
  };
}

/** @returns null when the text is no run that was handed over */
export function readHandedOver(text: string): HandedOver | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { job, account, time } = (value ?? {}) as Record<string, unknown>;
  if (typeof job !== 'string' || typeof account !== 'string' || typeof time !== 'string') return null;
  return Number.isNaN(Date.parse(time)) ? null : { job, account, time };
}
