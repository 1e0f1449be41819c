import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jobNamed, slotOf } from '../../../infra/jobs.ts';
import { findAccount } from '../../../lib/database/queries/accounts.ts';
import { openChannel } from '../../../lib/jobs/open-channel.ts';
import { publisher } from '../../../lib/jobs/publisher.ts';
import { runJob } from '../../../lib/jobs/run-job.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { redactor } from '../../../lib/runtime/redact.ts';
import { secretsManager } from '../../../lib/runtime/secrets.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { testDatabase } from '../../support/database.ts';
import { json, type Loopback, startLoopback } from '../../support/loopback.ts';
import { tweetIdAt } from '../../support/observation.ts';
import { addPlannedPost, addPublishingAccount, type Publishing, postRow } from '../../support/planned-posts.ts';

const db = testDatabase();
const NOW = new Date('2026-11-22T12:00:00Z');
const accountId = 'ada';
const keys = '{"app_key":"ak","app_secret":"as","access_token":"at","access_secret":"ats"}';
let folder: string;
let server: Loopback;

beforeAll(async () => {
  server = await startLoopback();
  folder = await mkdtemp(join(tmpdir(), 'hone-channel-'));
  await writeFile(join(folder, 'keys.json'), keys, { mode: 0o600 });
  await writeFile(join(folder, 'webhook-key'), 'a key that is long enough', { mode: 0o600 });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await db.sql`truncate accounts, job_runs cascade`;
  server.received.length = 0;
});

/** The job as a host runs it, at a moment. */
async function run(env: Record<string, string>, at = NOW) {
  const end = performance.now() + 60_000;
  return runJob(
    publisher,
    { time: at.toISOString() },
    {
      settings: readSettings(env),
      database: { url: db.url },
      openSource: async () => Promise.reject(new Error('the publisher reads nothing')),
      log: createLog({ clock: () => at, write: () => {} }),
      redact: redactor([]),
      clock: () => at,
      slotOf: (time) => slotOf(jobNamed('publisher'), time),
      timeLeft: () => end - performance.now(),
    },
  );
}

async function planned(publishing: Publishing): Promise<string> {
  await addPublishingAccount(db.sql, { accountId, publishing });
  return addPlannedPost(db.sql, { accountId, scheduledAt: NOW, approvedAt: NOW });
}

describe('the publisher on a host', () => {
  it('posts through the X API that the settings name', async () => {
    const id = await planned('x');
    const tweetId = tweetIdAt(NOW);
    server.answer(json(201, { data: { id: tweetId } }));
    const env = { X_API_BASE_URL: server.url, X_USER_TOKEN_FILE: join(folder, 'keys.json') };
    expect(await run(env)).toMatchObject([{ status: 'ok', counts: { posted: 1 } }]);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', tweetId });
    expect(await run(env)).toMatchObject([{ status: 'skipped_duplicate' }]);
    expect(server.received.map(({ path }) => path)).toEqual(['/2/tweets']);
  });

  it('asks nothing more of X this month once its limit is spent, readings and posts together', async () => {
    await planned('x');
    await db.sql`insert into api_costs (account_id, day, service, usd) values (${accountId}, '2026-11-02', 'x_api', 4.99)`;
    const env = { X_API_BASE_URL: server.url, X_USER_TOKEN_FILE: join(folder, 'keys.json') };
    expect(await run(env)).toMatchObject([{ status: 'partial', counts: { posted: 0, refused: 1 } }]);
    expect(server.received).toEqual([]);
  });

  it('hands over to the webhook, which reports later', async () => {
    const id = await planned('webhook');
    server.answer(json(202, {}));
    const env = { PUBLISH_WEBHOOK_URL: `${server.url}/hook`, PUBLISH_WEBHOOK_KEY_FILE: join(folder, 'webhook-key') };
    expect(await run(env)).toMatchObject([{ status: 'ok', counts: { posted: 0, accepted: 1 } }]);
    const later = new Date(NOW.getTime() + 20 * 3_600_000);
    expect(await run(env, later)).toMatchObject([{ counts: { unknown: 0 } }]);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posting' });
    const tooLate = new Date(NOW.getTime() + 25 * 3_600_000);
    expect(await run(env, tooLate)).toMatchObject([{ counts: { unknown: 1 } }]);
    await db.sql`select report_posted(${id}, ${tweetIdAt(NOW)}, 0, ${tooLate})`;
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', postedAt: NOW });
    expect(server.received).toHaveLength(1);
  });

  it('fails without what the channel needs, and posts nothing', async () => {
    const id = await planned('webhook');
    await expect(run({})).rejects.toThrow('publishing through a webhook needs PUBLISH_WEBHOOK_URL, which is absent');
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'queued' });
  });
});

describe('the channel of an account', () => {
  it('is none while publishing is off, and the outbox is fetched from', async () => {
    const context = { settings: readSettings({}), secrets: secretsManager(), sql: db.sql, clock: () => NOW };
    await addPublishingAccount(db.sql, { accountId, publishing: 'off' });
    expect(await openChannel((await findAccount(db.sql, accountId))!, context)).toBeNull();
    await db.sql`update accounts set publishing = 'outbox'`;
    const channel = await openChannel((await findAccount(db.sql, accountId))!, context);
    expect(channel).toEqual({ name: 'outbox', delivery: 'fetched' });
  });
});
