import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../../lib/database/client.ts';
import { connectionOptions } from '../../../lib/database/connection-options.ts';
import { approvePost, editPost, rejectPost } from '../../../lib/jobs/answer-post.ts';
import { pauseAccounts, resumeAccounts } from '../../../lib/jobs/pause.ts';
import { PublishingRefusedError } from '../../../lib/jobs/publishing-refused.ts';
import { testDatabase } from '../../support/database.ts';
import { createNoise } from '../../support/noise.ts';
import { addPlannedPost, addPublishingAccount } from '../../support/planned-posts.ts';
import { type Fate, PublishingWorld } from '../../support/publishing-world.ts';

const isLong = process.env.HONE_LONG === '1';
const HISTORIES = isLong ? 10_000 : 200;
const MINUTE_MS = 60_000;
const BEGIN = new Date('2026-11-20T22:00:00Z');

const db = testDatabase();
const connections: Sql[] = [];
beforeAll(() => {
  const { url, options } = connectionOptions(db.url, 'hone-test-process');
  for (let i = 0; i < 3; i++) connections.push(postgres(url, options));
});
afterAll(async () => {
  await Promise.all(connections.map((sql) => sql.end({ timeout: 5 })));
});

const killedAt = fc.option(fc.integer({ min: 1, max: 30 }), { freq: 2 });
const work = fc.oneof(
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('publish' as const), killedAt }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), killedAt, isComplete: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), post: fc.nat(5), approves: fc.boolean() }) },
);
/** One thing at a time, or some at once. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.array(work, { minLength: 1, maxLength: 3 }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 90, max: 900 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('approve' as const), post: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reject' as const), post: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('off' as const, 'on' as const, 'on' as const) }) },
);
const fate: fc.Arbitrary<Fate> = fc.record({
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constant('posts' as const) },
    { weight: 3, arbitrary: fc.constantFrom('drops' as const, 'refuses' as const, 'rests' as const, 'locks' as const) },
  ),
  heard: fc.boolean(),
  dies: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  lag: fc.nat(8),
});
const history = fc.record({
  channel: fc.constantFrom('x' as const, 'x' as const, 'outbox' as const),
  rails: fc.record({
    posts_per_day: fc.integer({ min: 1, max: 6 }),
    posts_per_hour: fc.integer({ min: 1, max: 3 }),
    min_gap_minutes: fc.integer({ min: 1, max: 30 }),
    threads_per_day: fc.integer({ min: 0, max: 2 }),
  }),
  posts: fc.array(
    fc.record({
      minutes: fc.integer({ min: -60, max: 40 }),
      parts: fc.integer({ min: 1, max: 3 }),
      leave: fc.constantFrom(true, true, true, false),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  fates: fc.array(fate, { maxLength: 12 }),
  steps: fc.array(step, { minLength: 6, maxLength: 14 }),
  waits: fc.nat(1_000),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
type Work = Extract<History['steps'][number], readonly unknown[]>[number];

const after = (minutes: number, from: Date) => new Date(from.getTime() + minutes * MINUTE_MS);
let histories = 0;

/** A history being lived through. */
class Life {
  readonly world: PublishingWorld;
  readonly ids: string[] = [];
  readonly plan: History;
  private readonly pause: () => number;

  constructor(plan: History) {
    this.plan = plan;
    const { rails } = plan;
    this.world = new PublishingWorld({ accountId: `life${histories++}`, now: BEGIN, rails });
    const noise = createNoise(plan.waits);
    this.pause = () => Math.floor(noise.uniform() * 3);
    this.world.fates = [...plan.fates];
  }

  async begin(): Promise<void> {
    const { accountId, now } = this.world;
    const { channel, rails, posts } = this.plan;
    await addPublishingAccount(db.sql, { accountId, publishing: channel, rails });
    for (const [i, { minutes, parts, leave }] of posts.entries()) {
      const texts = Array.from({ length: parts }, (_, part) => `Post ${i} of ${accountId}, part ${part} as planned`);
      const id = await addPlannedPost(db.sql, { accountId, scheduledAt: after(minutes, now), parts: texts });
      this.ids.push(id);
      this.know(id, texts);
      if (leave) await this.approve(i);
    }
  }

  async live(): Promise<void> {
    for (const one of this.plan.steps) {
      if (Array.isArray(one)) await this.atOnce(one);
      else if (one.kind === 'wait') this.world.now = after(one.minutes, this.world.now);
      else if (one.kind === 'approve') await this.approve(one.post % this.ids.length);
      else if (one.kind === 'reject') await this.reject(one.post % this.ids.length);
      else if (one.kind === 'resume') await this.resume();
      else await this.turn(one.kind === 'on');
    }
  }

  /** Everything goes well at last: what is open must come to an end. */
  async end(): Promise<void> {
    this.world.fates = [];
    await this.turn(true);
    for (let round = 0; round < 3; round++) {
      await this.resume();
      await this.atOnce([{ kind: 'publish', killedAt: null }]);
      this.world.now = after(90, this.world.now);
      await this.atOnce([{ kind: 'read', killedAt: null, isComplete: true }]);
    }
    await this.atOnce([{ kind: 'publish', killedAt: null }]);
  }

