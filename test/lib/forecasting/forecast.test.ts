import { describe, expect, test } from 'vitest';
import { fitForecaster, forecast } from '../../../lib/forecasting/forecast.ts';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { createNoise } from '../../support/noise.ts';

const HOUR_MS = 3_600_000;
const start = Date.UTC(2026, 0, 1);
const now = start + 400 * 6 * HOUR_MS;

function account(): HistoryPost[] {
  const noise = createNoise(2);
  return Array.from({ length: 400 }, (_, i) => {
    const posted = start + i * 6 * HOUR_MS;
    const thread = noise.uniform() < 0.5;
    const impressions = 5000 * Math.exp(0.3 * noise.normal());
    const rate = 0.03 * Math.exp(0.2 * noise.normal()) * (thread ? 2 : 1);
    const at = (age: number) => {
      const seen = 1 - Math.exp(-((age / 6) ** 0.7));
      return {
        collected_at: new Date(posted + age * HOUR_MS).toISOString(),
        impressions: Math.round(impressions * seen),
        engagements: Math.round(impressions * rate * seen),
        new_follows: thread ? 2 : 0,
      };
    };
    return {
      tweet_id: String(i),
      posted_at: new Date(posted).toISOString(),
      decision_type: thread ? 'thread' : 'single',
      metrics: [1, 6, 24, 168].map(at),
    };
  });
}

const planned = { posted_at: new Date(now + HOUR_MS).toISOString() };

describe('a forecast', () => {
  const history = account();

  test('knows what matters, with an interval around it and a chance to beat the median', () => {
    const forecaster = fitForecaster(history, { now });
    const thread = forecaster.predict({ ...planned, decision_type: 'thread' }).forecast!;
    const single = forecaster.predict({ ...planned, decision_type: 'single' }).forecast!;
    expect(thread.value / single.value).toBeGreaterThan(1.6);
    expect(thread.value / single.value).toBeLessThan(2.4);
    expect(thread.lower).toBeLessThan(thread.value);
    expect(thread.upper).toBeGreaterThan(thread.value);
    expect(thread.probabilityAboveMedian).toBeGreaterThan(0.6);
    expect(single.probabilityAboveMedian).toBeLessThan(0.4);
    expect(thread).toMatchObject({ basis: 'features', abstained: false });
    expect(thread.skill.againstRecentLevel).toBeGreaterThan(0.2);
    expect(thread.calibration!.achieved).toBeGreaterThanOrEqual(0.75);
  });

  test('follows the counts of the post once it is out, and never falls below them', () => {
    const posted = now - 6 * HOUR_MS;
    const at = (age: number, engagements: number) => ({
      collected_at: new Date(posted + age * HOUR_MS).toISOString(),
      engagements,
    });
    const young = { posted_at: new Date(posted).toISOString(), metrics: [at(1, 4000), at(6, 9000)] };
    const { forecast: early } = fitForecaster(history, { now }).predict(young);
    expect(early!.basis).toBe('early_counts');
    expect(early!.lower).toBeGreaterThanOrEqual(9000 - 1e-6);
    expect(early!.value).toBeGreaterThan(9500);
    expect(early!.value).toBeLessThan(20_000);
  });

  test('compares with the recent level and the median at its own age, not at that of the newest readings', () => {
    const noise = createNoise(3);
    const doubling = Array.from({ length: 120 }, (_, i) => {
      const posted = now - (120 - i) * 12 * HOUR_MS;
      const day = 100 * Math.exp(0.3 * noise.normal());
      const read = (age: number, count: number) => ({
        collected_at: new Date(posted + age * HOUR_MS).toISOString(),
        engagements: Math.round(count),
      });
      const posted_at = new Date(posted).toISOString();
      return { tweet_id: String(i), posted_at, metrics: [read(24, day), read(168, 2 * day)] };
    });
    const week = fitForecaster(doubling, { now }).predict(planned).forecast!;
    const day = fitForecaster(doubling, { now, ageHours: 24 }).predict(planned).forecast!;
    expect(week.recentLevel / day.recentLevel).toBeCloseTo(2, 1);
    expect(week.ownMedian! / day.ownMedian!).toBeCloseTo(2, 1);
    expect(week.probabilityAboveMedian).toBeCloseTo(day.probabilityAboveMedian!, 1);
    expect(Math.abs(week.skill.againstRecentLevel)).toBeLessThan(0.15);
  });

  test('uses nothing read after now', () => {
    const earlier = start + 200 * 6 * HOUR_MS;
    const seen = history
      .map((post) => ({
        ...post,
        metrics: post.metrics.filter((reading) => Date.parse(String(reading.collected_at)) <= earlier),
      }))
      .filter((post) => Date.parse(String(post.posted_at)) <= earlier);
    expect(forecast(history, planned, { now: earlier })).toEqual(forecast(seen, planned, { now: earlier }));
  });

  test('speaks of rates as shares, of reach and of follows too', () => {
    const of = (target: 'engagement_rate' | 'impressions' | 'follows') =>
      forecast(history, { ...planned, decision_type: 'thread' }, { now, target }).forecast!.value;
    expect(of('engagement_rate')).toBeGreaterThan(0.045);
    expect(of('engagement_rate')).toBeLessThan(0.075);
    expect(of('impressions')).toBeGreaterThan(3500);
    expect(of('impressions')).toBeLessThan(6500);
    expect(of('follows')).toBeCloseTo(2, 0);
  });

  test('gives a reason instead of a guess when it knows too little', () => {
    expect(forecast(history.slice(0, 5), planned, { now })).toEqual({
      forecast: null,
      reason: 'fewer than 10 outcomes of earlier posts are known',
    });
    expect(forecast(history, planned, { now, target: 'impressions' }).reason).toBeNull();
  });

  test('names what is wrong', () => {
    expect(() => fitForecaster([], { now: 'soon' })).toThrow(/now must be a time, got soon/);
    expect(() => fitForecaster([], { now, ageHours: 0 })).toThrow(/ageHours must be positive or null, got 0/);
    expect(() => fitForecaster([], { now, coverage: 1 })).toThrow(/coverage must lie between 0 and 1, got 1/);
    expect(() => forecast(history, { posted_at: 'x' }, { now })).toThrow(/posted_at must be a time, got x/);
  });
});
