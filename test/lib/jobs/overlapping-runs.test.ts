import fc from 'fast-check';
import postgres, { type Row } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../../lib/database/client.ts';
import { connectionOptions } from '../../../lib/database/connection-options.ts';
import { addAccount, findAccount } from '../../../lib/database/queries/accounts.ts';
import { runStore } from '../../../lib/database/queries/job-runs.ts';
import { metricsScraper } from '../../../lib/jobs/metrics-scraper.ts';
import { runInEnvelope } from '../../../lib/runtime/envelope.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import type { MetricsSource } from '../../../lib/sources/metrics-source.ts';
import { testDatabase } from '../../support/database.ts';
import { createNoise } from '../../support/noise.ts';
import { asProcess, Killed } from '../../support/overlapping-runs.ts';
import { type ModelWorld, modelWorld, SLOTS } from './model-world.ts';

const isLong = process.env.HONE_LONG === '1';
const INTERLEAVINGS = isLong ? 10_000 : 200;
const WORLDS = 5;
const LATER_MS = 3_600_000;

const db = testDatabase();
const processes: Sql[] = [];
const settings = readSettings({});
const log = createLog({ clock: () => new Date(0), write: () => {} });

beforeAll(() => {
  const { url, options } = connectionOptions(db.url, 'hone-test-process');
  for (let i = 0; i < 8; i++) processes.push(postgres(url, options));
});
afterAll(async () => {
  await Promise.all(processes.map((sql) => sql.end({ timeout: 5 })));
});

/** One delivery of a slot's event, and what becomes of the process that gets it. */
interface Delivery {
  slot: number;
  /** Turns of the event loop before it begins. */
  after: number;
  /** The statement at which its process is killed. */
  killedAt: number | null;
  /** Its lease is over while it still runs: another delivery may claim the slot beside it. */
  isSlow: boolean;
}

