import { describe, expect, it } from 'vitest';
import type { Sql } from '../../lib/database/client.ts';
import { adoptPosts } from '../../lib/jobs/adopt-posts.ts';
import { publisher } from '../../lib/jobs/publisher.ts';
import type { Publisher } from '../../lib/publishing/publisher.ts';
import { forgetfulX } from '../support/forgetful-x.ts';
import { addPlannedPost, addPublishingAccount } from '../support/planned-posts.ts';
import { copiedDatabases } from './databases.ts';
import { isLong, Life, momentsToTry, tell } from './life.ts';
import { type Call, deliver, type Scenario } from './scenarios.ts';

const MOST_MOMENTS = 10;
const MINUTE_MS = 60_000;
const start = new Date('2026-11-20T12:00:00Z');
const minutesOn = (minutes: number) => new Date(start.getTime() + minutes * MINUTE_MS);
const THREAD = ['The first part of three', 'The second part of three', 'The third part of three'];
const SINGLE = ['A post of its own, between nothing and nothing'];

const databases = copiedDatabases();
const scenario: Scenario = {
  job: publisher,
  time: start,
  async fill(sql) {
    await addPublishingAccount(sql, { accountId: 'ada', publishing: 'x' });
    await addPlannedPost(sql, {
      accountId: 'ada',
      scheduledAt: minutesOn(-5),
      parts: THREAD,
      approvedAt: minutesOn(-9),
    });
    await addPlannedPost(sql, {
      accountId: 'ada',
      scheduledAt: minutesOn(-1),
      parts: SINGLE,
      approvedAt: minutesOn(-9),
    });
  },
  surroundings: () => ({ deps: () => ({}) }),
};

/** A reading of the whole timeline, as the scraper stores one. */
async function readTimeline(sql: Sql, x: ReturnType<typeof forgetfulX>, at: Date): Promise<void> {
  await adoptPosts(sql, { accountId: 'ada', observations: x.observe({ at }), at });
  await sql`
    insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at, counts)
    values ('metrics_scraper', 'ada', ${at}, 'ok', ${at}, ${at}, ${at}, ${sql.json({ complete: 1 })})`;
}

/** A run of the publisher that is killed at a moment, and what happens by itself in the two hours after it; readings may fail for a while. */
async function livedThrough(killedAt: number | null, readFrom = 5) {
  const template = await databases.template('publisher', scenario.fill);
  return databases.withCopy(template, async ({ url, sql }) => {
    let now = start;
    const x = forgetfulX({ clock: () => now, answer: () => 'posts' });
    const channel = (call: Call): Publisher => ({
      ...x.channel,
      publish: (message, options) => call('posting', () => x.channel.publish(message, options)),
    });
    const run = (life: { url: string; call: Call }) =>
      deliver(
        scenario,
        { deps: (call) => ({ channel: async () => channel(call) }) },
        {
          ...{ ...life, clock: () => now, time: now },
          timeLeft: () => 240_000,
        },
      );
    const life = await Life.begin(url, killedAt);
    await run({ url: life.url, call: (what, work) => life.call(what, work) }).catch((error: unknown) => {
      if (killedAt === null) throw error;
    });
    await life.end();
    for (const minutes of [5, 20, 40, 60, 90, 120]) {
      now = minutesOn(minutes);
      if (minutes >= readFrom) await readTimeline(sql, x, now);
      await run({ url, call: (_, work) => work() });
    }
    const posts = await sql`
      select content, status, tweet_id, post_parts(content, thread_parts) as parts, features->'degraded' is not null as degraded, status_reason as reason
      from content_metadata order by scheduled_at`;
    const told = await sql`
      select event_type, event_data from system_events
      where event_type in ('job_error', 'post_failed', 'post_skipped', 'thread_degraded')`;
    return { x, posts, told: told.map(({ event_type: type }) => type), ...life };
  });
}

describe('a publisher that is killed at any of its awaits', () => {
  it(
    'posts nothing twice and loses nothing: what is not out by the end is told, and may be approved again',
    async () => {
      const clean = await livedThrough(null);
      expect(clean.x.timeline.map(({ text }) => text)).toEqual([...THREAD, ...SINGLE]);
      expect(clean.told).toEqual([]);
      const tried = momentsToTry(clean.moments, MOST_MOMENTS);
      const seen = { complete: 0, told: 0 };
      for (const moment of tried) {
        const { x, posts, told, lastWord } = await livedThrough(moment, moment % 2 === 0 ? 5 : 40);
        const where = `moment ${moment} of ${clean.moments}: ${lastWord}`;
        const texts = x.timeline.map(({ text }) => text);
        expect(new Set(texts).size, where).toBe(texts.length);
        for (const { content, status, tweet_id: tweetId, degraded } of posts) {
          const root = x.timeline.find(({ text }) => text === content);
          expect(['posted', 'failed'], where).toContain(status);
          expect({ where, isPosted: status === 'posted', tweetId }).toEqual({
            ...{ where, isPosted: root !== undefined, tweetId: root?.tweetId ?? null },
          });
          const parts = content === THREAD[0] ? THREAD : SINGLE;
          const isWhole = parts.every((part) => texts.includes(part));
          expect({ where, isWhole }).toEqual({ where, isWhole: status === 'posted' && !degraded });
        }
        // What is out of a thread is what is stored of it, also where its last part was long thought to be lost.
        const stored = posts.flatMap(({ parts, status }) => (status === 'posted' ? parts : []));
        expect({ where, stored: [...stored].sort() }).toEqual({ where, stored: [...texts].sort() });
        if (texts.length === THREAD.length + SINGLE.length) seen.complete += 1;
        else expect(told.length, where).toBeGreaterThan(0);
        if (told.length > 0) seen.told += 1;
      }
      expect(seen.complete).toBeGreaterThan(tried.length / 4);
      expect(seen.told).toBeGreaterThan(0);
      tell(`publisher: killed at ${tried.length} of ${clean.moments} moments`);
    },
    isLong ? 3_600_000 : 120_000,
  );
});
