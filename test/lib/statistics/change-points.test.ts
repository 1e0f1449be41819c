import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binarySegmentation } from '../../../lib/statistics/binary-segmentation.ts';
import { l1Potts } from '../../../lib/statistics/l1-potts.ts';
import { optimalSegmentation } from '../../../lib/statistics/optimal-segmentation.ts';
import { pelt } from '../../../lib/statistics/pelt.ts';
import { createSegmentCost } from '../../../lib/statistics/segment-cost.ts';
import { sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { fn: string; y: number[]; pen: number; nBkps: number; minSize: number };
  expected: { bkps: number[] };
}

const methods: Record<string, (input: Vector['input']) => number[]> = {
  pelt_l2: ({ y, pen, minSize }) => pelt(y, { penalty: pen, minSize }),
  dynp_l2: ({ y, nBkps, minSize }) => optimalSegmentation(y, { changes: nBkps, minSize }),
  binseg_l2: ({ y, nBkps, minSize }) => binarySegmentation(y, { changes: nBkps, minSize }),
  l1potts: ({ y, pen }) => l1Potts(y, { penalty: pen }),
};

const path = sharedPath('vectors', 'changepoint.json');
describe.skipIf(!path)(`change points of ruptures${skipNotice(path)}`, () => {
  const vectors: Vector[] = path ? JSON.parse(readFileSync(path, 'utf8')).vectors : [];
  test.each(vectors)('$id', ({ input, expected }) => {
    expect(methods[input.fn]?.(input)).toEqual(expected.bkps);
  });
});

// Annual flow of the Nile at Aswan 1871-1900, R datasets::Nile; the dam's start in 1898 is the textbook change.
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
];

const series = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 14 });

function price(values: number[], ends: number[], penalty: number): number {
  const cost = createSegmentCost(values);
  return ends.reduce((sum, end, k) => sum + cost(k === 0 ? 0 : ends[k - 1]!, end), (ends.length - 1) * penalty);
}

describe('pelt', () => {
  test('finds the Nile break of 1898', () => {
    expect(pelt(nile, { penalty: 150_000 })).toEqual([28, 40]);
  });

  test('is as cheap as the best of all segmentations, for any penalty and segment size', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 3 }),
        (values, penalty, minSize) => {
          const most = Math.floor(values.length / minSize) - 1;
          const cheapest = Math.min(
            ...Array.from({ length: most + 1 }, (_, changes) =>
              price(values, optimalSegmentation(values, { changes, minSize }), penalty),
            ),
          );
          expect(price(values, pelt(values, { penalty, minSize }), penalty)).toBeCloseTo(cheapest, 6);
        },
      ),
    );
  });

  test('does not care where zero lies', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -1e6, max: 1e6 }), (values, shift) => {
        const moved = values.map((value) => value + shift);
        expect(pelt(moved, { penalty: 30.5 })).toEqual(pelt(values, { penalty: 30.5 }));
      }),
    );
  });

  test('answers for short and constant series', () => {
    expect(pelt([], { penalty: 1 })).toEqual([]);
    expect(pelt([7], { penalty: 1 })).toEqual([1]);
    expect(pelt([7, 7, 7, 7, 7], { penalty: 1 })).toEqual([5]);
  });

  test('names what is wrong', () => {
    expect(() => pelt([1, Number.NaN], { penalty: 1 })).toThrow(/finite values, got NaN at index 1/);
    expect(() => pelt([1, 2], { penalty: -1 })).toThrow(/penalty must be 0 or more, got -1/);
    expect(() => pelt([1, 2], { penalty: 1, minSize: 0 })).toThrow(/minSize must be a positive integer, got 0/);
  });
});

describe('the other searches', () => {
  test('the exact one is never dearer than the greedy one', () => {
    fc.assert(
      fc.property(series, (values) => {
        const greedy = binarySegmentation(values, { changes: 1 });
        const exact = optimalSegmentation(values, { changes: greedy.length - 1 });
        expect(price(values, exact, 0)).toBeLessThanOrEqual(price(values, greedy, 0) + 1e-6);
      }),
    );
  });

  test('say when a series is too short for what is asked', () => {
    expect(() => optimalSegmentation([1, 2, 3], { changes: 1 })).toThrow(/need 4 values, got 3/);
    expect(binarySegmentation([1, 2, 3], { changes: 1 })).toEqual([3]);
    expect(() => l1Potts([1], { penalty: 0 })).toThrow(/penalty must be positive, got 0/);
    expect(() => l1Potts([1, Number.NaN], { penalty: 1 })).toThrow(/got NaN at index 1/);
  });
});
