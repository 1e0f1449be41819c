import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sqsDeadLetters } from '../../../lib/runtime/dead-letters.ts';
import { startSqs } from '../../support/sqs.ts';

interface Asked {
  action: string;
  body: Record<string, unknown>;
}

const asked: Asked[] = [];
const answers: unknown[] = [];
let sqs: Awaited<ReturnType<typeof startSqs>>;
let queueUrl = '';

beforeAll(async () => {
  sqs = await startSqs('dead-letters', ({ action, body }) => {
    asked.push({ action, body });
    return answers.shift() ?? {};
  });
  queueUrl = sqs.queueUrl;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sqs.stop();
});

describe('the dead letters of an SQS queue', () => {
  it('are received ten at a time, with what EventBridge wrote on them, hidden for longer than a run takes', async () => {
    answers.push({
      Messages: [
        {
          MessageId: '11111111-2222-4333-8444-555555555555',
          ReceiptHandle: 'handle-1',
          Body: '{"a":1}',
          MD5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
          Attributes: { SentTimestamp: '1795327985568' },
          MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: 'NO_RESOURCE' } },
        },
      ],
    });
    expect(await sqsDeadLetters(queueUrl).receive()).toEqual([
      {
        id: '11111111-2222-4333-8444-555555555555',
        body: '{"a":1}',
        attributes: { ERROR_CODE: 'NO_RESOURCE' },
        sentAt: new Date(1795327985568),
        receipt: 'handle-1',
      },
    ]);
    expect(asked.at(-1)).toMatchObject({
      action: 'AmazonSQS.ReceiveMessage',
      body: { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: 600 },
    });
  });

  it('are none when the queue is empty', async () => {
    expect(await sqsDeadLetters(queueUrl).receive()).toEqual([]);
  });

  it('are removed ten at a time by their receipts', async () => {
    const letters = Array.from({ length: 12 }, (_, at) => ({
      id: `m${at}`,
      body: '',
      attributes: {},
      sentAt: new Date(0),
      receipt: `handle-${at}`,
    }));
    const before = asked.length;
    await sqsDeadLetters(queueUrl).remove(letters);
    const batches = asked.slice(before);
    expect(batches.map(({ action }) => action)).toEqual(Array(2).fill('AmazonSQS.DeleteMessageBatch'));
    const receipts = batches.flatMap(({ body }) =>
      (body.Entries as { ReceiptHandle: string }[]).map((one) => one.ReceiptHandle),
    );
    expect(receipts).toEqual(letters.map(({ receipt }) => receipt));
  });
});
