import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../lib/trends/alert.ts';
import { detectTrends, type SeriesPoint, scanTrends } from '../../../lib/trends/detect-trends.ts';
import { createTrendDetector } from '../../../lib/trends/trend-detector.ts';
import { createNoise } from '../../support/noise.ts';

const HOUR_MS = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** Hourly counts around 200 with a daily cycle and lognormal noise, times what the story adds at each hour. */
function hourly(days: number, story: (hour: number) => number, seed = 1): { timestamp: number; value: number }[] {
  const noise = createNoise(seed);
  return Array.from({ length: days * 24 }, (_, hour) => ({
    timestamp: start + hour * HOUR_MS,
    value: Math.round(200 * Math.exp(0.3 * noise.normal() + 0.8 * Math.sin((hour / 24) * 2 * Math.PI)) * story(hour)),
  }));
}

const hoursOf = (alerts: readonly Alert[]) => alerts.map((alert) => (Date.parse(alert.timestamp) - start) / HOUR_MS);

describe('spikes and drops', () => {
  test('a calm series with a daily cycle says almost nothing in 90 days', () => {
    const counts = [1, 2, 3, 4, 5, 6].map((seed) => detectTrends(hourly(90, () => 1, seed)).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3);
  });

  test('an event of six hours is one spike, noticed within two hours', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const alerts = detectTrends(hourly(60, (hour) => (hour >= 1000 && hour < 1006 ? 8 : 1), seed));
      const spikes = alerts.filter((alert) => alert.kind === 'spike' && hoursOf([alert])[0]! >= 1000);
      expect(spikes).toHaveLength(1);
      expect(hoursOf(spikes)[0]).toBeLessThanOrEqual(1002);
      expect(spikes[0]).toMatchObject({ direction: 'up' });
      expect(spikes[0]!.value).toBeGreaterThan(2 * spikes[0]!.expected);
    }
  });

  test('an outage of half a day is one drop and no level shift', () => {
    const alerts = detectTrends(hourly(60, (hour) => (hour >= 1000 && hour < 1012 ? 0.05 : 1)));
    expect(alerts.map((alert) => alert.kind)).toEqual(['drop']);
    expect(hoursOf(alerts)[0]).toBeLessThanOrEqual(1001);
  });

  test('a small alarm shortly before does not hide a large event', () => {
    const alerts = detectTrends(hourly(60, (hour) => (hour === 990 ? 5 : hour >= 1000 && hour < 1004 ? 30 : 1)));
    expect(hoursOf(alerts.filter((alert) => alert.kind === 'spike'))).toEqual([990, 1000]);
  });

  test('a larger event has a larger score and becomes critical', () => {
    const spikeOf = (factor: number) =>
      detectTrends(hourly(60, (hour) => (hour === 1000 ? factor : 1))).find((alert) => alert.kind === 'spike');
    expect(spikeOf(10)!.score).toBeLessThan(spikeOf(1000)!.score);
    expect(spikeOf(1000)!.severity).toBe('critical');
    expect(spikeOf(10)!.score).toBeGreaterThanOrEqual(1);
  });
});

describe('level shifts and drift', () => {
  test('half the reach from day 40 on is one level shift, dated to that day, told within a week', () => {
    for (const seed of [1, 2, 3]) {
      const shifts = detectTrends(hourly(60, (hour) => (hour >= 960 ? 0.5 : 1), seed)).filter(
        (alert) => alert.kind === 'level_shift',
      );
      expect(shifts).toHaveLength(1);
      expect(shifts[0]).toMatchObject({ direction: 'down', since: new Date(start + 960 * HOUR_MS).toISOString() });
      expect(hoursOf(shifts)[0]).toBeLessThanOrEqual(960 + 7 * 24);
    }
  });

  test('a slow slide is noticed as drift or as levels, downwards', () => {
    const alerts = detectTrends(hourly(75, (hour) => Math.exp(-0.02 * Math.max(0, hour / 24 - 10)))).filter(
      (alert) => alert.kind === 'drift' || alert.kind === 'level_shift',
    );
    expect(alerts.some((alert) => alert.kind === 'drift')).toBe(true);
    expect(new Set(alerts.map((alert) => alert.direction))).toEqual(new Set(['down']));
  });
});

