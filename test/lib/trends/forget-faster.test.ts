import { describe, expect, it } from 'vitest';
import { halfLifeAfter } from '../../../lib/trends/forget-faster.ts';

const now = '2026-11-22T00:00:00Z';
const memoryAfter = (days: number, halfLifeDays = 56) =>
  halfLifeAfter({ halfLifeDays, changedAt: new Date(Date.parse(now) - days * 86_400_000), now });

describe('the memory after a change of level', () => {
  it('is two weeks at first and grows back within half its usual length', () => {
    expect([1, 7, 10, 20, 28, 100].map((days) => memoryAfter(days))).toEqual([14, 14, 20, 40, 56, 56]);
  });

  it('is never longer than usual, nor touched by a change that never was or is yet to come', () => {
    expect(memoryAfter(1, 7)).toBe(7);
    expect(memoryAfter(-3)).toBe(56);
    expect(halfLifeAfter({ halfLifeDays: 56, changedAt: null, now })).toBe(56);
    expect(() => halfLifeAfter({ halfLifeDays: 56, changedAt: 'soon', now })).toThrow(/must be times, got .* and soon/);
  });
});
