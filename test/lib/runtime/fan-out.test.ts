import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HandedOver, readHandedOver, sqsHandOver } from '../../../lib/runtime/fan-out.ts';
import { startSqs } from '../../support/sqs.ts';

const asked: { action: string; bodies: string[] }[] = [];
let refusing = false;
let sqs: Awaited<ReturnType<typeof startSqs>>;
let queueUrl = '';

beforeAll(async () => {
  sqs = await startSqs('fan-out', ({ action, body }) => {
    const { Entries } = body as { Entries: { Id: string; MessageBody: string }[] };
    asked.push({ action, bodies: Entries.map((one) => one.MessageBody) });
    return { Failed: refusing ? [{ Id: '0', SenderFault: false, Code: 'InternalError', Message: 'not today' }] : [] };
  });
  queueUrl = sqs.queueUrl;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sqs.stop();
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
