import { expect, it } from 'vitest';
import {
  sampleRatioLogOdds,
  sampleRatioPValue,
  sequentialSampleRatioPValue,
} from '../../../lib/statistics/sample-ratio.ts';
import { sampleRatioIntervals } from '../../../lib/statistics/sample-ratio-interval.ts';
import { sampleIndex } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';

interface Input {
  users?: number[];
  weights: number[];
  counts: number[];
  countsAtStop?: number[];
  theta0: number[];
  k: number;
  alpha: number;
}

interface Expected {
  pValue: number;
  logOdds: number;
  pInstant: number;
  n: number;
  pValueAtStop: number;
  confInt: [number, number][];
}

/** The arms of savvi's example: numpy.random.seed(1), multinomial(1, [.1, .3, .6]), up to its stop. */
const SAVVI_STREAM =
  '1222211122111212011212212222222122112211112202122022112012021022221212221222121212022222202122221212' +
  '1002101221012212211112222112221111221122222022102111122201122210222122222122121122212221201122221121' +
  '2122222212202221222222112220122101220010222112121122222220210122211222220200222011122221121221211202' +
  '1222222221122221212112122122121011220222222021222111210201121221222222122211220122122201120121202222' +
  '02';

describeVectors<Input, Expected>('srm.json', ({ input, expected, tolerance }) => {
  const within = tolerance as number;
  if (input.users)
    return expectNear(sampleRatioPValue({ counts: input.users, weights: input.weights }), expected.pValue, within);
  const counts = input.countsAtStop ?? input.counts;
  const shared = { counts, weights: input.theta0, concentration: input.k };
  const p = Math.exp(-sampleRatioLogOdds(shared));
  if (!input.countsAtStop) {
    expectNear(sampleRatioLogOdds(shared), expected.logOdds, within);
    return expectNear(p, expected.pInstant, within);
  }
  expectNear(p, expected.pValueAtStop, within);
  // savvi keeps the narrowest ends of all looks: one after every unit of its stream.
  const seen = input.theta0.map(() => 0);
  const narrowest = input.theta0.map((): [number, number] => [0, 1]);
  for (const arm of SAVVI_STREAM) {
    seen[Number(arm)]! += 1;
    sampleRatioIntervals({ ...shared, counts: seen, alpha: input.alpha }).forEach(([low, high], i) => {
      narrowest[i] = [Math.max(narrowest[i]![0], low), Math.min(narrowest[i]![1], high)];
    });
  }
  expect(seen).toEqual(input.countsAtStop);
  narrowest.forEach((interval, i) => {
    interval.forEach((end, side) => {
      expectNear(end, expected.confInt[i]![side]!, 1e-5);
    });
  });
});

it('drops arms of weight zero where the Python reference turns 2.0e-5 into 2.9e-60', () => {
  // GrowthBook's own TypeScript: 1000 against 1200 at equal weights, whatever an arm of weight zero counted.
  expectNear(sampleRatioPValue({ counts: [1000, 1200, 900], weights: [0.5, 0.5, 0] }), 2.0079e-5, 5e-10);
});

it('keeps the digits of the far tail, where 1 − cdf gives 0', () => {
  // χ² = 100 with one degree of freedom: erfc(√50) by mpmath.
  const p = sampleRatioPValue({ counts: [5500, 4500], weights: [1, 1] });
  expectNear(p, 1.5239706048321e-23, 1e-35);
});

it('does not cry over 200 looks when the allocation is right', () => {
  const random = seededRandom('srm-null');
  let cried = 0;
  for (let run = 0; run < 200; run += 1) {
    const counts = [0, 0];
    const looks = Array.from({ length: 200 }, () => {
      for (let i = 0; i < 5; i += 1) counts[sampleIndex(random, [1, 1])]! += 1;
      return [...counts];
    });
    if (sequentialSampleRatioPValue({ looks, weights: [1, 1] }) <= 0.05) cried += 1;
  }
  expect(cried).toBeLessThanOrEqual(10 + 3 * Math.sqrt(200 * 0.05 * 0.95));
});

it('refuses what is no allocation', () => {
  expect(() => sampleRatioPValue({ counts: [1], weights: [1, 1] })).toThrow(
    'weights must be 1, one per arm, got 2 of them',
  );
  expect(() => sampleRatioPValue({ counts: [-1, 2], weights: [1, 1] })).toThrow('counts must be 0 or more, got -1');
  expect(() => sampleRatioPValue({ counts: [1, 2], weights: [0, 0] })).toThrow(
    'weights must be above 0 together, got 0',
  );
});
