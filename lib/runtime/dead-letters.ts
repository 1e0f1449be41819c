/** An event that no job could handle, as the queue of such events holds it. */
export interface DeadLetter {
  /** The queue's own id of the message. */
  id: string;
  body: string;
  /** What EventBridge says about it; empty when Lambda sent it. */
  attributes: Readonly<Record<string, string>>;
  sentAt: Date;
  /** What `remove` needs. */
  receipt: string;
}

/** Where dead letters lie. */
export interface DeadLetters {
  /** Some of those that lie there, none when there are no more. What is received stays out of sight for a while, and comes back unless it is removed. */
  receive(): Promise<DeadLetter[]>;
  remove(letters: readonly DeadLetter[]): Promise<void>;
}

/** SQS gives and takes ten at a time. */
const BATCH = 10;
/** Long polling asks every server of the queue, where short polling asks some and may say "none" too early. */
const POLL_SECONDS = 1;
/** Longer than a run takes: what a crashed run had in its hands comes back to the next one. */
const HIDDEN_SECONDS = 600;
const CALL_LIMIT_MS = 10_000;

/** An SQS queue. Its client is loaded on first use: no other job needs it. */
export function sqsDeadLetters(queueUrl: string): DeadLetters {
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    return { sdk, client: new sdk.SQSClient({ maxAttempts: 2 }) };
  };
  let connected: ReturnType<typeof connect> | null = null;
  const limit = () => ({ abortSignal: AbortSignal.timeout(CALL_LIMIT_MS) });
  return {
    async receive() {
      const { sdk, client } = await (connected ??= connect());
      const { Messages = [] } = await client.send(
        new sdk.ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: BATCH,
          WaitTimeSeconds: POLL_SECONDS,
          VisibilityTimeout: HIDDEN_SECONDS,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
        limit(),
      );
      return Messages.map((message) => ({
        id: message.MessageId ?? '',
        body: message.Body ?? '',
        attributes: Object.fromEntries(
          Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
        ),
        sentAt: new Date(Number(message.Attributes?.SentTimestamp)),
        receipt: message.ReceiptHandle ?? '',
      }));
    },
    async remove(letters) {
      const { sdk, client } = await (connected ??= connect());
      for (let from = 0; from < letters.length; from += BATCH) {
        const Entries = letters
          .slice(from, from + BATCH)
          .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
        // What could not be removed comes back, and is known by then.
        await client.send(new sdk.DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }), limit());
      }
    },
  };
}