async function deliver(
  sql: Sql,
  world: ModelWorld,
  delivery: Delivery & { waits: () => number; wave: number },
): Promise<string> {
  const { slot, wave, isSlow, after } = delivery;
  for (let left = after; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
  const process = asProcess(sql, delivery);
  const time = world.timeOf(slot);
  const now = new Date(time.getTime() + wave * LATER_MS);
  const source: MetricsSource = { name: 'model', read: async () => world.readAt(slot) };
  try {
    const account = await findAccount(process, world.accountId);
    const summary = await runInEnvelope({
      claim: {
        job: metricsScraper.name,
        accountId: world.accountId,
        slot: time,
        leaseUntil: isSlow ? new Date(now.getTime() - 1) : new Date(now.getTime() + 60_000),
      },
      store: runStore(process),
      log,
      redact: (value) => value,
      clock: () => now,
      limitMs: 60_000,
      work: ({ signal }) =>
        metricsScraper.run(
          { time, account, signal },
          { sql: process, source: async () => source, log, settings, clock: () => time, timeLeft: () => 60_000 },
        ),
    });
    return summary.status === 'failed' ? `failed: ${summary.error}` : summary.status;
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    throw error;
  }
}

/** The final tables without what differs by nature: random ids, and when a row was written. Posts go by their names. */
async function finalTables(world: ModelWorld): Promise<unknown> {
  const of = (tweetId: string) => world.nameOf(tweetId);
  const named = (rows: readonly Row[]) =>
    rows
      .map((row) => ({ ...row, tweet_id: of(row.tweet_id) }))
      .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  const { sql } = db;
  const id = world.accountId;
  return {
    posts: named(
      await sql`
      select tweet_id, decision_type, status, content, thread_parts, posted_at, gone_at, gone_reason, actual_impressions,
        actual_likes, actual_retweets, actual_replies, actual_quotes, actual_bookmarks, actual_engagement_rate
      from content_metadata where account_id = ${id}`,
    ),
    ids: named(
      await sql`
      select p.tweet_id, p.role, p.part_index, c.posted_at
      from post_ids p join content_metadata c using (decision_id) where c.account_id = ${id}`,
    ),
    readings: named(
      await sql`
      select m.* from tweet_metrics m join post_ids p using (tweet_id) join content_metadata c using (decision_id)
      where c.account_id = ${id}`,
    ),
    outcomes: named(
      await sql`
      select c.tweet_id, o.age_hours, o.method, o.impressions, o.likes, o.retweets, o.replies, o.quotes, o.bookmarks,
        o.engagements, o.engagement_rate, o.log_sd, o.followers_gained, o.observed_at
      from outcomes o join content_metadata c using (decision_id) where c.account_id = ${id}`,
    ),
    learned: named(
      await sql`
      select c.tweet_id, l.age_hours, l.features, l.reward, l.weight
      from learning_posts l join content_metadata c using (decision_id) where c.account_id = ${id}`,
    ),
    followers: await sql`
      select collected_at, followers from follower_snapshots where account_id = ${id} order by collected_at`,
    runs: await sql`
      select slot, status in ('ok', 'partial') as done from job_runs where account_id = ${id} order by slot`,
  };
}

let worlds = 0;
async function newWorld(seed: number): Promise<ModelWorld> {
  const world = modelWorld({ seed, number: worlds++ });
  await addAccount(db.sql, { accountId: world.accountId, timeZone: 'UTC', at: new Date('2026-01-01') });
  await deliver(processes[0]!, world, { slot: 0, after: 0, killedAt: null, isSlow: false, waits: () => 0, wave: 0 });
  return world;
}

const clean = new Map<number, Promise<unknown>>();
async function cleanRun(seed: number): Promise<unknown> {
  const world = await newWorld(seed);
  for (let slot = 1; slot < SLOTS; slot++) {
    await deliver(processes[0]!, world, { slot, after: 0, killedAt: null, isSlow: false, waits: () => 0, wave: 0 });
  }
  return finalTables(world);
}

const delivery = fc.record({
  slot: fc.integer({ min: 1, max: SLOTS - 1 }),
  after: fc.nat(40),
  killedAt: fc.option(fc.integer({ min: 1, max: 60 })),
  isSlow: fc.boolean(),
});
const interleaving = fc.record({
  seed: fc.nat(WORLDS - 1),
  deliveries: fc.array(delivery, { minLength: 2, maxLength: 4 }),
  order: fc.shuffledSubarray(
    Array.from({ length: SLOTS - 1 }, (_, i) => i + 1),
    { minLength: SLOTS - 1 },
  ),
  waits: fc.nat(1_000),
});

describe('scraper runs that overlap, are repeated, come late and are killed', () => {
  it(
    `leave the tables of one clean run, in ${INTERLEAVINGS} random interleavings`,
    async () => {
      const fates: Record<string, number> = {};
      await fc.assert(
        fc.asyncProperty(interleaving, async ({ seed, deliveries, order, waits }) => {
          let expected = clean.get(seed);
          if (expected === undefined) clean.set(seed, (expected = cleanRun(seed)));
          await expected;
          const world = await newWorld(seed);
          const noise = createNoise(waits);
          const pause = () => Math.floor(noise.uniform() * 4);
          const first = deliveries.map((one, i) => deliver(processes[i]!, world, { ...one, waits: pause, wave: 0 }));
          for (const fate of await Promise.all(first)) fates[fate] = (fates[fate] ?? 0) + 1;
          // At last every slot is delivered once more, to processes that live, in any order and at the same time.
          const last = order.map((slot, i) =>
            deliver(processes[i]!, world, { slot, after: i, killedAt: null, isSlow: false, waits: pause, wave: 1 }),
          );
          for (const fate of await Promise.all(last)) expect(fate).toMatch(/^(ok|partial|skipped_duplicate)$/);
          expect(await finalTables(world)).toEqual(await expected);
        }),
        { numRuns: INTERLEAVINGS, endOnFailure: true },
      );
      // The test would say little if nothing had been killed, or nothing had got through.
      expect(fates.killed).toBeGreaterThan(INTERLEAVINGS / 10);
      expect((fates.partial ?? 0) + (fates.ok ?? 0)).toBeGreaterThan(INTERLEAVINGS / 10);
      expect(fates.skipped_duplicate).toBeGreaterThan(0);
    },
    isLong ? 14_400_000 : 600_000,
  );
});
