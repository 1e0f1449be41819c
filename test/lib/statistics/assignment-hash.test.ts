import { expect, it } from 'vitest';
import { assignmentHash, bucketRanges, chooseBucket } from '../../../lib/statistics/assignment-hash.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';

interface Input {
  fn: string;
  seed: string;
  value: string;
  version: number;
  variations: number;
  coverage: number;
  weights: number[] | null;
  n: number;
  ranges: [number, number][];
}

describeVectors<Input, { value: number | null | [number, number][] }>(
  'assignment_hash.json',
  ({ input, expected, tolerance }) => {
    if (input.fn === 'hash') expect(assignmentHash(input)).toBe(expected.value);
    else if (input.fn === 'chooseVariation') expect(chooseBucket(input.n, input.ranges)).toBe(expected.value);
    else {
      bucketRanges({ ...input, arms: input.variations }).forEach((range, i) => {
        range.forEach((end, side) => {
          expectNear(end, (expected.value as [number, number][])[i]![side]!, tolerance as number);
        });
      });
    }
  },
);

it('spreads units evenly and independently of other seeds', () => {
  const hashes = Array.from({ length: 10_000 }, (_, i) => assignmentHash({ seed: 'a', value: String(i) })!);
  const low = hashes.filter((hash) => hash < 0.5).length;
  const both = hashes.filter((hash, i) => hash < 0.5 && assignmentHash({ seed: 'b', value: String(i) })! < 0.5).length;
  expect(Math.abs(low - 5000)).toBeLessThan(200);
  expect(Math.abs(both - 2500)).toBeLessThan(200);
});
