import type { Sql } from '../../lib/database/client.ts';
import { findAccount } from '../../lib/database/queries/accounts.ts';
import { claimOutbox, recordPosted } from '../../lib/database/queries/publishing.ts';
import { adoptPosts } from '../../lib/jobs/adopt-posts.ts';
import { publisher } from '../../lib/jobs/publisher.ts';
import type { Channel } from '../../lib/publishing/publisher.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import { observation, tweetIdAt } from './observation.ts';
import { asProcess, Killed } from './overlapping-runs.ts';

const MINUTE_MS = 60_000;
const settings = readSettings({});
const log = createLog({ clock: () => new Date(0), write: () => {} });

/** What X does with a request, and what becomes of the process that made it. */
export interface Fate {
  does: 'posts' | 'drops' | 'refuses' | 'rests' | 'locks';
  /** Whether its answer is heard. */
  heard: boolean;
  /** The process dies while it waits for the answer. */
  dies: boolean;
  /** Minutes until what it posts appears on the timeline. */
  lag: number;
}

interface Shown {
  tweetId: string;
  text: string;
  inReplyTo: string | null;
  visibleAt: Date;
}

/** A process that may die: everything it tries afterwards fails. */
export interface Process {
  sql: Sql;
  die(): void;
  /** Began after the newest pause was seen to be in force. */
  beganPaused: boolean;
  requestsWhilePaused: number;
}

let sequence = 0;

/** An account on a forgetful X, which writes down everything that should not happen. */
export class PublishingWorld {
  readonly accountId: string;
  readonly broken: string[] = [];
  readonly timeline: Shown[] = [];
  /** The texts that a person lets go out, by decision; what is not in here has no leave. */
  readonly leave = new Map<string, readonly string[]>();
  /** Text -> decision and part, of every text that ever was. */
  readonly texts = new Map<string, { decisionId: string; part: number }>();
  readonly rails: { posts_per_day: number; posts_per_hour: number; min_gap_minutes: number; threads_per_day: number };
  readonly roots: { at: Date; isThread: boolean }[] = [];
  isPaused = false;
  isOff = false;
  now: Date;
  fates: Fate[] = [];
  killed = 0;
  /** Requests whose answer nobody heard. */
  unheard = 0;

  constructor(options: { accountId: string; now: Date; rails: PublishingWorld['rails'] }) {
    this.accountId = options.accountId;
    this.now = options.now;
    this.rails = options.rails;
  }

  process(sql: Sql, options: { killedAt: number | null; waits: () => number }): Process {
    const life = { ...options };
    return {
      sql: asProcess(sql, life),
      die: () => {
        life.killedAt = 0;
      },
      beganPaused: this.isPaused,
      requestsWhilePaused: 0,
    };
  }

  /** One run of the publisher in a process that may die. */
  async publish(process: Process): Promise<void> {
    await this.alive(async () => {
      const { sql } = process;
      await publisher.run(
        { time: this.now, account: await findAccount(sql, this.accountId), signal: new AbortController().signal },
        {
          sql,
          source: async () => Promise.reject(new Error('the publisher reads nothing')),
          channel: async ({ publishing }) => (publishing === 'off' ? null : this.channel(process)),
          log,
          settings,
          clock: () => this.now,
          timeLeft: () => 240_000,
        },
      );
    });
  }

  /** The operator's own bot: takes one post of the outbox, posts it, reports it, and may die at any of it. */
  async fetch(process: Process, options: { reports: number }): Promise<void> {
    await this.alive(async () => {
      const { sql } = process;
      const claimed = await claimOutbox(sql, { accountId: this.accountId, at: this.now });
      if (claimed === null) return;
      const fate = this.fates.shift() ?? PLAIN;
      const { decisionId, parts } = claimed;
      let inReplyTo: string | null = null;
      const ids: string[] = [];
      for (const text of parts) {
        this.request(process, { text, inReplyTo });
        if (fate.does !== 'posts') break;
        ids.push((inReplyTo = this.show(text, { inReplyTo, lag: 0 })));
      }
      if (fate.dies) return process.die();
      for (let report = 0; report < options.reports; report++) {
        for (const [part, tweetId] of ids.entries()) {
          await recordPosted(sql, { decisionId, tweetId, part, by: 'outbox', at: this.now });
        }
      }
    });
  }

