import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HandedOver, readHandedOver, sqsHandOver } from '../../../lib/runtime/fan-out.ts';

const asked: { action: string; bodies: string[] }[] = [];
let refusing = false;
let server: Server;
let queueUrl = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] };
      asked.push({ action: String(request.headers['x-amz-target']), bodies: Entries.map((one) => one.MessageBody) });
      const failed = refusing ? [{ Id: '0', SenderFault: false, Code: 'InternalError', Message: 'not today' }] : [];
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify({ Failed: failed }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  queueUrl = `${endpoint}/111122223333/fan-out`;
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

const run = (account: string): HandedOver => ({ job: 'metrics_scraper', account, time: '2026-11-22T10:00:00Z' });

describe('a queue of runs that are handed over', () => {
  it('gets each run once, ten in a request', async () => {
    const runs = Array.from({ length: 25 }, (_, i) => run(`account_${i}`));
    await sqsHandOver(queueUrl)(runs);
    expect(asked.map(({ action }) => action)).toEqual(Array(3).fill('AmazonSQS.SendMessageBatch'));
    expect(asked.map(({ bodies }) => bodies.length).sort()).toEqual([10, 10, 5]);
    const sent = asked.flatMap(({ bodies }) => bodies.map(readHandedOver));
    expect(new Set(sent.map((one) => one?.account))).toEqual(new Set(runs.map(({ account }) => account)));
  });

  it('tells when it did not take all of them', async () => {
    refusing = true;
    await expect(sqsHandOver(queueUrl)([run('ada'), run('bob')])).rejects.toThrow(
      'the queue refused 1 of 2 runs: not today',
    );
  });
});

describe('a message', () => {
  it('is read back as it was sent', () => {
    expect(readHandedOver(JSON.stringify(run('ada')))).toEqual(run('ada'));
  });

  it.each(['', 'null', '[]', '{}', '{"job":"a","account":"b"}', '{"job":"a","account":"b","time":"soon"}', '"text"'])(
    'that says %j is none',
    (body) => {
      expect(readHandedOver(body)).toBeNull();
    },
  );
});
