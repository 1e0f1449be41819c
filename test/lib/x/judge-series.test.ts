import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeReading } from '../../../lib/x/judge-reading.ts';
import { judgeSeries, type SeriesReading } from '../../../lib/x/judge-series.ts';
import { COUNTER_NAMES, type PostCounters, type PostObservation } from '../../../lib/x/observation.ts';
import { sharedPath } from '../../support/shared.ts';

const UNKNOWN: PostCounters = {
  impressions: null,
  likes: null,
  retweets: null,
  replies: null,
  quotes: null,
  bookmarks: null,
  newFollows: null,
  profileVisits: null,
};
const HOUR = 3_600_000;
const reading = (hour: number, counters: Partial<PostCounters>, source: SeriesReading['source'] = 'timeline_json') => ({
  readAt: new Date(hour * HOUR),
  source,
  counters: { ...UNKNOWN, ...counters },
});
const created = { createdAt: new Date(0) };

describe('a post’s history', () => {
  test('zeros after a reading above 3 are flagged until it heals, the healed value is believed', () => {
    const likes = [5, 0, 0, 6, 2, 1].map((value, hour) => reading(hour, { likes: value }));
    expect(judgeSeries(likes, created)).toEqual([{}, { likes: 'zero_after' }, { likes: 'zero_after' }, {}, {}, {}]);
  });

  test('a counter that was once above 3 does not read zero later, even by way of 3', () => {
    const quotes = [4, 3, 0, 3].map((value, hour) => reading(hour, { quotes: value }));
    expect(judgeSeries(quotes, created)).toEqual([{}, {}, { quotes: 'zero_after' }, {}]);
  });

  test('a zero before a healing with as many views is flagged in retrospect', () => {
    const quotes = [reading(1, { impressions: 1000, quotes: 0 }), reading(2, { impressions: 1010, quotes: 8 })];
    expect(judgeSeries(quotes, created)).toEqual([{ quotes: 'zero_before' }, {}]);
  });

  test('a zero before ninefold views is a young post', () => {
    const bookmarks = [
      reading(1, { impressions: 1833, bookmarks: 0 }),
      reading(9, { impressions: 17_390, bookmarks: 9 }),
    ];
    expect(judgeSeries(bookmarks, created)).toEqual([{}, {}]);
  });

  test('without views, only a zero of a grown-up post is flagged', () => {
    const heal = (hour: number) => [reading(hour, { likes: 0 }), reading(hour + 1, { likes: 9 })];
    expect(judgeSeries(heal(2), created)).toEqual([{}, {}]);
    expect(judgeSeries(heal(24 * 8), created)).toEqual([{ likes: 'zero_before' }, {}]);
  });

  test('a zero is false when its being true is less likely than one in twenty', () => {
    // (1 - 500/1000)^4 is 0.0625, (1 - 500/1000)^5 is 0.03125.
    const heal = (likes: number, seen = 500) => [
      reading(1, { impressions: seen, likes: 0 }),
      reading(2, { impressions: 1000, likes }),
    ];
    expect(judgeSeries(heal(4), created)).toEqual([{}, {}]);
    expect(judgeSeries(heal(5), created)).toEqual([{ likes: 'zero_before' }, {}]);
    // A counter that heals to three at most accuses nothing, however few new people saw the post.
    expect(judgeSeries(heal(3, 999), created)).toEqual([{}, {}]);
    expect(judgeSeries(heal(4, 999), created)).toEqual([{ likes: 'zero_before' }, {}]);
  });

  test('without views it takes a week to the hour, and a known time of posting', () => {
    const heal = (hour: number, later: number | null = null) => [
      reading(hour, { likes: 0, impressions: null }),
      reading(hour + 1, { likes: 9, impressions: later }),
    ];
    const flagged = [{ likes: 'zero_before' }, {}];
    expect(judgeSeries(heal(168), created)).toEqual(flagged);
    expect(judgeSeries(heal(167), created)).toEqual([{}, {}]);
    expect(judgeSeries(heal(168, 100), created)).toEqual(flagged);
    expect(judgeSeries(heal(168), { createdAt: null })).toEqual([{}, {}]);
    const late = [reading(168, { likes: 0, impressions: 5 }), reading(169, { likes: 9 })];
    expect(judgeSeries(late, created)).toEqual(flagged);
    const unseen = [reading(168, { likes: 0, impressions: 0 }), reading(169, { likes: 9, impressions: 0 })];
    expect(judgeSeries(unseen, created)).toEqual(flagged);
  });

  test('is healed by readings that count alike only, and by later ones', () => {
    const other = [reading(200, { likes: 0 }), reading(201, { likes: 9 }, 'dom_aria')];
    expect(judgeSeries(other, created)).toEqual([{}, {}]);
    const alike = [reading(200, { likes: 0 }), reading(201, { likes: 9 }, 'status_json')];
    expect(judgeSeries(alike, created)).toEqual([{ likes: 'zero_before' }, {}]);
  });

  test('sources that count differently do not accuse each other', () => {
    const mixed = [reading(1, { likes: 9 }), reading(2, { likes: 0 }, 'dom_aria'), reading(3, { likes: 9 })];
    expect(judgeSeries(mixed, created)).toEqual([{}, {}, {}]);
  });

  test('falling views are flagged, falling likes are kept', () => {
    const both = [reading(1, { impressions: 10, likes: 9 }), reading(2, { impressions: 9, likes: 1 })];
    expect(judgeSeries(both, created)).toEqual([{}, { impressions: 'fall' }]);
  });

  test('the order in which readings are given does not matter', () => {
    const value = fc.record({ impressions: fc.nat(50), likes: fc.nat(8) });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (values, random) => {
        const series = values.map((counters, hour) => reading(hour, counters));
        const shuffled = [...series].sort(() => ((random.next().value ?? 0) % 2) - 0.5);
        const judged = judgeSeries(series, created);
        const again = judgeSeries(shuffled, created);
        expect(again.map((judgement, index) => [shuffled[index]?.readAt, judgement])).toEqual(
          shuffled.map((one) => [one.readAt, judged[series.indexOf(one)]]),
        );
      }),
      { numRuns: 100 },
    );
  });
});

