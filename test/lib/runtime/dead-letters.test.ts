import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sqsDeadLetters } from '../../../lib/runtime/dead-letters.ts';

interface Asked {
  action: string;
  body: Record<string, unknown>;
}

const asked: Asked[] = [];
const answers: unknown[] = [];
let server: Server;
let queueUrl = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ action: String(request.headers['x-amz-target']), body: JSON.parse(body) as Asked['body'] });
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(answers.shift() ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  queueUrl = `${endpoint}/111122223333/dead-letters`;
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
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
