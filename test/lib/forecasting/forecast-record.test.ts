import { describe, expect, it } from 'vitest';
import { forecastRecord, type JudgedForecast } from '../../../lib/forecasting/forecast-record.ts';
import { createNoise } from '../../support/noise.ts';

/** Forecasts that err by half of what the recent level errs by, and whose intervals hold four times in five. */
function judged(count: number, change: (index: number) => Partial<JudgedForecast> = () => ({})): JudgedForecast[] {
  const noise = createNoise(5);
  return Array.from({ length: count }, (_, i) => {
    const recentLevelError = noise.normal();
    return {
      madeAt: new Date(Date.UTC(2026, 0, 1 + i)),
      error: recentLevelError / 2,
      recentLevelError,
      covered: i % 5 !== 0,
      actual: i % 4,
      nominalCoverage: 0.8,
      ownMedian: 1.5,
      probabilityAboveMedian: 0.5,
      ...change(i),
    };
  });
}

describe('the record of forecasts', () => {
  it('says nothing with too few', () => {
    expect(forecastRecord([])).toEqual({
      judged: 0,
      coverage: null,
      calibrated: null,
      skill: null,
      verdict: 'unknown',
      reliability: [],
      mayRank: false,
    });
    expect(forecastRecord(judged(19))).toMatchObject({ verdict: 'unknown', calibrated: null, mayRank: false });
  });

  it('knows calibrated and skilled forecasts, which may rank', () => {
    const record = forecastRecord(judged(40));
    expect(record).toMatchObject({ judged: 40, calibrated: true, verdict: 'skilled', mayRank: true });
    expect(record.skill!.againstRecentLevel).toBeCloseTo(0.5, 9);
    // R 4.3: prop.test(32, 40, correct = FALSE)$conf.int
    expect(record.coverage!.achieved).toBe(0.8);
    expect(record.coverage!.interval[0]).toBeCloseTo(0.6524, 4);
    expect(record.coverage!.interval[1]).toBeCloseTo(0.895, 4);
  });

  it('does not depend on the order of the forecasts', () => {
    expect(forecastRecord(judged(100).reverse())).toEqual(forecastRecord(judged(100)));
  });

  it('does not let intervals that are too narrow rank', () => {
    const narrow = forecastRecord(judged(40, (i) => ({ covered: i % 2 === 0 })));
    expect(narrow).toMatchObject({ calibrated: false, verdict: 'skilled', mayRank: false });
  });

  it('calls forecasts without gain what they are', () => {
    const idle = judged(80).map((each) => ({ ...each, error: each.recentLevelError }));
    expect(forecastRecord(idle)).toMatchObject({ verdict: 'none', mayRank: false });
    const noise = createNoise(9);
    const worse = judged(80).map((each) => ({ ...each, error: each.recentLevelError + noise.normal() }));
    expect(forecastRecord(worse).verdict).toBe('none');
    expect(forecastRecord(worse).skill!.againstRecentLevel).toBeLessThan(0);
  });

  it('says when skill was lost, from the present alone', () => {
    const turned = judged(160).map((each, i) => (i < 80 ? each : { ...each, error: 2 * each.recentLevelError }));
    const record = forecastRecord(turned);
    expect(record).toMatchObject({ judged: 160, verdict: 'lost', mayRank: false });
    expect(record.skill!.againstRecentLevel).toBeCloseTo(-1, 9);
    expect(record.skill!.n).toBe(60);
  });

  it('counts how often posts beat the median by the chance they were given', () => {
    const record = forecastRecord(
      judged(40, (i) => ({ probabilityAboveMedian: i % 4 >= 2 ? 0.9 : 0.1, ownMedian: i < 4 ? null : 1.5 })),
    );
    expect(record.reliability.map(({ forecast, observed, n }) => [forecast, observed, n])).toEqual([
      [expect.closeTo(0.1, 9), 0, 18],
      [expect.closeTo(0.9, 9), 1, 18],
    ]);
  });
});
