import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalHost, openLocalHost } from '../../../infra/local/host.ts';
import { createWorld, type SimulatedX, startSimulatedX } from '../../../infra/local/simulated-x/index.ts';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const MINUTE_MS = 60_000;
const start = new Date('2026-11-02T09:00:00Z');
const clock = { now: start };
let folder: string;
let session: string;
let simulatedX: SimulatedX;
let host: LocalHost;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-host-'));
  session = join(folder, 'session.json');
  await writeFile(session, JSON.stringify({ auth_token: 'planted-auth-token', ct0: 'planted-ct0' }), { mode: 0o600 });
  const world = createWorld({
    seed: 3,
    accountHandle: 'ada',
    startsAt: new Date('2026-10-30T00:00:00Z'),
    timeZone: 'UTC',
  });
  simulatedX = await startSimulatedX({ world, now: () => clock.now });
  host = await openLocalHost({
    env: { DATABASE_URL: db.url, X_BASE_URL: simulatedX.baseUrl, X_SESSION_FILE: session },
    write: (line) => lines.push(line),
    clock: () => clock.now,
  });
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: new Date('2026-10-30T00:00:00Z') });
});

afterAll(async () => {
  await host.close();
  await simulatedX.close();
  await rm(folder, { recursive: true });
});

const tick = (minutes = 10) => {
  clock.now = new Date(clock.now.getTime() + minutes * MINUTE_MS);
};
const scrape = () => host.invoke('metrics_scraper', { time: clock.now.toISOString() });
const stored = async () => (await db.sql`select count(*) as n from tweet_metrics`)[0]?.n as number;

describe('the jobs on one machine, over real Chromium and PostgreSQL', () => {
  it('give an account that was only named value from the posts it has', async () => {
    const [run] = await scrape();
    expect(run).toMatchObject({ status: 'ok', counts: { navigations: 1, posts: 20, found: 21 } });
    expect(await stored()).toBeGreaterThanOrEqual(20);
    expect(await db.sql`select distinct author.x_user_id as id from accounts author`).toEqual([
      { id: simulatedX.world.account.userId },
    ]);
  });

  it('store exactly the counters that the page showed', async () => {
    const rows = await db.sql`
      select c.tweet_id, m.* from content_metadata c join tweet_metrics m on m.tweet_id = c.tweet_id`;
    for (const row of rows) {
      const truth = simulatedX.world.countersAt(row.tweet_id, row.collected_at);
      expect({ likes: row.likes_count, replies: row.replies_count, bookmarks: row.bookmarks_count }).toEqual({
        likes: truth?.likes,
        replies: truth?.replies,
        bookmarks: truth?.bookmarks,
      });
    }
  });

  it('do nothing when a slot is delivered a second time', async () => {
    const before = await stored();
    expect((await scrape())[0]?.status).toBe('skipped_duplicate');
    expect(await stored()).toBe(before);
  });

  it('run a failed slot again', async () => {
    tick();
    simulatedX.setFault('stale_query');
    await expect(scrape()).rejects.toThrow(/metrics_scraper \(ada\)/);
    simulatedX.clearFaults();
    expect((await scrape())[0]).toMatchObject({ status: 'ok' });
    expect(await db.sql`select attempt from job_runs order by slot desc limit 1`).toEqual([{ attempt: 2 }]);
  });

  it('keep false zeros out of what is learned, and hear of them from the error analysis', async () => {
    tick(60);
    simulatedX.setFault('false_zeros');
    const [run] = await scrape();
    simulatedX.clearFaults();
    expect(run?.counts.suspect).toBeGreaterThan(0);
    expect(run?.status).toBe('partial');
    await host.invoke('error_analysis', { time: clock.now.toISOString() });
    const [event] = await db.sql`select event_data from system_events where event_type = 'error_analysis'`;
    expect(event?.event_data.total).toBeGreaterThan(0);
  });

  it('let the account rest after one login wall, without asking again', async () => {
    tick();
    simulatedX.setFault('login_wall');
    await expect(scrape()).rejects.toThrow();
    tick();
    simulatedX.resetStats();
    expect((await scrape())[0]?.status).toBe('skipped_cool_down');
    expect(simulatedX.stats().requests.page).toBe(0);
    simulatedX.clearFaults();
    tick(25 * 60);
    expect((await scrape())[0]?.status).toBe('ok');
  });

  it('go on at once when the operator has stored another session', async () => {
    tick();
    simulatedX.setFault('unauthorized');
    await expect(scrape()).rejects.toThrow();
    simulatedX.clearFaults();
    tick();
    expect((await scrape())[0]?.status).toBe('skipped_cool_down');
    await writeFile(session, JSON.stringify({ auth_token: 'planted-auth-token-2', ct0: 'planted-ct0-2' }));
    tick();
    expect((await scrape())[0]?.status).toBe('ok');
  });

  it('write no secret to a log or an event', async () => {
    const events = await db.sql`select * from system_events`;
    expect(`${lines.join('')}${JSON.stringify(events)}`).not.toMatch(/planted-auth-token|planted-ct0/);
    expect(lines.every((line) => JSON.parse(line).message !== undefined)).toBe(true);
  });
});
