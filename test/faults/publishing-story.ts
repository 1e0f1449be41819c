import { expect } from 'vitest';
import type { Sql } from '../../lib/database/client.ts';
import { adoptPosts } from '../../lib/jobs/adopt-posts.ts';
import { publisher } from '../../lib/jobs/publisher.ts';
import type { Publisher } from '../../lib/publishing/publisher.ts';
import { type ForgetfulX, forgetfulX } from '../support/forgetful-x.ts';
import { addPlannedPost, addPublishingAccount } from '../support/planned-posts.ts';
import type { Databases } from './databases.ts';
import { type Call, deliver, type Scenario } from './scenarios.ts';

const MINUTE_MS = 60_000;
const start = new Date('2026-11-20T12:00:00Z');
const minutesOn = (minutes: number) => new Date(start.getTime() + minutes * MINUTE_MS);
const THREAD = ['The first part of three', 'The second part of three', 'The third part of three'];
const SINGLE = ['A post of its own, between nothing and nothing'];
/** All that is to be published, in its order. */
export const PLANNED_TEXTS: readonly string[] = [...THREAD, ...SINGLE];

const scenario: Scenario = {
  job: publisher,
  time: start,
  async fill(sql) {
    await addPublishingAccount(sql, { accountId: 'ada', publishing: 'x' });
    const approvedAt = minutesOn(-9);
    await addPlannedPost(sql, { accountId: 'ada', scheduledAt: minutesOn(-5), parts: THREAD, approvedAt });
    await addPlannedPost(sql, { accountId: 'ada', scheduledAt: minutesOn(-1), parts: SINGLE, approvedAt });
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

/** What the first run has of the world: a way to the database, and calls of X, either of which may fail it. */
export interface Trouble {
  readonly url: string;
  readonly timeLeft?: () => number;
  call?: Call;
  end(): Promise<void>;
}

/** What there is two hours after a run that met with trouble. */
export interface Published {
  x: ForgetfulX;
  posts: readonly {
    content: string;
    status: string;
    tweet_id: string | null;
    parts: readonly string[];
    degraded: boolean;
  }[];
  /** Types of the events that an operator reads. */
  told: readonly string[];
  /** What the first run failed with; null when it did not. */
  error: unknown;
}

/** A run of the publisher that meets with trouble, and what happens by itself in the two hours after it; readings may fail for a while. */
export async function publishThrough(
  databases: Databases,
  meet: (database: { url: string; sql: Sql }) => Promise<Trouble>,
  { readFrom = 5 } = {},
): Promise<Published> {
  const template = await databases.template('publisher', scenario.fill);
  return databases.withCopy(template, async ({ url, sql }) => {
    let now = start;
    const x = forgetfulX({ clock: () => now, answer: () => 'posts' });
    const channel = (call: Call): Publisher => ({
      ...x.channel,
      publish: (message, options) => call('posting', () => x.channel.publish(message, options)),
    });
    const run = (trouble: { url: string; call: Call; timeLeft: () => number }) =>
      deliver(
        scenario,
        { deps: (call) => ({ channel: async () => channel(call) }) },
        { ...trouble, clock: () => now, time: now },
      );
    const calm = { call: ((_, work) => work()) as Call, timeLeft: () => 240_000 };
    const trouble = await meet({ url, sql });
    const { timeLeft = calm.timeLeft } = trouble;
    const call: Call = (what, work) => (trouble.call === undefined ? work() : trouble.call(what, work));
    const error = await run({ url: trouble.url, call, timeLeft }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    await trouble.end();
    for (const minutes of [5, 20, 40, 60, 90, 120]) {
      now = minutesOn(minutes);
      if (minutes >= readFrom) await readTimeline(sql, x, now);
      await run({ url, ...calm });
    }
    const posts = await sql<Published['posts'][number][]>`
      select content, status, tweet_id, post_parts(content, thread_parts) as parts, features->'degraded' is not null as degraded
      from content_metadata order by scheduled_at`;
    const told = await sql<{ type: string }[]>`
      select event_type as type from system_events
      where event_type in ('job_error', 'post_failed', 'post_skipped', 'thread_degraded')`;
    return { x, posts, told: told.map(({ type }) => type), error };
  });
}

/** Nothing twice, nothing lost, and what did not go out is told. Returns whether all went out. */
export function expectEachOnce({ x, posts, told }: Published, where: string): boolean {
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
  const isComplete = texts.length === PLANNED_TEXTS.length;
  if (!isComplete) expect(told.length, where).toBeGreaterThan(0);
  return isComplete;
}
