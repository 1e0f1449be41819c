import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { withDatabase } from '../../../lib/database/client.ts';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { keepEssentials, loadEssentials } from '../../../lib/database/queries/essentials.ts';
import { loadPosts } from '../../../lib/database/queries/history.ts';
import { addPost, linkPost } from '../../../lib/database/queries/posts.ts';
import { insertSnapshots, rejudgeSnapshots, type Snapshot } from '../../../lib/database/queries/snapshots.ts';
import { toHistoryPosts } from '../../../lib/jobs/history-posts.ts';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { fitMaturityCurve } from '../../../lib/learning/maturity-curve.ts';
import { normaliseHistory } from '../../../lib/learning/normalise-history.ts';
import { outcomesAtAges } from '../../../lib/learning/outcome-at-age.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import type { ObservationSource, PostCounters } from '../../../lib/x/observation.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const accountId = 'ada';
const START = Date.parse('2026-11-01T00:00:00Z');
const HOUR = 3_600_000;
const POSTS = 6;
const later = (hours: number) => new Date(START + hours * HOUR);
const now = later(400);
const since = later(-1);

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addAccount(db.sql, { accountId, timeZone: 'UTC', at: since });
});

async function add(index: number): Promise<string> {
  const { decisionId } = await addPost(db.sql, {
    accountId,
    tweetId: String(100 + index),
    postedAt: later(index * 7),
    decisionType: index % 2 === 0 ? 'single' : 'thread',
    content: `text ${index}`,
    threadParts: null,
    generatorName: `generator ${index % 3}`,
    topic: null,
    at: later(index * 7),
  });
  return decisionId;
}

function reading(tweetId: string, hours: number, with_: Partial<Snapshot> & { counts?: Partial<PostCounters> } = {}) {
  const { counts, ...rest } = with_;
  const unknown = { impressions: null, likes: null, retweets: null, replies: null, quotes: null, bookmarks: null };
  const counters = { ...unknown, newFollows: null, profileVisits: null, ...counts };
  const source: ObservationSource = 'timeline_json';
  return {
    tweetId,
    collectedAt: later(hours),
    source,
    counters,
    quality: 'ok' as const,
    doubt: null,
    rawHash: null,
    ...rest,
  };
}

/** What is learned of a history as of a time; the order of posts and everything known of them included. */
function learned(posts: readonly HistoryPost[], at: Date) {
  const { posts: normal } = normaliseHistory(posts, at.getTime());
  const curve = fitMaturityCurve(normal);
  return {
    posts: posts.map(({ metrics: _, ...post }) => post),
    outcomes: posts.map(({ posted_at: postedAt, metrics: snapshots }) =>
      outcomesAtAges({ postedAt, snapshots, now: at, curve }),
    ),
    analysis: analyzeHistory(posts, { now: at }),
  };
}

const fromAll = async (until: Date | null) =>
  learned(toHistoryPosts(await loadPosts(db.sql, { accountId, since, until })), until ?? now);
const fromEssentials = async (until: Date | null) =>
  learned(toHistoryPosts(await loadEssentials(db.sql, { accountId, since, until })), until ?? now);
const load = () => loadEssentials(db.sql, { accountId, since, until: null });
const keep = async () => keepEssentials(db.sql, await load());
const stillChosen = async () => (await load()).filter(({ keptAfter }) => keptAfter === null).length;

/** A post that was read every hour of its first two hundred. */
async function watched(index = 0): Promise<string> {
  const decisionId = await add(index);
  const hours = Array.from({ length: 200 }, (_, h) => index * 7 + h + 0.5);
  await insertSnapshots(
    db.sql,
    hours.map((at, h) =>
      reading(String(100 + index), at, { counts: { impressions: 10 * h, likes: h, replies: h >> 2 } }),
    ),
  );
  return decisionId;
}