describe('being online', () => {
  test('nothing after an alert can change it: every prefix gives the same alerts up to its end', () => {
    const series = hourly(40, (hour) => (hour % 400 === 399 ? 9 : hour > 700 ? 0.4 : 1));
    const all = detectTrends(series);
    expect(all.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: series.length }), (length) => {
        const until = new Date(series[length - 1]!.timestamp).toISOString();
        expect(detectTrends(series.slice(0, length))).toEqual(all.filter((alert) => alert.timestamp <= until));
      }),
      { numRuns: 40 },
    );
  });

  test('value by value is the same as the whole series at once', () => {
    const series = hourly(40, (hour) => (hour === 600 ? 12 : 1));
    const detector = createTrendDetector();
    expect(series.flatMap(({ timestamp, value }) => detector.push(timestamp, value))).toEqual(detectTrends(series));
  });

  test('what it remembers does not grow with the series', () => {
    const detector = createTrendDetector();
    for (const { timestamp, value } of hourly(30, () => 1)) detector.push(timestamp, value);
    const keys = JSON.stringify(detector.state());
    expect(keys).toBe('{"used":720,"ignored":{"notFinite":0,"badTime":0,"outOfOrder":0},"ready":true}');
  });
});

describe('bad input', () => {
  test('order does not matter and duplicates count once', () => {
    const series = hourly(40, (hour) => (hour === 600 ? 12 : 1));
    const shuffled = [...series.toReversed(), ...series.slice(100, 200)];
    const scan = scanTrends(shuffled);
    expect(scan.alerts).toEqual(detectTrends(series));
    expect(scan.ignored).toEqual({ notFinite: 0, badTime: 0, duplicates: 100 });
  });

  test('unknown values and times are counted and left out', () => {
    const series: SeriesPoint[] = hourly(30, () => 1);
    series[50] = { ...series[50]!, value: Number.NaN };
    series[60] = { ...series[60]!, value: null };
    series[70] = { timestamp: 'yesterday', value: 4 };
    const scan = scanTrends(series);
    expect(scan).toMatchObject({ used: 717, ignored: { notFinite: 2, badTime: 1, duplicates: 0 }, reason: null });
  });

  test('three points and none give a reason instead of an alert', () => {
    expect(scanTrends(hourly(1, () => 1).slice(0, 3))).toMatchObject({
      alerts: [],
      reason: 'too few values: 3 usable of 3, 16 needed',
    });
    expect(scanTrends([]).reason).toMatch(/0 usable of 0/);
  });

  test('a constant series is silent, a jump out of it is not', () => {
    const flat = Array.from({ length: 400 }, (_, hour) => ({ timestamp: start + hour * HOUR_MS, value: 7 }));
    expect(detectTrends(flat)).toEqual([]);
    flat[300] = { ...flat[300]!, value: 70 };
    expect(detectTrends(flat)).toMatchObject([{ kind: 'spike', value: 70 }]);
  });

  test('a gap of two weeks is no event', () => {
    const series = hourly(60, () => 1).filter((_, hour) => hour < 700 || hour > 1036);
    expect(detectTrends(series)).toEqual([]);
  });

  test('rates below one and negative values are judged on their own scale', () => {
    const noise = createNoise(5);
    const series = (factor: number, scale: number) =>
      Array.from({ length: 1200 }, (_, hour) => ({
        timestamp: start + hour * HOUR_MS,
        value: scale * (Math.exp(0.2 * noise.normal()) * (hour === 1000 ? factor : 1)),
      }));
    const at1000 = (alerts: Alert[]) => alerts.filter((alert) => hoursOf([alert])[0] === 1000);
    expect(at1000(detectTrends(series(12, 0.003)))).toMatchObject([{ kind: 'spike', direction: 'up' }]);
    expect(at1000(detectTrends(series(12, -5)))).toMatchObject([{ kind: 'drop', direction: 'down' }]);
  });

  test('settings that make no sense are refused by name', () => {
    expect(() => createTrendDetector({ returnPeriodBlocks: 0 })).toThrow(/returnPeriodBlocks must be positive, got 0/);
  });
});
