import { describe, expect, it } from 'vitest';
import { nextWeights, startWeights, totalVariation } from '../../../lib/optimizing/policy-weights.ts';

const settings = { floor: 0.02, maxFloorShare: 0.2, maxDailyChange: 1, policyAgeHours: 24 };
const next = (change: Partial<Parameters<typeof nextWeights>[0]>) =>
  nextWeights({ candidates: ['a', 'b'], current: {}, target: {}, pinned: {}, settings, ...change });
const close = (weights: Record<string, number>) =>
  Object.fromEntries(Object.entries(weights).map(([level, weight]) => [level, expect.closeTo(weight, 12)]));

describe('the next weights', () => {
  it('are the target above a floor for every candidate', () => {
    expect(next({ target: { a: 3, b: 1 } })).toEqual(close({ a: 0.02 + 0.96 * 0.75, b: 0.02 + 0.96 * 0.25 }));
    expect(next({ target: { a: 1 } })).toEqual(close({ a: 0.98, b: 0.02 }));
    expect(next({})).toEqual(close({ a: 0.5, b: 0.5 }));
  });

  it('lower the floor where floors would take too much together', () => {
    const candidates = Array.from({ length: 20 }, (_, k) => `l${k}`);
    const weights = next({ candidates, target: { l0: 1 } });
    expect(weights.l1).toBeCloseTo(0.2 / 20, 12);
    expect(weights.l0).toBeCloseTo(1 - (19 * 0.2) / 20, 12);
  });

  it('go no further than the time since their start allows', () => {
    const current = { a: 0.5, b: 0.5 };
    const move = (policyAgeHours: number, maxDailyChange = 0.12) =>
      next({ current, target: { a: 1 }, settings: { ...settings, maxDailyChange, policyAgeHours } }).a;
    expect(move(24)).toBeCloseTo(0.62, 12);
    expect(move(6)).toBeCloseTo(0.53, 12);
    expect(move(240)).toBeCloseTo(0.62, 12);
    expect(move(0)).toBeCloseTo(0.5, 12);
    // Half a day of 96% in total variation is as far as the target is.
    expect(move(12, 0.96)).toBeCloseTo(0.98, 12);
  });

  it('forget levels that are no candidates and start new ones from nothing', () => {
    const current = { a: 0.3, b: 0.3, gone: 0.4 };
    const still = { ...settings, maxDailyChange: 0 };
    expect(next({ candidates: ['a', 'b', 'new'], current, target: { new: 1 }, settings: still })).toEqual(
      close({ a: 0.5, b: 0.5, new: 0 }),
    );
  });

  it('end in the operator’s pins, and the rest share what remains', () => {
    const candidates = ['a', 'b', 'c'];
    const target = { a: 1, b: 2, c: 1 };
    const even = { ...settings, floor: 0 };
    expect(next({ candidates, target, pinned: { c: 0.4 }, settings: even })).toEqual(close({ a: 0.2, b: 0.4, c: 0.4 }));
    expect(next({ candidates, target, pinned: { a: 0.1, b: 0.1, c: 0.2 }, settings: even })).toEqual(
      close({ a: 0.25, b: 0.25, c: 0.5 }),
    );
    expect(next({ candidates, target, pinned: { a: 0 }, settings: even })).toEqual(close({ a: 0, b: 2 / 3, c: 1 / 3 }));
  });
});

describe('weights in force', () => {
  it('are shares of the candidates, uniform when there are none', () => {
    expect(startWeights(['a', 'b'], { a: 3, b: 1, c: 9 })).toEqual([0.75, 0.25]);
    expect(startWeights(['a', 'b'], {})).toEqual([0.5, 0.5]);
  });

  it('differ by half the sum of absolute differences', () => {
    expect(totalVariation([0.2, 0.8], [0.5, 0.5])).toBeCloseTo(0.3, 12);
    expect(totalVariation([1, 0], [0, 1])).toBe(1);
  });
});