describe('loading the essential readings of an account', () => {
  it('brings a tenth of what was read, and teaches the same', async () => {
    for (let i = 0; i < 3; i++) await watched(i);
    const before = await fromAll(now);
    expect(await fromEssentials(now)).toEqual(before);
    expect(await keep()).toBe(3);
    expect(await fromEssentials(now)).toEqual(before);
    const posts = await load();
    expect(posts.every(({ keptAfter, metrics }) => keptAfter === null && metrics.length <= 20)).toBe(true);
    expect(posts.map(({ newestAt }) => newestAt)).toEqual([199.5, 206.5, 213.5].map(later));
  });

  it('keeps nothing again that is kept, and nothing of a time that some readings are newer than', async () => {
    await watched();
    const past = await loadEssentials(db.sql, { accountId, since, until: later(30) });
    expect(past.map(({ keptAfter }) => keptAfter)).toEqual([null]);
    expect(await keepEssentials(db.sql, past)).toBe(0);
    expect(await keep()).toBe(1);
    expect(await keep()).toBe(0);
  });

  it('answers as of an earlier time from what had been read by then', async () => {
    await watched();
    await keep();
    for (const hours of [0.2, 3, 25, 100, 199.4, 199.5, 300]) {
      expect(await fromEssentials(later(hours))).toEqual(await fromAll(later(hours)));
    }
  });

  it('keeps nothing of a post that was read between loading and keeping', async () => {
    await watched();
    const stale = await load();
    await insertSnapshots(db.sql, [reading('100', 230, { counts: { impressions: 9_000, likes: 900 } })]);
    expect(await keepEssentials(db.sql, stale)).toBe(0);
    expect(await fromEssentials(null)).toEqual(await fromAll(null));
  });

  it('waits for a transaction that is storing a reading, and then keeps nothing', async () => {
    await watched();
    const stale = await load();
    await withDatabase({ url: db.url, applicationName: 'beside', limitMs: 20_000 }, async (beside) => {
      let kept: Promise<number> | undefined;
      await db.sql.begin(async (tx) => {
        await insertSnapshots(tx, [reading('100', 230, { counts: { impressions: 9_000, likes: 900 } })]);
        kept = keepEssentials(beside, stale);
        const waiting = () =>
          tx`select 1 from pg_stat_activity where application_name = 'beside' and wait_event_type = 'Lock'`;
        while ((await waiting()).length === 0);
      });
      expect(await kept).toBe(0);
    });
    expect(await stillChosen()).toBe(0);
    expect(await fromEssentials(null)).toEqual(await fromAll(null));
  });

  it.each<[string, (decisionId: string) => Promise<unknown>]>([
    ['a new reading', () => insertSnapshots(db.sql, [reading('100', 230, { counts: { likes: 900 } })])],
    [
      'a reading that is not believed any more',
      () => rejudgeSnapshots(db.sql, [reading('100', 24.5, { quality: 'suspect', doubt: 'likes fell' })]),
    ],
    [
      'an edit whose readings count as well',
      async (decisionId) => {
        await linkPost(db.sql, { decisionId, tweetId: '999', role: 'edit', partIndex: 0 });
        await insertSnapshots(db.sql, [reading('999', 24.25, { counts: { impressions: 5_000, likes: 700 } })]);
      },
    ],
    ['a reading that was deleted', () => db.sql`delete from tweet_metrics where collected_at = ${later(24.5)}`],
    ['an id that was taken away', () => db.sql`delete from post_ids where tweet_id = '100'`],
    ['another time of posting', () => db.sql`update content_metadata set posted_at = posted_at - interval '3 hours'`],
  ])('chooses anew after %s', async (_, change) => {
    const decisionId = await watched();
    await keep();
    const before = await fromEssentials(null);
    await change(decisionId);
    expect(await stillChosen()).toBe(0);
    const after = await fromEssentials(null);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await fromAll(null));
    await keep();
    expect(await fromEssentials(null)).toEqual(after);
  });

  it('goes with its post', async () => {
    const decisionId = await watched();
    await keep();
    await db.sql`delete from content_metadata where decision_id = ${decisionId}`;
    expect([...(await db.sql`select * from post_essentials`)]).toEqual([]);
  });

  it('teaches what all readings teach, whatever was stored, judged, linked and kept in whatever order', async () => {
    const step = fc.oneof(
      fc.record({
        post: fc.nat(POSTS - 1),
        hours: fc.double({ min: 0, max: 380, noNaN: true }),
        source: fc.constantFrom<ObservationSource>('timeline_json', 'status_json', 'dom_aria', 'analytics_page'),
        role: fc.constantFrom('root', 'edit', 'part'),
        counts: fc.record({
          impressions: fc.option(fc.nat(5_000)),
          likes: fc.option(fc.nat(60)),
          replies: fc.option(fc.nat(20)),
          newFollows: fc.option(fc.integer({ min: -3, max: 5 })),
        }),
        quality: fc.constantFrom<Snapshot['quality']>('ok', 'ok', 'ok', 'suspect', 'quarantined'),
      }),
      fc.constantFrom('keep', 'rejudge'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 15, maxLength: 40 }),
        fc.double({ min: 0, max: 400, noNaN: true }),
        async (steps, asOf) => {
          await db.sql`truncate content_metadata cascade`;
          const decisions: string[] = [];
          for (let i = 0; i < POSTS; i++) decisions.push(await add(i));
          for (const one of steps) {
            if (one === 'keep') await keep();
            else if (one === 'rejudge') {
              await db.sql`update tweet_metrics set quality = case quality when 'ok' then 'suspect' else 'ok' end
              where extract(milliseconds from collected_at)::bigint % 3 = 0`;
            } else {
              const { post, role, hours, source, counts, quality } = one;
              const tweetId = String(100 + post) + (role === 'root' ? '' : role === 'edit' ? '1' : '2');
              if (role !== 'root')
                await linkPost(db.sql, { decisionId: decisions[post]!, tweetId, role, partIndex: 1 });
              await insertSnapshots(db.sql, [reading(tweetId, post * 7 + hours, { source, counts, quality })]);
            }
          }
          for (const until of [null, later(asOf)]) expect(await fromEssentials(until)).toEqual(await fromAll(until));
          await keep();
          expect(await stillChosen()).toBe(POSTS);
          for (const until of [null, later(asOf)]) expect(await fromEssentials(until)).toEqual(await fromAll(until));
        },
      ),
      { numRuns: 12 },
    );
  });
});
