import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { operatorLambda } from '../../../../infra/operator/operator.ts';
import { claimOutbox } from '../../../../lib/database/queries/publishing.ts';
import { testDatabase } from '../../../support/database.ts';
import { type FakeEventBridge, startEventBridge } from '../../../support/event-bridge.ts';
import { type Answering, InvokeApi } from '../../../support/invoke-api.ts';
import { addPlannedPost, addPublishingAccount, postRow } from '../../../support/planned-posts.ts';
import { run } from './run.ts';

const db = testDatabase();
const NOW = new Date('2026-11-22T10:00:00Z');
let aws: FakeEventBridge;
const operator = operatorLambda();
const deployed: Answering = {
  invoke: async (event) => ({
    payload: await operator(event, { getRemainingTimeInMillis: () => 30_000 }),
    error: null,
    milliseconds: 0,
  }),
  lines: () => [],
};
const lambda = new InvokeApi(new Map([['hone-operator', deployed]]));

beforeAll(async () => {
  aws = await startEventBridge();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', await lambda.start());
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
  await lambda.stop();
});
beforeEach(async () => {
  vi.stubEnv('DATABASE_URL', db.url); // of the deployed function
  await db.sql`truncate accounts cascade`;
  aws.asked.length = 0;
  aws.rules.set('hone-publisher', 'ENABLED');
  for (const accountId of ['ada', 'ben']) {
    await addPublishingAccount(db.sql, { accountId, publishing: 'outbox' });
  }
});
afterEach(() => aws.misbehave(null));