  /** A reading of the timeline; one that is not complete shows its older half. */
  async read(process: Process, options: { isComplete: boolean }): Promise<void> {
    await this.alive(async () => {
      const visible = this.timeline.filter(({ visibleAt }) => visibleAt <= this.now);
      const shown = options.isComplete ? visible : visible.slice(0, Math.floor(visible.length / 2));
      const observations = shown.map(({ tweetId, text, inReplyTo }) =>
        observation({
          tweetId,
          readAt: this.now,
          text,
          conversationId: this.rootOf(tweetId),
          inReplyToTweetId: inReplyTo,
          inReplyToAuthorId: inReplyTo === null ? null : '42',
        }),
      );
      const { accountId, now: at } = this;
      const { problems, isTextTrusted } = await adoptPosts(process.sql, { accountId, observations, at });
      for (const { error } of problems) if (!(error instanceof Killed)) this.broken.push(`reading: ${String(error)}`);
      const complete = options.isComplete && isTextTrusted && problems.length === 0 ? 1 : 0;
      await process.sql`
        insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at, counts)
        values ('metrics_scraper', ${accountId}, ${at}, 'ok', ${at}, ${at}, ${at}, ${process.sql.json({ complete })})
        on conflict (job_name, account_id, slot) do nothing`;
    });
  }

  private async alive(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.killed += 1;
    }
  }

  private channel(process: Process): Channel {
    return {
      name: 'x',
      delivery: 'part_by_part',
      publish: async ({ parts, inReplyTo }) => {
        const [text = ''] = parts;
        const fate = this.fates.shift() ?? PLAIN;
        this.request(process, { text, inReplyTo });
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
        const tweetId = fate.does === 'posts' ? this.show(text, { inReplyTo, lag: fate.heard ? 0 : fate.lag }) : null;
        if (fate.dies || fate.does === 'drops' || !fate.heard) this.unheard += 1;
        if (fate.dies) process.die();
        if (fate.does === 'drops' || !fate.heard) return { kind: 'unknown', reason: 'no answer' };
        if (tweetId !== null) return { kind: 'posted', tweetId };
        const until = new Date(this.now.getTime() + 15 * MINUTE_MS);
        return {
          kind: 'refused',
          refused: fate.does === 'refuses' ? 'post' : fate.does === 'rests' ? 'moment' : 'account',
          code: 'PUBLISH_REFUSED',
          reason: 'X refuses',
          until,
        };
      },
    };
  }

  /** What is asked of X must be allowed at this moment. */
  private request(process: Process, { text, inReplyTo }: { text: string; inReplyTo: string | null }): void {
    const of = this.texts.get(text);
    if (of === undefined) return void this.broken.push(`a text that was never planned: ${text}`);
    const { decisionId, part } = of;
    if (this.leave.get(decisionId)?.[part] !== text) this.broken.push(`without leave: ${text}`);
    if (this.isOff) this.broken.push(`while publishing is off: ${text}`);
    if (this.isPaused) {
      process.requestsWhilePaused += 1;
      // What had begun before the pause may end; nothing begins after it.
      if (process.beganPaused || process.requestsWhilePaused > 1) this.broken.push(`while paused: ${text}`);
    }
    if (part === 0) this.checkRails(decisionId);
    else if (inReplyTo === null) this.broken.push(`a part out of its thread: ${text}`);
  }

  private checkRails(decisionId: string): void {
    const { posts_per_day, posts_per_hour, min_gap_minutes, threads_per_day } = this.rails;
    const isThread = (this.leave.get(decisionId)?.length ?? 1) > 1;
    const same = (digits: number) =>
      this.roots.filter(({ at }) => at.toISOString().slice(0, digits) === this.now.toISOString().slice(0, digits));
    const gaps = this.roots.map(({ at }) => (this.now.getTime() - at.getTime()) / MINUTE_MS);
    if (same(10).length >= posts_per_day) this.broken.push(`more than ${posts_per_day} posts a day`);
    if (same(13).length >= posts_per_hour) this.broken.push(`more than ${posts_per_hour} posts an hour`);
    if (gaps.some((gap) => gap < min_gap_minutes)) this.broken.push(`less than ${min_gap_minutes} minutes apart`);
    if (isThread && same(10).filter((root) => root.isThread).length >= threads_per_day) {
      this.broken.push(`more than ${threads_per_day} threads a day`);
    }
  }

  /** X posts: what it shows once it never shows again. */
  private show(text: string, { inReplyTo, lag }: { inReplyTo: string | null; lag: number }): string {
    const { decisionId, part } = this.texts.get(text)!;
    if (this.timeline.some((shown) => shown.text === text)) this.broken.push(`twice: ${text}`);
    const visibleAt = new Date(this.now.getTime() + lag * MINUTE_MS);
    const tweetId = tweetIdAt(visibleAt, sequence++ % 2 ** 22);
    this.timeline.push({ tweetId, text, inReplyTo, visibleAt });
    if (part === 0) this.roots.push({ at: this.now, isThread: (this.leave.get(decisionId)?.length ?? 1) > 1 });
    return tweetId;
  }

  private rootOf(tweetId: string): string {
    const above = this.timeline.find((shown) => shown.tweetId === tweetId)?.inReplyTo;
    return above === null || above === undefined ? tweetId : this.rootOf(above);
  }
}

const PLAIN: Fate = { does: 'posts', heard: true, dies: false, lag: 0 };
