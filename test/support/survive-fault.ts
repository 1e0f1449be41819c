import { expect } from 'vitest';
import type { SimulatedCounters } from '../../infra/local/simulated-x/index.ts';
import type { Sql } from '../../lib/database/client.ts';
import { FAULT_TABLE } from './fault-table.ts';
import type { FaultyX } from './faulty-x.ts';

const COUNTERS = ['impressions', 'likes', 'retweets', 'replies', 'quotes', 'bookmarks'] as const;
type Truth = Pick<SimulatedCounters, (typeof COUNTERS)[number]>;

/** What some faults show is not the world's truth, and yet believed: nobody could know better, or it is the truth. */
const SHOWN: Readonly<Record<string, (truth: Truth) => Truth>> = {
  // People take likes back.
  likes_falling: (truth) => ({ ...truth, likes: Math.ceil(truth.likes * 0.95) }),
  // A tenth less than there are may still be more than there were.
  views_falling: (truth) => ({ ...truth, impressions: Math.floor(truth.impressions * 0.9) }),
};

/**
 * One run while X has this fault, and one after it: both do what the table of faults says, nothing false is believed or
 * stored twice, no post has another one's text, and the run after it reads everything again.
 */
export async function surviveFault(x: FaultyX, sql: Sql, name: string): Promise<void> {
  const expected = FAULT_TABLE[name]!;
  await x.restore();
  const before = await stored(sql);
  x.simulatedX.setFault(name);
  const during = await x.scrape(expected.patienceMs);
  const requests = x.simulatedX.stats().requests;

  const outcome = [expected, expected.or].find((one) => one?.status === during.status) ?? expected;
  // X's clock decides when a day is over.
  const rest = during.restMinutes === null || outcome.rest === null ? during.restMinutes : outcome.rest;
  const { status, codes } = during;
  expect({ status, codes, rest }).toEqual({ status: outcome.status, codes: outcome.codes, rest: outcome.rest });
  expect(during.alarms).toEqual(outcome.rest !== null && outcome.rest >= 1_440 ? ['account_stopped'] : []);
  expect(requests.page, 'pages asked for').toBeLessThanOrEqual(name === 'redirect_loop' ? 20 : 4);
  await expectReads(sql, { before, reads: expected.reads });
  const at = new Date(x.now);

  x.simulatedX.clearFaults();
  await x.waitForRest();
  const after = await x.scrape();
  expect({ status: after.status, rest: after.restMinutes }).toEqual({ status: expected.after ?? 'ok', rest: null });
  if (expected.reads !== 'all') expect(after.counts.snapshots).toBeGreaterThan(0);

  await expectTruth(x, sql, { name, during: at });
  await expectEverythingBack(x, sql);
}

async function stored(sql: Sql): Promise<number> {
  return (await sql`select count(*)::int as n from tweet_metrics`)[0]?.n as number;
}

async function expectReads(sql: Sql, run: { before: number; reads: 'all' | 'some' | 'none' }): Promise<void> {
  const { before, reads } = run;
  const added = (await stored(sql)) - before;
  if (reads === 'none') return expect(added).toBe(0);
  expect(added).toBeGreaterThan(0);
  const [row] =
    await sql`select count(*)::int as n from content_metadata where created_at > now() - interval '99 years'`;
  if (reads === 'all') expect(row?.n).toBeGreaterThan(16);
}

/** What is believed was true at the moment of the reading, or is what this fault shows; and each is there once. */
async function expectTruth(x: FaultyX, sql: Sql, fault: { name: string; during: Date }): Promise<void> {
  const { world } = x.simulatedX;
  const rows = await sql`select * from tweet_metrics where quality = 'ok'`;
  for (const row of rows) {
    const truth = world.countersAt(row.tweet_id, row.collected_at);
    if (truth === null) {
      // The only post that is not the world's own is the twin of the same millisecond.
      expect([fault.name, row.likes_count, row.impressions_count]).toEqual(['two_posts_in_one_millisecond', 7, 77]);
      continue;
    }
    const isDuring = row.collected_at.getTime() === fault.during.getTime();
    const shown = (isDuring ? SHOWN[fault.name]?.(truth) : undefined) ?? truth;
    for (const name of COUNTERS) {
      const value = row[`${name}_count`];
      if (value !== null) expect([row.tweet_id, name, value]).toEqual([row.tweet_id, name, shown[name]]);
    }
  }
  const twice = await sql`
    select tweet_id from tweet_metrics group by tweet_id, collected_at having count(*) > 1
    union all select tweet_id from content_metadata group by tweet_id having count(*) > 1`;
  expect(twice).toEqual([]);
}

/** No post is gone, each has its own text, and the actual figures are those of its newest believed reading. */
async function expectEverythingBack(x: FaultyX, sql: Sql): Promise<void> {
  const { world } = x.simulatedX;
  const posts = await sql`select tweet_id, content, status, actual_likes from content_metadata`;
  for (const { tweet_id, content, status } of posts) {
    const found = world.postOf(tweet_id);
    if (found === null) continue;
    expect([tweet_id, status]).toEqual([tweet_id, 'posted']);
    const texts = found.post.parts.map(({ text }) => plain(text));
    expect(texts.some((text) => text.startsWith(plain(content).slice(0, 40)))).toBe(true);
  }
  const [stale] = await sql`
    select count(*)::int as n from content_metadata c
    where actual_likes is distinct from (select m.likes_count from post_ids p join tweet_metrics m using (tweet_id)
      where p.decision_id = c.decision_id and p.role <> 'part' and m.quality = 'ok' order by m.collected_at desc limit 1)`;
  expect(stale).toEqual({ n: 0 });
}

function plain(text: string): string {
  return text
    .replace(/https?:\/\/\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
