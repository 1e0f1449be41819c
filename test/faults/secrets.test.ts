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
import { SourceError } from '../../lib/sources/errors.ts';
import type { ReadResult } from '../../lib/sources/metrics-source.ts';
import { startLanguageModelServer } from '../support/language-model-server.ts';
import { json, startLoopback } from '../support/loopback.ts';
import { answerWith } from '../support/obedient-model.ts';
import { readResult, tweetIdAt } from '../support/observation.ts';
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

describe('a session of X that its operator replaces while the old one is being refused', () => {
  it('goes on with the next run, as one that is replaced after it: the account does not rest for a day', async () => {
    const scenario = scenarios.metrics_scraper!;
    const template = await databases.template(scenario.job.name, scenario.fill);
    await databases.withCopy(template, async ({ url, sql }) => {
      let stored = 'first';
      let read: () => Promise<ReadResult> = async () => {
        stored = 'second';
        throw new SourceError('X_UNAUTHORIZED', { detail: 'X refused the session', now: scenario.time });
      };
      const run = (minutes: number) => {
        const time = new Date(scenario.time.getTime() + minutes * 60_000);
        return runJob(
          scenario.job,
          { time: time.toISOString() },
          {
            settings: readSettings({}),
            database: { url },
            openSource: async () => ({ name: 'test', sessionMark: stored, read: () => read() }),
            storedSessionMark: async () => stored,
            log: createLog({ clock: () => time, write: () => {} }),
            redact: (value) => value,
            clock: () => time,
            slotOf: slotsOf('metrics_scraper'),
            timeLeft: () => 60_000,
          },
        );
      };
      await expect(run(0)).rejects.toThrow('X refused the session');
      const [account] = await sql`select cool_down_until > ${scenario.time} as rests from accounts`;
      expect(account).toEqual({ rests: true });
      read = async () => readResult([]);
      expect((await run(10))[0]?.status).toBe('ok');
      // Refused once more, and nobody has stored another one: that is a rest.
      read = () => Promise.reject(new SourceError('X_UNAUTHORIZED', { detail: 'X refused it', now: scenario.time }));
      await expect(run(20)).rejects.toThrow('X refused it');
      expect((await run(30))[0]?.status).toBe('skipped_cool_down');
    });
  });
});

describe('a key of the language model that is rotated while texts are written', () => {
  it('costs no slot: what the old key no longer writes waits, is told, and is written with the new one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hone-rotated-'));
    folders.push(folder);
    const file = join(folder, 'key');
    const keys = { old: 'sk-old-0123456789', new: 'sk-new-0123456789' };
    await writeFile(file, keys.old, { mode: 0o600 });
    let valid = keys.old;
    let answered = 0;
    const writer = await startLanguageModelServer((prompt, { authorization }) => {
      if (authorization !== `Bearer ${valid}`) return { status: 401, text: `Incorrect API key: ${authorization}` };
      answered += 1;
      if (answered === 2) valid = keys.new;
      return { text: differentAnswer(prompt, answered) };
    });
    const scenario = scenarios.content_planner!;
    const template = await databases.template(scenario.job.name, scenario.fill);
    await databases.withCopy(template, async ({ url, sql }) => {
      const lines: string[] = [];
      const run = (hours: number) => {
        const time = new Date(scenario.time.getTime() + hours * 3_600_000);
        return runJob(
          scenario.job,
          { time: time.toISOString() },
          {
            settings: readSettings({
              CONTENT_MODEL: 'openai-compatible:local',
              CONTENT_MODEL_BASE_URL: `${writer.url}/v1`,
              CONTENT_API_KEY_FILE: file,
            }),
            database: { url },
            openSource: () => Promise.reject(new Error('the planner reads nothing')),
            log: createLog({ clock: () => time, write: (line) => lines.push(line) }),
            redact: (value) => value,
            clock: () => time,
            slotOf: slotsOf('content_planner'),
            timeLeft: () => 600_000,
          },
        );
      };
      expect(await run(0)).toMatchObject([{ status: 'partial', counts: { written: 2, skipped: 0, left: 3 } }]);
      const told = await sql`select event_data->>'code' as code from system_events where event_type = 'job_error'`;
      expect(told).toEqual(Array.from({ length: 3 }, () => ({ code: 'GENERATION_UNAUTHORIZED' })));
      await writeFile(file, keys.new, { mode: 0o600 });
      expect(await run(1)).toMatchObject([{ status: 'ok', counts: { planned: 0, written: 3, skipped: 0, left: 0 } }]);
      expect(await sql`select content from content_metadata where status = 'pending_approval'`).toHaveLength(5);
      const kept = await sql`select event_data::text from system_events union all
        select row_to_json(g)::text from generations g union all select row_to_json(c)::text from content_metadata c`;
      expect(JSON.stringify([kept, lines])).not.toMatch(/sk-(old|new)/);
    });
    await writer.close();
  });
});

const SENTENCES = [
  'Flow temperature decides the bill more than the brand.',
  'Short cycling wears a compressor out before its time.',
  'Hot water at night costs comfort in the morning.',
  'Wider pipes quiet a house that used to hum.',
  'Defrosting steals an hour from every cold damp day.',
  'Insulate the loft first, then ask for a smaller machine.',
  'A neighbour measured his meter for a year and told us all.',
  'Radiators from the eighties are often large enough already.',
];

/** A post that no check has anything against, another one every time. */
function differentAnswer(prompt: string, turn: number): string {
  const sentence = SENTENCES[turn % SENTENCES.length]!;
  return answerWith([
    prompt.includes('A thread:') ? [sentence, `2/ How so? ${sentence}`, `3/ In short: ${sentence}`] : [sentence],
  ]);
}
