import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mannKendall } from '../../../lib/statistics/mann-kendall.ts';
import { senSlope } from '../../../lib/statistics/sen-slope.ts';
import { sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { y: number[] };
  expected: { S: number; variance: number; z: number; pValue: number; tauB: number; senSlope: number };
}

const path = sharedPath('vectors', 'trend_mann_kendall.json');
describe.skipIf(!path)(`monotone trends of R 4.2.2${skipNotice(path)}`, () => {
  const vectors: Vector[] = path ? JSON.parse(readFileSync(path, 'utf8')).vectors : [];
  test.each(vectors)('$id', ({ input: { y }, expected }) => {
    const { s, variance, z, pValue, tauB } = mannKendall(y);
    const got = { S: s, variance, z, pValue, tauB: tauB ?? 0, senSlope: senSlope(y) };
    for (const [name, value] of Object.entries(expected)) {
      const error = Math.abs(got[name as keyof typeof got] - value);
      expect(error, name).toBeLessThanOrEqual(1e-8 * Math.abs(value));
    }
  });
});

const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 30 });

describe('Mann-Kendall and Sen', () => {
  test('a falling series with one tie, by R 4.2.2', () => {
    const falling = [9, 8, 8, 7, 5, 4, 4, 2, 1];
    expect(mannKendall(falling)).toMatchObject({ s: -34, variance: 90 });
    expect(mannKendall(falling).pValue).toBeCloseTo(0.000504218229449, 12);
    expect(senSlope(falling)).toBe(-1);
  });

  test('turning the series round turns the sign', () => {
    fc.assert(
      fc.property(series, (values) => {
        const reversed = values.toReversed();
        expect(mannKendall(reversed).s + mannKendall(values).s).toBe(0);
        expect(senSlope(reversed) + senSlope(values)).toBeCloseTo(0, 12);
      }),
    );
  });

  test('a constant series has no trend and no τ', () => {
    expect(mannKendall([4, 4, 4])).toEqual({ s: 0, variance: 0, z: 0, pValue: 1, tauB: null });
    expect(senSlope([4, 4, 4])).toBe(0);
  });

  test('a slope may be per unit of uneven time', () => {
    expect(senSlope([0, 20, 60], [0, 10, 30])).toBe(2);
    expect(senSlope([5, 5, 9], [1, 1, 3])).toBe(2);
  });

  test('names what is wrong', () => {
    expect(() => mannKendall([1, 2])).toThrow(/at least 3 values, got 2/);
    expect(() => mannKendall([1, 2, Number.NaN])).toThrow(/got NaN at index 2/);
    expect(() => senSlope([1])).toThrow(/two values at different times, got 1/);
    expect(() => senSlope([1, Number.POSITIVE_INFINITY])).toThrow(/must be finite/);
    expect(() => senSlope([1, 2], [1])).toThrow(/1 times for 2 values/);
  });
});
