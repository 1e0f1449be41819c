import { describe, expect, it } from 'vitest';
import { judgeForecast } from '../../../lib/forecasting/judge-forecast.ts';

const claim = { target: 'engagements', value: 9, lower: 4, upper: 20, recentLevel: 4 } as const;

describe('a forecast beside what came', () => {
  it('errs by the logarithm of the ratio, and so does the recent level', () => {
    const judged = judgeForecast(claim, { engagements: 19 })!;
    expect(judged.actual).toBeCloseTo(19, 9);
    expect(judged.error).toBeCloseTo(Math.log(20 / 10), 9);
    expect(judged.recentLevelError).toBeCloseTo(Math.log(20 / 5), 9);
    expect(judged.covered).toBe(true);
  });

  it('is covered on the bounds of its interval and not beyond', () => {
    const covered = (engagements: number) => judgeForecast(claim, { engagements })!.covered;
    expect([3, 4, 20, 21].map(covered)).toEqual([false, true, true, false]);
    expect(judgeForecast({ ...claim, lower: 0 }, { engagements: 0 })!.covered).toBe(true);
  });

  it('of a rate errs on the log-odds of the counts it is made of', () => {
    const rate = { target: 'engagement_rate', value: 0.03, lower: 0.02, upper: 0.05, recentLevel: 0.02 } as const;
    const judged = judgeForecast(rate, { engagements: 40, impressions: 1000 })!;
    expect(judged.error).toBeCloseTo(Math.log(40.5 / 960.5) - Math.log(0.03 / 0.97), 9);
    expect(judged.covered).toBe(true);
    expect(judgeForecast(rate, { engagements: 0, impressions: 1000 })!.covered).toBe(false);
  });

  it('is not judged by an outcome that does not tell', () => {
    expect(judgeForecast(claim, { impressions: 100 })).toBeNull();
    expect(judgeForecast({ ...claim, target: 'follows' }, { engagements: 3, new_follows: null })).toBeNull();
  });
});
