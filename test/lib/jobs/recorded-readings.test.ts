import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { addPost } from '../../../lib/database/queries/posts.ts';
import { storeReadings } from '../../../lib/jobs/store-readings.ts';
import type { ObservationSource } from '../../../lib/x/observation.ts';
import { testDatabase } from '../../support/database.ts';
import { observation } from '../../support/observation.ts';
import { sharedPath } from '../../support/shared.ts';

type Row = [
  tweet: string,
  author: string,
  created: string,
  recorded: string,
  exact: boolean,
  endpoint: string,
  ...(number | null)[],
];

const COUNTERS = ['impressions', 'likes', 'retweets', 'replies', 'quotes', 'bookmarks'] as const;
/** On this day X sent zeros in the place of quotes, bookmarks and about half of the likes. */
const DAY_OF_LIES = '2026-05-21';
const SOURCES: Record<string, ObservationSource> = {
  tweet_details: 'status_json',
  tweet_replies: 'batch_json',
  tweet_thread: 'status_json',
};

const path = sharedPath('recorded', 'x', 'longitudinal_metrics.json');
const skipped = path === null ? ' (skipped: ../shared/recorded/x is absent)' : '';

describe.skipIf(path === null)(
  `three years of recorded readings, told to the store one after the other${skipped}`,
  () => {
    const db = testDatabase();
    const rows = path === null ? [] : (JSON.parse(readFileSync(path, 'utf8')).rows as Row[]);
    const histories = [...Map.groupBy(rows, ([tweet]) => tweet).values()].map((history) =>
      history
        .map(([tweetId, authorId, created, recorded, , endpoint, ...values]) => ({
          tweetId,
          authorId,
          created: new Date(created),
          readAt: new Date(recorded),
          source: SOURCES[endpoint] ?? ('timeline_json' as const),
          counters: Object.fromEntries(COUNTERS.map((name, i) => [name, values[i] ?? null])) as Record<
            (typeof COUNTERS)[number],
            number | null
          >,
        }))
        .sort((a, b) => a.readAt.getTime() - b.readAt.getTime()),
    );
    const readings = histories.flat();
    const isOf = (day: string, { readAt }: { readAt: Date }) => readAt.toISOString().startsWith(day);
    const atOnce = new Set<string>();
    let falls = 0;

    beforeAll(async () => {
      const at = new Date('2026-11-22T00:00:00Z');
      await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at });
      for (const history of histories) {
        const first = history[0]!;
        const { decisionId } = await addPost(db.sql, {
          accountId: 'ada',
          tweetId: first.tweetId,
          postedAt: first.created,
          decisionType: 'single',
          content: null,
          threadParts: null,
          generatorName: null,
          topic: null,
          at,
        });
        for (const reading of history) {
          const root = observation({ ...reading, text: null });
          const decision = {
            decisionId,
            root,
            parts: [],
            adopted: false,
            knownText: null,
            postedAt: null,
          };
          const stored = await storeReadings(db.sql, { decision, authorId: null, at });
          expect(stored.snapshots).toBe(1);
          if (stored.suspect > 0) atOnce.add(keyOf(reading));
        }
        for (const [i, later] of history.entries()) {
          for (const name of COUNTERS) {
            const before = history[i - 1]?.counters[name] ?? 0;
            const value = later.counters[name];
            if (value !== null && value !== 0 && value < before) falls += 1;
          }
        }
      }
    }, 120_000);

    const keyOf = ({ tweetId, readAt, source }: { tweetId: string; readAt: Date; source: string }) =>
      `${tweetId} ${readAt.toISOString()} ${source}`;

    /** Whether any counter of a reading is zero while one of these others is above 3. */
    const contradicts = (reading: (typeof readings)[number], which: (one: (typeof readings)[number]) => boolean) =>
      COUNTERS.some(
        (name) =>
          reading.counters[name] === 0 &&
          histories
            .find(([first]) => first?.tweetId === reading.tweetId)
            ?.some((one) => which(one) && (one.counters[name] ?? 0) > 3),
      );

    it('every zero that follows a reading above 3 is flagged at once, and nothing else is', () => {
      const expected = readings.filter((reading) => contradicts(reading, (one) => one.readAt < reading.readAt));
      expect([...atOnce].sort()).toEqual(expected.map(keyOf).sort());
      expect(expected.length).toBeGreaterThan(20);
      expect(expected.every((reading) => isOf(DAY_OF_LIES, reading))).toBe(true);
    });

    it('the other zeros of that day are flagged in retrospect when the counter heals above 3', async () => {
      const stored =
        await db.sql`select tweet_id, collected_at, source, doubt from tweet_metrics where quality = 'suspect'`;
      const flagged = stored.map((row) =>
        keyOf({ tweetId: row.tweet_id, readAt: row.collected_at, source: row.source }),
      );
      const expected = readings.filter(
        (reading) =>
          isOf(DAY_OF_LIES, reading) &&
          contradicts(reading, (one) => one.readAt.getTime() !== reading.readAt.getTime()),
      );
      expect(flagged.sort()).toEqual(expected.map(keyOf).sort());
      expect(flagged.length).toBeGreaterThan(atOnce.size);
      for (const { doubt } of stored)
        expect(doubt).toMatch(/^counters that cannot be right: \w+ (\d+ -> 0|0, later \d+)/);
    });

    it('no true fall is flagged, though there are hundreds', async () => {
      expect(falls).toBeGreaterThan(300);
      const [row] = await db.sql`
      select count(*)::int as n from tweet_metrics where quality <> 'ok' and not ${DAY_OF_LIES} = collected_at::date::text`;
      expect(row).toEqual({ n: 0 });
    });

    it('people see the newest believed reading of each post', async () => {
      const actual = await db.sql`select tweet_id, actual_likes, actual_quotes from content_metadata`;
      const flagged = new Set(
        (await db.sql`select tweet_id, collected_at, source from tweet_metrics where quality = 'suspect'`).map((row) =>
          keyOf({ tweetId: row.tweet_id, readAt: row.collected_at, source: row.source }),
        ),
      );
      for (const history of histories) {
        const newest = history.filter((reading) => !flagged.has(keyOf(reading))).at(-1);
        const row = actual.find(({ tweet_id }) => tweet_id === history[0]?.tweetId);
        expect([row?.actual_likes ?? null, row?.actual_quotes ?? null]).toEqual([
          newest?.counters.likes ?? null,
          newest?.counters.quotes ?? null,
        ]);
      }
    });
  },
);
