import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { metricsScraper } from '../../../lib/jobs/metrics-scraper.ts';
import { SourceError } from '../../../lib/sources/errors.ts';
import type { MetricsSource, ReadRequest, ReadResult } from '../../../lib/sources/metrics-source.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';
import { observation, readResult, tweetIdAt } from '../../support/observation.ts';

const db = testDatabase();
const HOUR_MS = 3_600_000;
const posted = new Date('2026-11-20T10:00:00Z');
const hoursLater = (hours: number) => new Date(posted.getTime() + hours * HOUR_MS);
const first = tweetIdAt(posted);

/** A source that shows what the test says and remembers what was asked. */
function showing(
  result: ReadResult | ((request: ReadRequest) => ReadResult),
): MetricsSource & { asked: ReadRequest[] } {
  const asked: ReadRequest[] = [];
  return {
    name: 'test',
    asked,
    read: async (request) => {
      asked.push(request);
      return typeof result === 'function' ? result(request) : result;
    },
  };
}

const failing = (error: Error): MetricsSource => ({ name: 'test', read: () => Promise.reject(error) });

const scrape = (result: ReadResult | MetricsSource, hours: number, env: Record<string, string> = {}) =>
  runOnce(metricsScraper, {
    sql: db.sql,
    time: hoursLater(hours),
    source: 'read' in result ? result : showing(result),
    env,
  });
const counted = (likes: number, impressions: number, hours: number, tweetId = first) =>
  observation({ tweetId, readAt: hoursLater(hours), counters: { likes, impressions, retweets: 0, replies: 0 } });

