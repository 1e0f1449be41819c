import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { slotsOf } from '../../infra/jobs.ts';
import { databaseAccess } from '../../lib/database/access.ts';
import { resumeAccounts } from '../../lib/jobs/pause.ts';
import { publisher } from '../../lib/jobs/publisher.ts';
import { runJob } from '../../lib/jobs/run-job.ts';
import { isSigned } from '../../lib/publishing/signature.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import { json, startLoopback } from '../support/loopback.ts';
import { tweetIdAt } from '../support/observation.ts';
import { addPlannedPost, addPublishingAccount, postRow } from '../support/planned-posts.ts';
import { startDatabaseProxy } from './database-proxy.ts';
import { copiedDatabases } from './databases.ts';
import { deliver, scenarios } from './scenarios.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const databases = copiedDatabases();
const now = new Date('2026-11-22T12:00:00Z');
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

describe('a password of the database that is rotated while a run goes on', () => {
  it('is read again for the next connection: the run goes on, and its failed step is told', async () => {
    const scenario = scenarios.metrics_scraper!;
    const template = await databases.template(scenario.job.name, scenario.fill);
    await databases.withCopy(template, async ({ url, sql }) => {
      await sql.unsafe(`create role hone_rotated login password 'first'`);
      await sql`grant all on all tables in schema public to hone_rotated`;
      let current = 'first';
      const proxy = await startDatabaseProxy(url);
      const { host, pathname } = new URL(proxy.url);
      let reads = 0;
      const access = await databaseAccess(readSettings({ DATABASE_SECRET: 'hone/database' }), {
        read: async () => {
          reads += 1;
          return `postgres://hone_rotated:${current}@${host}${pathname}`;
        },
        write: () => Promise.reject(new Error('nobody writes this secret')),
      });
      proxy.react = async ({ text, number }) => {
        if (current === 'second' || number < 15 || !text.includes('insert into tweet_metrics')) return 'pass';
        current = 'second';
        await sql.unsafe(`alter role hone_rotated password 'second'`);
        return 'break before';
      };
      const [summary] = await deliver(scenario, scenario.surroundings(), access);
      expect(summary).toMatchObject({ status: 'partial' });
      expect(reads).toBe(2);
      const told = await sql`select 1 from system_events where event_type = 'job_error'
        and event_data->>'exception.message' like '%CONNECTION_CLOSED%'`;
      expect(told).toHaveLength(1);
      await proxy.close();
      await sql`drop owned by hone_rotated`;
      await sql`drop role hone_rotated`;
    });
  });
});

describe('a key of the webhook that is rotated', () => {
  it('is read again by every run; between the two the account is taken off the air, told, and nothing is lost', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hone-rotated-'));
    folders.push(folder);
    const file = join(folder, 'key');
    const keys = { old: 'the old key, long enough', new: 'the new key, long enough' };
    await writeFile(file, keys.old, { mode: 0o600 });
    const receiver = await startLoopback();
    receiver.answer((response, { headers, body }) => {
      const request = {
        ...{ signature: String(headers['x-hone-signature']), timestamp: String(headers['x-hone-timestamp']), body },
      };
      const known = isSigned(request, { secret: keys.new, now });
      return known
        ? json(200, { tweet_id: tweetIdAt(now) })(response, { path: '', headers, body })
        : json(401, { error: 'who are you?' })(response, { path: '', headers, body });
    });
    await databases.withCopy(await databases.template('plain', async () => {}), async ({ url, sql }) => {
      await addPublishingAccount(sql, { accountId: 'ada', publishing: 'webhook' });
      const approvedAt = new Date(now.getTime() - 60_000);
      const id = await addPlannedPost(sql, { accountId: 'ada', scheduledAt: now, approvedAt });
      const run = (minutes: number) => {
        const time = new Date(now.getTime() + minutes * 60_000);
        return runJob(
          publisher,
          { time: time.toISOString() },
          {
            settings: readSettings({ PUBLISH_WEBHOOK_URL: receiver.url, PUBLISH_WEBHOOK_KEY_FILE: file }),
            database: { url },
            openSource: () => Promise.reject(new Error('the publisher reads nothing')),
            log: createLog({ clock: () => now, write: () => {} }),
            redact: (value) => value,
            clock: () => now,
            slotOf: slotsOf('publisher'),
            timeLeft: () => 60_000,
          },
        );
      };
      expect(await run(0)).toMatchObject([{ status: 'partial', counts: { refused: 1, stopped: 1 } }]);
      expect(await sql`select severity from system_events where event_type = 'publishing_stopped'`).toMatchObject([
        { severity: 'critical' },
      ]);
      await writeFile(file, keys.new, { mode: 0o600 });
      await resumeAccounts(sql, { accountIds: ['ada'], by: 'ada', at: now });
      expect(await run(-5)).toMatchObject([{ status: 'ok', counts: { posted: 1 } }]);
      expect(await postRow(sql, id)).toMatchObject({ status: 'posted' });
      expect(receiver.received).toHaveLength(2);
    });
    await receiver.close();
  });
});