  private async atOnce(works: readonly Work[]): Promise<void> {
    await Promise.all(works.map((one, i) => this.do(one, connections[i]!)));
  }

  private async do(one: Work, sql: Sql): Promise<void> {
    const { world } = this;
    if (one.kind === 'pause') {
      await pauseAccounts(sql, { accountIds: [world.accountId], by: 'ada', at: world.now });
      world.isPaused = true;
      return;
    }
    if (one.kind === 'edit') return this.edit(one.post % this.ids.length, { sql, approves: one.approves });
    const process = world.process(sql, { killedAt: one.killedAt, waits: this.pause });
    if (one.kind === 'read') return world.read(process, one);
    await world.publish(process);
    if (this.plan.channel === 'outbox') await world.fetch(process, { reports: 1 + (this.pause() % 2) });
  }

  private know(decisionId: string, texts: readonly string[]): void {
    for (const [part, text] of texts.entries()) this.world.texts.set(text, { decisionId, part });
  }

  private async approve(i: number, sql: Sql = db.sql): Promise<void> {
    const { now } = this.world;
    const id = this.ids[i]!;
    await refusable(async () => {
      const { parts } = await approvePost(sql, { id, by: 'ada', at: now });
      this.world.leave.set(id, parts);
    });
  }

  private async edit(i: number, { sql, approves }: { sql: Sql; approves: boolean }): Promise<void> {
    const id = this.ids[i]!;
    const { now } = this.world;
    const version = this.world.texts.size;
    await refusable(async () => {
      const { parts } = await editPost(sql, {
        id,
        by: 'ada',
        at: now,
        parts: (before) =>
          before.map((_, part) => `Post ${i} of ${this.world.accountId}, part ${part} as of ${version}`),
        check: async () => {
          this.world.leave.delete(id);
          return [];
        },
      });
      this.know(id, parts);
      if (!approves) return;
      // Before it is given: a run beside this one may use it at once.
      this.world.leave.set(id, parts);
      await this.approve(i, sql);
    });
  }

  /** A person who has looked at the timeline: what is on it is not rejected. */
  private async reject(i: number): Promise<void> {
    const id = this.ids[i]!;
    if (this.world.timeline.some(({ text }) => this.world.texts.get(text)!.decisionId === id)) return;
    await refusable(async () => {
      await rejectPost(db.sql, { id, by: 'ada', at: this.world.now, reason: 'no' });
      this.world.leave.delete(id);
    });
  }

  private async resume(): Promise<void> {
    this.world.isPaused = false;
    await resumeAccounts(db.sql, { accountIds: [this.world.accountId], by: 'ada', at: this.world.now });
  }

  private async turn(on: boolean): Promise<void> {
    const channel = on ? this.plan.channel : 'off';
    await db.sql`update accounts set publishing = ${channel} where account_id = ${this.world.accountId}`;
    this.world.isOff = !on;
  }
}

async function refusable(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!(error instanceof PublishingRefusedError)) throw error;
  });
}

describe('publishing, through crashes, lost answers, restarts, second thoughts and kill switches', () => {
  it(
    `posts nothing twice, nothing without leave, nothing while paused, and all that is open ends, in ${HISTORIES} histories`,
    async () => {
      const seen = { killed: 0, shown: 0, unheard: 0, statuses: {} as Record<string, number> };
      await fc.assert(
        fc.asyncProperty(history, async (plan) => {
          const life = new Life(plan);
          await life.begin();
          await life.live();
          await life.end();
          const { world } = life;
          expect(world.broken).toEqual([]);
          const rows = await db.sql`
            select decision_id, status, tweet_id from content_metadata where account_id = ${world.accountId}`;
          expect(rows).toHaveLength(life.ids.length); // nothing was taken for a post that nobody planned
          for (const { decision_id: id, status, tweet_id: tweetId } of rows) {
            seen.statuses[status] = (seen.statuses[status] ?? 0) + 1;
            const root = world.timeline.find(({ text, inReplyTo }) => {
              return inReplyTo === null && world.texts.get(text)!.decisionId === id;
            });
            // What is on X is bound to it, and nothing else is said to be.
            expect({ id, tweetId, isPosted: status === 'posted' }).toEqual({
              id,
              tweetId: root?.tweetId ?? null,
              isPosted: root !== undefined,
            });
            expect(['posting', 'unknown']).not.toContain(status);
          }
          seen.killed += world.killed;
          seen.unheard += world.unheard;
          seen.shown += world.timeline.length;
        }),
        { numRuns: HISTORIES, endOnFailure: true },
      );
      // The test would say little if nothing had died, or nothing had got through.
      expect(seen.killed).toBeGreaterThan(HISTORIES / 5);
      expect(seen.unheard).toBeGreaterThan(HISTORIES / 20);
      expect(seen.shown).toBeGreaterThan(HISTORIES);
      for (const status of ['posted', 'failed', 'skipped'])
        expect(seen.statuses[status]).toBeGreaterThan(HISTORIES / 50);
    },
    isLong ? 7_200_000 : 300_000,
  );
});
