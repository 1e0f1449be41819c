import { describe, expect, it } from 'vitest';
import { ReachRates } from '../../../lib/forecasting/reach-rates.ts';

describe('how reach turns into outcomes', () => {
  const learnAll = (rates: ReachRates, count: number) => {
    for (let i = 0; i < count; i++) {
      const label = i % 2 === 0 ? 'format thread' : 'format single';
      const expected = { level: rates.levelOf('ada'), effect: rates.effectOf([label]) };
      rates.learn('ada', { rate: -3 + (i % 2 === 0 ? 0.4 : -0.4), labels: [label], expected });
    }
  };

  it('is unknown before anything was seen', () => {
    const rates = new ReachRates();
    expect(rates.levelOf('ada')).toBeNaN();
    expect(rates.effectOf(['format thread'])).toBe(0);
  });

  it('is the recent level of the account, and what labels add to it', () => {
    const rates = new ReachRates();
    learnAll(rates, 400);
    expect(rates.levelOf('ada')).toBeCloseTo(-3, 9);
    expect(rates.effectOf(['format thread'])).toBeGreaterThan(0.3);
    expect(rates.effectOf(['format thread'])).toBeLessThanOrEqual(0.4);
    expect(rates.effectOf(['format single'])).toBeLessThan(-0.3);
    expect(rates.levelOf('bob')).toBeNaN();
  });

  it('learns nothing from a post whose reach is unknown', () => {
    const rates = new ReachRates();
    rates.learn('ada', { rate: Number.NaN, labels: ['x'], expected: { level: -3, effect: 0 } });
    expect(rates.levelOf('ada')).toBeNaN();
  });
});
