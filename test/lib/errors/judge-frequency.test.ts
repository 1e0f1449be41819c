import { describe, expect, test } from 'vitest';
import { type FrequencySeries, judgeFrequency } from '../../../lib/errors/judge-frequency.ts';

const windowStart = new Date('2026-11-22T08:00:00Z');
const hoursAgo = (hours: number) => new Date(windowStart.getTime() - hours * 3_600_000);

function series(more: Partial<FrequencySeries> = {}): FrequencySeries {
  return {
    fingerprint: 'f',
    firstSeen: hoursAgo(24 * 60),
    lastSeen: hoursAgo(-1),
    resolvedAt: null,
    counts: [...new Array<number>(28).fill(10), 10],
    runs: new Array<number>(29).fill(36),
    ...more,
  };
}

const judge = (...all: FrequencySeries[]) => judgeFrequency(all, { windowStart });
const stateOf = (more: Partial<FrequencySeries>) => judge(series(more))[0]?.state;
const silent = new Array<number>(28).fill(0);

describe('states', () => {
  test('new when first seen in this window', () => {
    expect(stateOf({ firstSeen: hoursAgo(-1), counts: [...silent, 1] })).toBe('new');
  });

  test('ongoing while it comes back within 28 windows', () => {
    expect(stateOf({})).toBe('ongoing');
    expect(stateOf({ lastSeen: hoursAgo(24), counts: [...silent.slice(1), 1, 0] })).toBe('ongoing');
  });

  test('regressed after 28 silent windows, or when it comes after it was resolved', () => {
    expect(stateOf({ counts: [...silent, 2] })).toBe('regressed');
    expect(stateOf({ resolvedAt: hoursAgo(5) })).toBe('regressed');
  });

  test('an event from before the resolution does not regress', () => {
    expect(stateOf({ resolvedAt: hoursAgo(-2), lastSeen: hoursAgo(-1) })).toBe('resolved');
  });

  test('resolved after 28 windows without an event', () => {
    expect(stateOf({ lastSeen: hoursAgo(28 * 6), counts: [...silent, 0] })).toBe('resolved');
  });

  test('recovered when the job succeeded after the last error', () => {
    expect(judge(series({ lastSuccessAt: hoursAgo(-2) }))[0]?.recovered).toBe(true);
    expect(judge(series({ lastSuccessAt: hoursAgo(3) }))[0]?.recovered).toBe(false);
    expect(judge(series())[0]?.recovered).toBeNull();
  });
});

describe('spikes', () => {
  // Poisson, mean 10 (R: set.seed(1); rpois(28, 10))
  const usual = [8, 10, 7, 11, 14, 12, 11, 9, 14, 11, 10, 15, 8, 11, 12, 6, 11, 13, 9, 7, 10, 15, 12, 11, 10, 6, 13, 8];

  test('finds three times the usual and calls it escalating', () => {
    const [verdict] = judge(series({ counts: [...usual, 31] }));
    expect(verdict?.spike?.isSpike).toBe(true);
    expect(verdict?.escalating).toBe(true);
  });

  test('leaves the usual alone', () => {
    expect(judge(series({ counts: [...usual, 16] }))[0]?.spike?.isSpike).toBe(false);
  });

  test('stays silent without eight windows of history', () => {
    expect(
      judge(series({ firstSeen: hoursAgo(36), counts: [...silent.slice(7), 1, 1, 1, 1, 1, 1, 1, 90] }))[0]?.spike,
    ).toBeNull();
  });

  test('a handful of a rare error is no spike', () => {
    expect(judge(series({ counts: [...silent.slice(1), 1, 4] }))[0]?.spike?.isSpike).toBe(false);
  });
});

test('share, rate, rank, day over day and slope', () => {
  const rising = Array.from({ length: 29 }, (_, at) => at);
  const [first, second] = judge(
    series({ counts: rising }),
    series({ fingerprint: 'g', counts: [...silent, 12], runs: [] }),
  );
  expect(first).toMatchObject({ share: 0.7, perThousandRuns: (1000 * 28) / 36, rank: 1, slope: 1 });
  expect(first?.dayOverDay).toEqual({ last24h: 106, previous24h: 90, relative: 106 / 90 - 1 });
  expect(second).toMatchObject({ share: 0.3, perThousandRuns: null, rank: 2, dayOverDay: { relative: null } });
});

test('names the series that holds no counts', () => {
  expect(() => judge(series({ counts: [] }))).toThrow(/counts of f must be whole numbers.*got no window at all/);
  expect(() => judge(series({ counts: [1, 2.5] }))).toThrow(/got 2.5/);
});