beforeEach(async () => {
  await db.sql`truncate accounts, job_runs, system_events cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'Europe/Berlin', at: new Date('2026-11-01') });
});

describe('the metrics scraper', () => {
  it('finds posts that no plan made, and stores their metrics', async () => {
    const { counts, lines } = await scrape(readResult([counted(3, 100, 1)]), 1);
    expect(counts).toMatchObject({ due: 0, found: 1, posts: 1, snapshots: 1, navigations: 1 });
    expect(await db.sql`select * from content_metadata`).toMatchObject([
      {
        tweet_id: first,
        account_id: 'ada',
        generator_name: null,
        decision_type: 'single',
        status: 'posted',
        actual_likes: 3,
        actual_impressions: 100,
        actual_quotes: null,
      },
    ]);
    expect(lines.map(({ message }) => message)).toContain('[METRICS_JOB] 🧠 Updated learning system');
  });

  it('stores what it read once, however often it is told', async () => {
    for (let i = 0; i < 3; i++) await scrape(readResult([counted(3, 100, 1)]), 1);
    expect(await db.sql`select count(*) as n from tweet_metrics`).toEqual([{ n: 1 }]);
    expect(await db.sql`select count(*) as n from content_metadata`).toEqual([{ n: 1 }]);
  });

  it('takes outcomes at fixed ages from the readings around them, projects the later ones, and learns each age once', async () => {
    for (const [hours, likes, impressions] of [
      [0.5, 4, 100],
      [0.9, 7, 180],
      [1.1, 9, 220],
      [5.9, 20, 500],
      [6.1, 22, 520],
    ] as const) {
      await scrape(readResult([counted(likes, impressions, hours)]), hours);
    }
    const outcomes =
      await db.sql`select age_hours, method, engagements, impressions, log_sd from outcomes order by age_hours`;
    expect(outcomes.map(({ age_hours, method }) => [age_hours, method])).toEqual([
      [1, 'interpolated'],
      [6, 'interpolated'],
      [24, 'projected'],
      [72, 'projected'],
      [168, 'projected'],
    ]);
    expect(outcomes[0]?.engagements).toBeGreaterThan(7);
    expect(outcomes[0]?.engagements).toBeLessThan(9);
    expect(outcomes[1]?.log_sd).toBeNull();
    expect(outcomes[2]?.log_sd).toBeGreaterThan(0);
    expect(outcomes[2]?.engagements).toBeGreaterThan(22);
    const learned = await db.sql`select age_hours, features from learning_posts order by age_hours`;
    expect(learned).toEqual([
      { age_hours: 1, features: { generator: null, format: 'single', hour: 11, weekday: 4, topic: null } },
      { age_hours: 6, features: { generator: null, format: 'single', hour: 11, weekday: 4, topic: null } },
    ]);
  });

  it('keeps a false zero out of everything that is learned, and reports it', async () => {
    await scrape(readResult([counted(30, 500, 1)]), 1);
    const { counts, problems } = await scrape(readResult([counted(0, 600, 1.2)]), 1.2);
    expect(counts).toMatchObject({ suspect: 1 });
    expect(String(problems?.[0]?.error)).toMatch(/likes 30 -> 0/);
    expect(await db.sql`select actual_likes, actual_impressions from content_metadata`).toEqual([
      { actual_likes: 30, actual_impressions: 500 },
    ]);
    expect(await db.sql`select quality from tweet_metrics order by collected_at`).toEqual([
      { quality: 'ok' },
      { quality: 'suspect' },
    ]);
  });

  it('never credits one post with the numbers of another: a text that cannot be its text is quarantined', async () => {
    await scrape(readResult([{ ...counted(3, 100, 1), text: 'Our release is out today' }]), 1);
    const { counts } = await scrape(
      readResult([{ ...counted(900, 20_000, 1.2), text: 'A wholly different sentence on cats' }]),
      1.2,
    );
    expect(counts).toMatchObject({ quarantined: 1 });
    expect(await db.sql`select actual_likes from content_metadata`).toEqual([{ actual_likes: 3 }]);
  });

  it('keeps unknown apart from zero', async () => {
    await scrape(readResult([observation({ tweetId: first, readAt: hoursLater(1), counters: { likes: 0 } })]), 1);
    expect(await db.sql`select actual_likes, actual_impressions, actual_engagement_rate from content_metadata`).toEqual(
      [{ actual_likes: 0, actual_impressions: null, actual_engagement_rate: null }],
    );
  });

  it('makes one post of a thread: the root counts, the parts keep readings of their own', async () => {
    const second = tweetIdAt(new Date(posted.getTime() + 2_000));
    const root = counted(9, 300, 1);
    const part = observation({
      tweetId: second,
      readAt: hoursLater(1),
      conversationId: first,
      inReplyToTweetId: first,
      inReplyToAuthorId: '42',
      counters: { likes: 2 },
    });
    await scrape(readResult([part, root]), 1);
    expect(
      await db.sql`select decision_type, tweet_id, actual_likes, jsonb_array_length(thread_parts) as parts from content_metadata`,
    ).toEqual([{ decision_type: 'thread', tweet_id: first, actual_likes: 9, parts: 2 }]);
    expect(await db.sql`select tweet_id, role, part_index from post_ids order by tweet_id`).toEqual([
      { tweet_id: first, role: 'root', part_index: 0 },
      { tweet_id: second, role: 'part', part_index: 1 },
    ]);
  });

  it('keeps one identity of a post that was edited', async () => {
    await scrape(readResult([counted(3, 100, 0.2)]), 0.2);
    const edited = tweetIdAt(hoursLater(0.4));
    await scrape(
      readResult([
        observation({
          tweetId: edited,
          editTweetIds: [first, edited],
          readAt: hoursLater(1),
          counters: { likes: 8, impressions: 200 },
          text: `text of ${first}`,
        }),
      ]),
      1,
    );
    expect(await db.sql`select tweet_id, actual_likes, posted_at from content_metadata`).toEqual([
      { tweet_id: first, actual_likes: 8, posted_at: posted },
    ]);
  });

  it('leaves answers to others alone', async () => {
    const answer = observation({
      tweetId: first,
      readAt: hoursLater(1),
      inReplyToTweetId: '1',
      inReplyToAuthorId: '7',
      conversationId: '1',
    });
    expect((await scrape(readResult([answer]), 1)).counts).toMatchObject({ found: 0, posts: 0 });
  });

  it('asks for what is due, at most as many as configured, the unread first', async () => {
    const ids = Array.from({ length: 5 }, (_, i) => tweetIdAt(new Date(posted.getTime() - i * HOUR_MS)));
    await scrape(readResult(ids.map((tweetId) => counted(1, 10, 0.1, tweetId))), 0.1);
    const source = showing(readResult([]));
    await scrape(source, 1, { METRICS_MAX_POSTS_PER_RUN: '3' });
    expect(source.asked[0]?.wanted).toHaveLength(3);
    expect(source.asked[0]?.wanted[0]).toBe(first);
  });

  it('stores no more posts than configured, even when the page shows more', async () => {
    const ids = Array.from({ length: 9 }, (_, i) => tweetIdAt(new Date(posted.getTime() - i * HOUR_MS)));
    const { counts } = await scrape(readResult(ids.map((tweetId) => counted(1, 10, 1, tweetId))), 1, {
      METRICS_MAX_POSTS_PER_RUN: '4',
    });
    expect(counts).toMatchObject({ posts: 4, snapshots: 4 });
  });

  it('marks a post gone when X says so, and does not take it for zero', async () => {
    await scrape(readResult([counted(3, 100, 1)]), 1);
    await scrape(readResult([], { gone: [{ tweetId: first, reason: 'deleted' }] }), 1.2);
    expect(await db.sql`select status, actual_likes from content_metadata`).toEqual([
      { status: 'gone', actual_likes: 3 },
    ]);
  });

  it("keeps the account's followers, and refuses a handle that changed hands", async () => {
    const account = { userId: '42', handle: 'ada', readAt: hoursLater(1), followers: 10, following: 2, posts: 5 };
    await scrape(readResult([], { account }), 1);
    const { problems } = await scrape(
      readResult([], { account: { ...account, userId: '43', readAt: hoursLater(2) } }),
      2,
    );
    expect(String(problems?.[0]?.error)).toMatch(/is now X user 43/);
    expect(await db.sql`select followers from follower_snapshots`).toEqual([{ followers: 10 }]);
  });

  it('lets the account rest when X asks for it, and says so', async () => {
    const refusal = new SourceError('X_LOGIN_WALL', { detail: 'X shows its login wall', now: hoursLater(1) });
    await expect(scrape(failing(refusal), 1)).rejects.toThrow('X shows its login wall');
    expect(await db.sql`select cool_down_until from accounts`).toEqual([{ cool_down_until: hoursLater(25) }]);
    expect(await db.sql`select event_type, severity from system_events`).toEqual([
      { event_type: 'account_stopped', severity: 'critical' },
    ]);
  });

  it('loses nothing else when one post cannot be stored', async () => {
    const broken = counted(1, 10, 1, tweetIdAt(hoursLater(0.5)));
    broken.counters.likes = -1;
    const { counts, problems } = await scrape(readResult([broken, counted(3, 100, 1)]), 1);
    expect(counts).toMatchObject({ snapshots: 1 });
    expect(problems).toHaveLength(1);
    expect(await db.sql`select count(*) as n from tweet_metrics`).toEqual([{ n: 1 }]);
  });

  it('keeps hostile text as text', async () => {
    const text = `'); drop table accounts; -- <script>alert(1)</script> \u202E`;
    await scrape(readResult([{ ...counted(1, 10, 1), text }]), 1);
    expect(await db.sql`select content from content_metadata`).toEqual([{ content: text }]);
  });

  describe('when X lies', () => {
    const quoted = (quotes: number, hours: number) =>
      observation({ tweetId: first, readAt: hoursLater(hours), counters: { likes: 9, quotes, impressions: 1_000 } });

    it('takes back an earlier zero when the counter heals, and all that had been made of it', async () => {
      await scrape(readResult([quoted(0, 0.99)]), 0.99);
      const [young] = await db.sql`select engagements, method from outcomes where age_hours = 1`;
      expect(young).toEqual({ engagements: 9, method: 'interpolated' });
      expect(await db.sql`select age_hours from learning_posts`).toEqual([{ age_hours: 1 }]);
      const { counts, problems } = await scrape(readResult([quoted(8, 1.16)]), 1.16);
      expect(counts).toMatchObject({ suspect: 0, in_retrospect: 1 });
      expect(String(problems?.[0]?.error)).toMatch(/quotes 0, later 8/);
      expect(await db.sql`select quality, doubt is null as believed from tweet_metrics order by collected_at`).toEqual([
        { quality: 'suspect', believed: false },
        { quality: 'ok', believed: true },
      ]);
      expect(await db.sql`select actual_quotes from content_metadata`).toEqual([{ actual_quotes: 8 }]);
      expect(await db.sql`select age_hours from outcomes where age_hours = 1`).toEqual([]);
      expect(await db.sql`select age_hours from learning_posts`).toEqual([]);
    });

    it('believes a value that has healed, and keeps falls that are true', async () => {
      for (const [hours, likes] of [
        [1, 30],
        [1.2, 0],
        [1.4, 28],
        [1.6, 27],
      ] as const) {
        await scrape(readResult([counted(likes, 500, hours)]), hours);
      }
      expect(await db.sql`select quality from tweet_metrics order by collected_at`).toEqual(
        ['ok', 'suspect', 'ok', 'ok'].map((quality) => ({ quality })),
      );
      expect(await db.sql`select actual_likes from content_metadata`).toEqual([{ actual_likes: 27 }]);
    });

    it('corrects what was learned when a reading comes late, and learns the age only once', async () => {
      await scrape(readResult([counted(4, 100, 0.5)]), 0.5);
      expect((await scrape(readResult([counted(40, 900, 2)]), 2)).counts.learned).toBe(1);
      const [before] = await db.sql`select reward, learned_at from learning_posts where age_hours = 1`;
      expect((await scrape(readResult([counted(8, 200, 1)]), 1)).counts.learned).toBe(0);
      const [after] = await db.sql`select reward, learned_at from learning_posts where age_hours = 1`;
      expect(after?.reward).toBeCloseTo(Math.log(8.5 / 192.5), 9);
      expect(after?.reward).not.toBe(before?.reward);
      expect(after?.learned_at).toEqual(before?.learned_at);
    });

    it('dates readings by our own clock when X’s is off, and says so', async () => {
      const skewed = { ...counted(3, 100, 1), readAt: hoursLater(1.8) };
      const { problems } = await scrape(readResult([skewed]), 1);
      expect(problems?.map(({ error }) => (error as { code?: string }).code)).toEqual(['HONE_CLOCK_SKEW']);
      expect(await db.sql`select collected_at from tweet_metrics`).toEqual([{ collected_at: hoursLater(1) }]);
    });

    it('takes up a gone post when X shows it again', async () => {
      await scrape(readResult([counted(3, 100, 1)]), 1);
      await scrape(readResult([], { gone: [{ tweetId: first, reason: 'Protected' }] }), 1.2);
      expect(await db.sql`select status, gone_reason from content_metadata`).toEqual([
        { status: 'gone', gone_reason: 'Protected' },
      ]);
      await scrape(readResult([counted(5, 120, 1.4)]), 1.4);
      expect(await db.sql`select status, gone_at, actual_likes from content_metadata`).toEqual([
        { status: 'posted', gone_at: null, actual_likes: 5 },
      ]);
    });

    it('takes over no text from a reading in which the known posts have other texts than theirs', async () => {
      const [second, third] = [0.2, 0.4].map((hours) => tweetIdAt(hoursLater(hours))) as [string, string];
      const texts = ['Our release is out today', 'A wholly different sentence on cats', 'Nothing like the other two'];
      const showing = (ids: string[], order: number[], hours: number) =>
        readResult(ids.map((id, i) => ({ ...counted(3, 100, hours, id), text: texts[order[i]!] ?? '' })));
      await scrape(showing([first, second], [0, 1], 0.5), 0.5);
      expect((await scrape(showing([first, second, third], [1, 2, 0], 0.7), 0.7)).counts).toMatchObject({
        found: 0,
        quarantined: 2,
      });
      expect((await scrape(showing([first, second, third], [0, 1, 2], 0.9), 0.9)).counts).toMatchObject({
        found: 1,
        quarantined: 0,
      });
      expect(await db.sql`select content from content_metadata order by tweet_id`).toEqual(
        texts.map((content) => ({ content })),
      );
    });

    it('believes a found post’s text the third time in a row, and never that of another author', async () => {
      const saying = (text: string, hours: number, authorId = '42') => ({ ...counted(3, 100, hours), text, authorId });
      await scrape(readResult([saying('A lie of the very first reading', 1)]), 1);
      await db.sql`update accounts set x_user_id = '42'`;
      const outcomes: number[] = [];
      for (const hours of [1.2, 1.4, 1.6, 1.8]) {
        outcomes.push(
          (await scrape(readResult([saying('What it has always said', hours)]), hours)).counts.quarantined!,
        );
      }
      expect(outcomes).toEqual([1, 1, 0, 0]);
      expect(await db.sql`select content from content_metadata`).toEqual([{ content: 'What it has always said' }]);
      for (const hours of [2, 2.2, 2.4, 2.6]) {
        const { counts } = await scrape(readResult([saying('What it has always said', hours, '66')]), hours);
        expect(counts.quarantined).toBe(1);
      }
    });

    it('lets the text of an edited post be another one, and an older version seen late changes nothing', async () => {
      const edited = tweetIdAt(hoursLater(0.4));
      const version = (tweetId: string, text: string, hours: number) => ({
        ...counted(8, 200, hours, tweetId),
        text,
        editTweetIds: tweetId === edited ? [first, edited] : [first],
      });
      await scrape(readResult([version(first, 'The words as they were', 0.2)]), 0.2);
      await scrape(readResult([version(edited, 'Rewritten completely by now', 0.6)]), 0.6);
      await scrape(readResult([version(first, 'The words as they were', 0.8)]), 0.8);
      expect(await db.sql`select distinct quality from tweet_metrics`).toEqual([{ quality: 'ok' }]);
      expect(await db.sql`select tweet_id, content from content_metadata`).toEqual([
        { tweet_id: first, content: 'Rewritten completely by now' },
      ]);
    });

    it('fails when nothing that is due was read, whatever else came', async () => {
      await scrape(readResult([counted(3, 100, 1)]), 1);
      const slow = new SourceError('X_SLOW_RESPONSE', { detail: 'X was slow', now: hoursLater(1.2) });
      await expect(scrape(readResult([], { problems: [slow] }), 1.2)).rejects.toBe(slow);
    });

    it('rests when X asks for it, even though posts were read', async () => {
      const limited = new SourceError('X_RATE_LIMITED', { detail: 'enough', now: hoursLater(1) });
      const { counts } = await scrape(readResult([counted(3, 100, 1)], { problems: [limited] }), 1);
      expect(counts.snapshots).toBe(1);
      expect(await db.sql`select cool_down_until from accounts`).toEqual([{ cool_down_until: hoursLater(1.25) }]);
    });
  });
});