const table = sharedPath('recorded', 'x', 'longitudinal_metrics.json');
const skipped = table === null ? ' (skipped: ../shared/recorded/x is absent)' : '';

describe.skipIf(table === null)(`three years of recorded readings${skipped}`, () => {
  type Row = [string, string, string, string, boolean, string, ...(number | null)[]];
  const rows = table === null ? [] : (JSON.parse(readFileSync(table, 'utf8')).rows as Row[]);
  const posts = Map.groupBy(rows, (row) => row[0]);
  const COLUMNS = ['impressions', 'likes', 'retweets', 'replies', 'quotes', 'bookmarks'] as const;
  const LIE = '2026-05-21';

  const series = [...posts.values()].map((recorded) => {
    const ordered = recorded.toSorted((left, right) => left[3].localeCompare(right[3]));
    const readings = ordered.map((row): SeriesReading => {
      const values = Object.fromEntries(COLUMNS.map((name, index) => [name, row[6 + index] ?? null]));
      return { readAt: new Date(row[3]), source: 'timeline_json', counters: { ...UNKNOWN, ...values } };
    });
    return { createdAt: new Date(ordered[0]?.[2] ?? 0), readings };
  });

  test('every zero that follows a reading above 3 is flagged at once, and nothing else is', () => {
    let flagged = 0;
    let falls = 0;
    for (const { readings } of series) {
      const believed: PostCounters = { ...UNKNOWN };
      const peaks: PostCounters = { ...UNKNOWN };
      for (const { counters, readAt, source } of readings) {
        const previous = { counters: { ...believed }, peaks: { ...peaks }, source, authorId: null, text: null };
        const { suspect } = judgeReading(previous, observation(counters, readAt));
        const expected = COLUMNS.filter((name) => counters[name] === 0 && (peaks[name] ?? 0) > 3);
        expect(suspect).toEqual(expected);
        if (expected.length > 0) expect(readAt.toISOString().slice(0, 10)).toBe(LIE);
        flagged += expected.length;
        for (const name of COUNTER_NAMES) {
          const value = counters[name];
          if (value === null || suspect.includes(name)) continue;
          if (value < (believed[name] ?? 0)) falls += 1;
          believed[name] = value;
          peaks[name] = Math.max(peaks[name] ?? 0, value);
        }
      }
    }
    // Counted in the table: 52 zeros of posts whose counter had once read above 3.
    expect(flagged).toBe(52);
    expect(falls).toBeGreaterThan(350);
  });

  test('the other zeros of the day are flagged when the counter heals above 3, and no honest reading ever', () => {
    let inRetrospect = 0;
    for (const { readings, createdAt } of series) {
      const judged = judgeSeries(readings, { createdAt });
      for (const name of COLUMNS) {
        for (const [index, { counters, readAt }] of readings.entries()) {
          const later = readings.slice(index + 1).map((other) => other.counters[name] ?? 0);
          const earlier = readings.slice(0, index).map((other) => other.counters[name] ?? 0);
          const isLie = counters[name] === 0 && readAt.toISOString().startsWith(LIE);
          const heals = later.some((value) => value > 3);
          const doubt = judged[index]?.[name];
          if (isLie && earlier.some((value) => value > 3)) expect(doubt).toBe('zero_after');
          else if (isLie && heals) {
            expect(doubt).toBe('zero_before');
            inRetrospect += 1;
          } else expect(doubt).toBeUndefined();
        }
      }
    }
    // 137 zeros of the day heal above 3; 50 of them followed a reading above 3.
    expect(inRetrospect).toBe(87);
  });

  function observation(counters: PostCounters, readAt: Date): PostObservation {
    return {
      tweetId: '1',
      authorId: null,
      createdAt: null,
      readAt,
      source: 'timeline_json',
      counters,
      text: null,
      conversationId: null,
      inReplyToTweetId: null,
      inReplyToAuthorId: null,
      editTweetIds: ['1'],
      isRepost: false,
      isPinned: false,
    };
  }
});
