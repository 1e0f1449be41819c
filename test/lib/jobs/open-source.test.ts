import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAccount, findAccount } from '../../../lib/database/queries/accounts.ts';
import { metricsScraper } from '../../../lib/jobs/metrics-scraper.ts';
import { openSource } from '../../../lib/jobs/open-source.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import type { MetricsSource } from '../../../lib/sources/metrics-source.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';
import { tweetIdAt } from '../../support/observation.ts';
import { json, startTinyX, type TinyX, X_TIME } from '../sources/tiny-x.ts';

const db = testDatabase();
const USER = '42';
const IDS = [1, 5, 9].map((hours) => tweetIdAt(new Date(X_TIME.getTime() - hours * 3_600_000)));
const TIMELINE = `/2/users/${USER}/tweets`;
const timeline = {
  data: IDS.map((id, i) => ({
    id,
    author_id: USER,
    text: `post ${id}`,
    conversation_id: id,
    edit_history_tweet_ids: [id],
    public_metrics: {
      retweet_count: 1,
      reply_count: 2,
      like_count: 10 + i,
      quote_count: 0,
      bookmark_count: 3,
      impression_count: 500,
    },
  })),
  includes: {
    users: [{ id: USER, username: 'ada', public_metrics: { followers_count: 70, following_count: 7, tweet_count: 3 } }],
  },
  meta: { result_count: 3 },
};

let folder: string;
let x: TinyX;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-api-'));
  await writeFile(join(folder, 'token'), 'planted-api-token\n', { mode: 0o600 });
  await writeFile(join(folder, 'open'), 'planted-api-token\n', { mode: 0o644 });
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  await db.sql`truncate accounts, job_runs, system_events cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: new Date('2026-11-01') });
  await db.sql`update accounts set x_user_id = ${USER}`;
  x = await startTinyX({ [TIMELINE]: json(timeline) });
});
afterEach(() => x.close());

async function source(env: Record<string, string>, at: Date): Promise<MetricsSource> {
  const account = await findAccount(db.sql, 'ada');
  return openSource(account!, {
    settings: readSettings({ METRICS_SOURCE: 'api', X_API_BASE_URL: x.baseUrl, ...env }),
    log: createLog({ clock: () => at, write: () => {} }),
    secrets: { read: async () => 'token-of-a-secret', write: async () => {} },
    clock: () => at,
    sql: db.sql,
  });
}

async function scrape(env: Record<string, string> = {}, at = X_TIME) {
  const opened = await source({ X_API_TOKEN_FILE: join(folder, 'token'), ...env }, at);
  return runOnce(metricsScraper, { sql: db.sql, time: at, source: opened });
}

describe('METRICS_SOURCE=api', () => {
  it('reads through the official API with the token of the file, and stores what it read', async () => {
    const { counts } = await scrape();
    expect(counts).toMatchObject({ posts: 3, snapshots: 3, navigations: 1 });
    expect(x.requests[0]?.headers.authorization).toBe('Bearer planted-api-token');
    expect(await db.sql`select distinct source from tweet_metrics`).toEqual([{ source: 'api_v2' }]);
  });

  it('keeps a ledger by day: three owned posts and their author', async () => {
    await scrape();
    const [row] = await db.sql`select account_id, day::text, service, units, usd from api_costs`;
    expect(row).toMatchObject({ account_id: 'ada', day: '2026-11-20', service: 'x_api', units: 4 });
    expect(row?.usd).toBeCloseTo(3 * 0.001 + 0.01, 9);
  });

  it('pays for a post once a day, as X counts', async () => {
    await scrape();
    await scrape({}, new Date(X_TIME.getTime() + 600_000));
    expect(await db.sql`select units from api_costs`).toEqual([{ units: 4 }]);
  });

  it('refuses a run that could pass the month’s limit before anything is asked, and says what to do', async () => {
    await scrape();
    const asked = x.requests.length;
    await expect(scrape({ X_API_MONTHLY_LIMIT_USD: '0.02' })).rejects.toMatchObject({
      code: 'API_COST_LIMIT',
      category: 'rate_limit',
      message: expect.stringContaining('the limit is $0.020'),
    });
    expect(x.requests).toHaveLength(asked);
    expect(await db.sql`select event_type, severity from system_events`).toEqual([
      { event_type: 'cool_down', severity: 'warning' },
    ]);
  });

  it('counts the months apart, and all accounts together', async () => {
    await addAccount(db.sql, { accountId: 'bob', timeZone: 'UTC', at: new Date('2026-11-01') });
    await db.sql`insert into api_costs (account_id, day, service, units, usd) values
      ('bob', '2026-10-31', 'x_api', 1, 99), ('ada', '2026-11-01', 'llm', 1, 99)`;
    await scrape({ X_API_MONTHLY_LIMIT_USD: '1' });
    await db.sql`insert into api_costs (account_id, day, service, units, usd) values ('bob', '2026-11-02', 'x_api', 1, 1)`;
    await expect(scrape({ X_API_MONTHLY_LIMIT_USD: '1' })).rejects.toMatchObject({ code: 'API_COST_LIMIT' });
  });

  it('takes the token from a secret where one is named', async () => {
    const opened = await source({ X_API_TOKEN_SECRET: 'hone/x-api' }, X_TIME);
    await runOnce(metricsScraper, { sql: db.sql, time: X_TIME, source: opened });
    expect(x.requests[0]?.headers.authorization).toBe('Bearer token-of-a-secret');
  });

  it('needs a token that only its owner can read, and never repeats it', async () => {
    await expect(source({}, X_TIME)).rejects.toThrow(/X_API_TOKEN_SECRET and X_API_TOKEN_FILE are both absent/);
    await expect(source({ X_API_TOKEN_FILE: join(folder, 'open') }, X_TIME)).rejects.toThrow(/chmod 600/);
    await expect(source({ X_API_TOKEN_FILE: join(folder, 'none') }, X_TIME)).rejects.toThrow(/cannot be read/);
  });
});
