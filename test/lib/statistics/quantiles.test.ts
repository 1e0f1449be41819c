import { expect, it } from 'vitest';
import { median, medianAbsoluteDeviation, quantile, weightedMedian } from '../../../lib/statistics/quantiles.ts';

it('agrees with R: quantile(c(1, 2, 3, 4), c(0, .25, .9, 1))', () => {
  expect([0, 0.25, 0.9, 1].map((p) => quantile([4, 1, 3, 2], p))).toEqual([1, 1.75, 3.7, 4]);
});

it('agrees with R: median and mad of c(1, 1, 2, 2, 4, 6, 9)', () => {
  expect(median([1, 1, 2, 2, 4, 6, 9])).toBe(2);
  expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 10);
});

it('a weighted median follows the weight', () => {
  expect(weightedMedian([3, 1, 2], [1, 1, 1])).toBe(2);
  expect(weightedMedian([3, 1, 2], [5, 1, 1])).toBe(3);
});

it('refuses an empty sample by name', () => {
  expect(() => median([])).toThrow('sample must be at least one number, got an empty list');
  expect(() => weightedMedian([1], [])).toThrow(RangeError);
});