const hone = (...args: string[]) => run(args, { env: { DATABASE_URL: db.url, USER: 'grace' } });
/** Neither from here nor from the deployed function. */
const unreachable = (...args: string[]) => {
  vi.stubEnv('DATABASE_URL', 'postgres://nobody:secret@127.0.0.1:1/none');
  return run(args, { env: { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' } });
};
const paused = async () =>
  (await db.sql`select account_id from accounts where paused_at is not null order by 1`).map((row) => row.account_id);

describe('hone pause, by the flag', () => {
  it('stops all accounts, reads the flags back, and records who did it', async () => {
    const { code, out } = await hone('pause');
    expect(code).toBe(0);
    expect(out).toBe(
      '@ada: paused since 2026-11-22T10:00:00.000Z, read back\n@ben: paused since 2026-11-22T10:00:00.000Z, read back\n',
    );
    expect(await paused()).toEqual(['ada', 'ben']);
    const [event] = await db.sql`select event_data, severity from system_events where event_type = 'account_paused'`;
    expect(event).toEqual({ event_data: { by: 'grace' }, severity: 'warning' });
    expect(aws.asked).toEqual([]);
  });

  it('stops one account and not the others; twice is once', async () => {
    expect((await hone('pause', '--account', 'ada')).code).toBe(0);
    expect((await hone('pause', '--account', '@Ada')).code).toBe(0);
    expect(await paused()).toEqual(['ada']);
    const events = await db.sql`select 1 from system_events where event_type = 'account_paused'`;
    expect(events).toHaveLength(1);
  });

  it('keeps the very next post back, and says what is under way', async () => {
    const id = await addPlannedPost(db.sql, { accountId: 'ada', scheduledAt: NOW, approvedAt: NOW });
    await addPlannedPost(db.sql, { accountId: 'ada', scheduledAt: NOW, approvedAt: NOW });
    expect(await claimOutbox(db.sql, { accountId: 'ada', at: NOW })).toMatchObject({ decisionId: id });
    const { out } = await hone('pause', '--account', 'ada');
    expect(out).toContain('1 handed over before, whose outcome is awaited');
    expect(await claimOutbox(db.sql, { accountId: 'ada', at: new Date(NOW.getTime() + 3_600_000) })).toBeNull();
  });

  it('fails and says so where the database cannot be reached', async () => {
    const { code, out, err } = await unreachable('pause');
    expect(code).toBe(1);
    expect(out).toMatch(/^Database: NOT VERIFIED, the database 127\.0\.0\.1:1\/none cannot be used/);
    expect(out).not.toContain('secret');
    expect(err).toContain('could not verify the flag in the database');
  });

  it('takes a mistyped name for a mistake, and stops nothing', async () => {
    const { code, err } = await hone('pause', '--account', 'adda', '--aws');
    expect(code).toBe(2);
    expect(err).toContain('there is no account adda');
    expect(aws.asked).toEqual([]);
  });
});

describe('hone pause --aws, by the rule', () => {
  it('switches the rule of the publisher off and reads it back', async () => {
    const { code, out } = await hone('pause', '--aws');
    expect(code).toBe(0);
    expect(out).toContain('EventBridge: the rule hone-publisher is off, read back');
    expect(aws.asked).toEqual(['DisableRule hone-publisher', 'DescribeRule hone-publisher']);
    expect(aws.rules.get('hone-publisher')).toBe('DISABLED');
    expect(aws.rules.get('hone-metrics-scraper')).toBe('ENABLED');
    expect(await paused()).toEqual(['ada', 'ben']);
  });

  it('works without the database, and says which way holds', async () => {
    const { code, err } = await unreachable('pause', '--aws');
    expect(code).toBe(1);
    expect(err).toContain('could not verify the flag in the database; the other way holds');
    expect(aws.rules.get('hone-publisher')).toBe('DISABLED');
  });

  it.each([
    ['denies', 'the stack'],
    ['lies', 'EventBridge says that it is ENABLED'],
    ['breaks', 'could not be switched'],
  ] as const)('is not verified by an EventBridge that %s; the flag holds all the same', async (mood, reason) => {
    aws.misbehave(mood);
    const { code, out, err } = await hone('pause', '--aws');
    expect(code).toBe(1);
    expect(out).toContain('the rule hone-publisher is NOT VERIFIED to be off');
    expect(out).toContain(reason);
    expect(err).toContain('could not verify the EventBridge rule; the other way holds');
    expect(await paused()).toEqual(['ada', 'ben']);
  });

  it('says so where nothing is deployed', async () => {
    aws.rules.delete('hone-publisher');
    const { code, out } = await hone('pause', '--aws');
    expect(code).toBe(1);
    expect(out).toContain('the rule hone-publisher does not exist; deploy the stack, or check AWS_REGION');
  });

  it('sets the flag in the deployed database, not in one of this machine', async () => {
    const { code } = await run(['pause', '--aws'], {
      env: { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' },
    });
    expect(code).toBe(0);
    expect(await paused()).toEqual(['ada', 'ben']);
    expect(lambda.invoked.at(-1)).toBe('hone-operator');
  });

  it('leaves the rule on while other accounts publish, and off with the last one', async () => {
    await hone('pause', '--aws', '--account', 'ada');
    expect(aws.asked).toEqual([]);
    const { out } = await hone('pause', '--aws', '--account', 'ben');
    expect(out).toContain('the rule hone-publisher is off');
  });
});

describe('hone resume', () => {
  it('goes on by both ways, and says what was skipped meanwhile', async () => {
    await hone('pause', '--aws');
    const early = new Date(NOW.getTime() - 7 * 3_600_000);
    const id = await addPlannedPost(db.sql, { accountId: 'ada', scheduledAt: early, approvedAt: early });
    const inTime = await addPlannedPost(db.sql, { accountId: 'ada', scheduledAt: NOW, approvedAt: NOW });
    const { code, out } = await hone('resume', '--aws');
    expect(code).toBe(0);
    expect(out).toBe(
      `@ada: goes on, publishing outbox\n  skipped: ${id.slice(0, 8)}, planned for 2026-11-22T03:00:00.000Z\n` +
        '@ben: goes on, publishing outbox\nEventBridge: the rule hone-publisher is on, read back\n',
    );
    expect(await paused()).toEqual([]);
    expect(aws.rules.get('hone-publisher')).toBe('ENABLED');
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'skipped' });
    expect(await claimOutbox(db.sql, { accountId: 'ada', at: NOW })).toMatchObject({ decisionId: inTime });
  });

  it('ends a stop of publishing', async () => {
    await db.sql`
      update accounts set publishing_stopped_at = ${NOW}, publishing_reason = 'locked' where account_id = 'ada'`;
    await addPlannedPost(db.sql, { accountId: 'ada', scheduledAt: NOW, approvedAt: NOW });
    expect(await claimOutbox(db.sql, { accountId: 'ada', at: NOW })).toBeNull();
    expect((await hone('resume', '--account', 'ada')).code).toBe(0);
    expect(await claimOutbox(db.sql, { accountId: 'ada', at: NOW })).not.toBeNull();
    const [event] = await db.sql`select event_data from system_events where event_type = 'account_resumed'`;
    expect(event?.event_data).toMatchObject({ by: 'grace', reason: 'locked' });
  });

  it('leaves the rule off where the flag could not be taken back', async () => {
    aws.rules.set('hone-publisher', 'DISABLED');
    expect((await unreachable('resume', '--aws')).code).toBe(3);
    expect(aws.rules.get('hone-publisher')).toBe('DISABLED');
  });
});
