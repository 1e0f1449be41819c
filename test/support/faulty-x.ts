import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobNamed, slotOf } from '../../infra/jobs.ts';
import { createWorld, type SimulatedX, startSimulatedX } from '../../infra/local/simulated-x/index.ts';
import type { Sql } from '../../lib/database/client.ts';
import { addAccount } from '../../lib/database/queries/accounts.ts';
import { metricsScraper } from '../../lib/jobs/metrics-scraper.ts';
import { runJob } from '../../lib/jobs/run-job.ts';
import type { RunSummary } from '../../lib/runtime/envelope.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { secretsManager } from '../../lib/runtime/secrets.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import { type BrowserSourceOptions, browserSource } from '../../lib/sources/browser.ts';
import { sessionStore } from '../../lib/sources/session-store.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const TABLES = [
  'accounts',
  'content_metadata',
  'post_ids',
  'tweet_metrics',
  'outcomes',
  'learning_posts',
  'follower_snapshots',
  'job_runs',
  'system_events',
];

/** What one run came to, as its row, its events and the rows it stored tell. */
export interface ScrapeOutcome {
  status: RunSummary['status'];
  counts: Record<string, number>;
  /** Codes of the errors it reported, each once, sorted. */
  codes: string[];
  categories: string[];
  /** Until when the account rests, in minutes from the run; null when it does not. */
  restMinutes: number | null;
  /** Events that raise the alarm. */
  alarms: string[];
}

/** One account on the simulated X, scraped by the real job with real Chromium into the test's database. */
export interface FaultyX {
  readonly simulatedX: SimulatedX;
  /** The moment it is, for X and for us. */
  readonly now: Date;
  /** Six hours after the first, good run, X well again; the database is as it was then. X keeps the session. */
  restore(): Promise<void>;
  wait(minutes: number): void;
  /** Waits until the account may be read again, at least ten minutes. */
  waitForRest(): Promise<void>;
  /** @param patienceMs how long to wait for the page and its data; what is given up is a fault, not a slow machine. */
  scrape(patienceMs?: number): Promise<ScrapeOutcome>;
  /** What the session's file holds, and its mode. */
  session(): Promise<{ auth_token: string; ct0: string; mode: number }>;
  close(): Promise<void>;
}

/** Starts one, and reads it once while X is well. */
export async function startFaultyX(db: { sql: Sql; url: string }, options: { seed: number }): Promise<FaultyX> {
  const start = new Date('2026-11-02T14:00:00Z');
  const clock = { now: start };
  const folder = await mkdtemp(join(tmpdir(), 'hone-faults-'));
  const sessionFile = join(folder, 'session.json');
  const world = createWorld({
    seed: options.seed,
    accountHandle: 'ada',
    startsAt: new Date(start.getTime() - 2 * DAY_MS),
    timeZone: 'UTC',
    postsPerDay: 7,
  });
  const simulatedX = await startSimulatedX({ world, now: () => clock.now, enforceRateLimits: false });
  const settings = readSettings({ X_BASE_URL: simulatedX.baseUrl, X_SESSION_FILE: sessionFile, LOG_LEVEL: 'error' });
  const log = createLog({ clock: () => clock.now, write: () => {} });
  const job = jobNamed('metrics_scraper');
  const { sql, url } = db;

  const openBrowser = async (limits: Partial<BrowserSourceOptions>) => {
    const store = sessionStore(settings, secretsManager())!;
    const session = await store.load();
    return browserSource({
      baseUrl: settings.xBaseUrl,
      session,
      clock: () => clock.now,
      quietMs: 300,
      maxScrolls: 1,
      onSessionRotated: (to) => store.renew({ from: session, to }),
      ...limits,
    });
  };

  const scrape = async (patienceMs = 15_000): Promise<ScrapeOutcome> => {
    const began = new Date(clock.now);
    const limits = { navigationTimeoutMs: patienceMs, dataTimeoutMs: patienceMs };
    const end = performance.now() + 60_000;
    const summaries = await runJob(
      metricsScraper,
      { time: began.toISOString() },
      {
        settings,
        database: { url },
        openSource: () => openBrowser(limits),
        log,
        redact: (value) => value,
        clock: () => clock.now,
        slotOf: (time) => slotOf(job, time),
        timeLeft: () => end - performance.now(),
      },
    ).catch(() => null);
    const [run] = await sql`select status, counts from job_runs order by slot desc limit 1`;
    const errors = await sql`
      select event_data->>'code' as code, event_data->>'category' as category from system_events
      where event_type = 'job_error' and created_at = ${began}`;
    const alarms = await sql`
      select event_type from system_events where severity = 'critical' and created_at = ${began} order by event_type`;
    const [account] = await sql`select cool_down_until from accounts`;
    const until = account?.cool_down_until as Date | null;
    return {
      status: summaries?.[0]?.status ?? run?.status,
      counts: run?.counts,
      codes: [...new Set(errors.map(({ code }) => String(code)))].sort(),
      categories: [...new Set(errors.map(({ category }) => String(category)))].sort(),
      restMinutes:
        until === null || until <= began ? null : Math.round((until.getTime() - began.getTime()) / MINUTE_MS),
      alarms: alarms.map(({ event_type }) => event_type),
    };
  };

  const wait = (minutes: number) => {
    clock.now = new Date(clock.now.getTime() + minutes * MINUTE_MS);
  };

  const session = { auth_token: 'planted-auth-token', ct0: 'planted-ct0' };
  await writeFile(sessionFile, JSON.stringify(session), { mode: 0o600 });
  await addAccount(sql, { accountId: 'ada', timeZone: 'UTC', at: world.options.startsAt });
  const first = await scrape();
  if (first.status !== 'ok') throw new Error(`the first run must be good, it was ${JSON.stringify(first)}`);
  await sql`create schema baseline`;
  for (const table of TABLES) await sql`create table ${sql(`baseline.${table}`)} as table ${sql(table)}`;

  return {
    simulatedX,
    get now() {
      return clock.now;
    },
    wait,
    scrape,
    async restore() {
      simulatedX.clearFaults();
      simulatedX.resetStats();
      clock.now = new Date(start.getTime() + 370 * MINUTE_MS);
      await sql`truncate ${sql(TABLES)} cascade`;
      for (const table of TABLES) await sql`insert into ${sql(table)} select * from ${sql(`baseline.${table}`)}`;
    },
    async waitForRest() {
      const [account] = await sql`select cool_down_until from accounts`;
      const until = account?.cool_down_until as Date | null;
      const rest = until === null ? 0 : (until.getTime() - clock.now.getTime()) / MINUTE_MS;
      wait(Math.ceil(Math.max(10, rest + 1)));
    },
    session: async () => ({
      ...JSON.parse(await readFile(sessionFile, 'utf8')),
      mode: (await stat(sessionFile)).mode & 0o777,
    }),
    async close() {
      await simulatedX.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
