import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume, inferReferencePoint, nonDominated } from '../../../lib/statistics/pareto.ts';
import { sharedJson, sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { fn: string; points: number[][]; ref: number[]; scale: number; deduplicate: boolean };
  expected: { value: number & number[]; points: number[][] };
}

const path = sharedPath('vectors', 'pareto_hypervolume.json');

describe.skipIf(!path)(`Pareto sets and hypervolume${skipNotice(path)}`, () => {
  const { vectors } = path ? sharedJson<{ vectors: Vector[] }>('vectors', 'pareto_hypervolume.json') : { vectors: [] };
  it.each(vectors.map((v) => [v.id, v] as const))('%s agrees with BoTorch', (_, { input, expected }) => {
    if (input.fn === 'hypervolume') expect(hypervolume(input.points, input.ref)).toBeCloseTo(expected.value, 4);
    else if (input.fn === 'nonDominated') {
      expect(nonDominated(input.points).map((i) => input.points[i])).toEqual(expected.points);
    } else {
      const point = inferReferencePoint(input.points, input.scale);
      point.forEach((x, d) => {
        expect(x).toBeCloseTo(expected.value[d]!, 6);
      });
    }
  });
});

describe('laws', () => {
  const points = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
    {
      minLength: 1,
      maxLength: 7,
    },
  );

  it('the volume counts the unit cubes below the points', () => {
    fc.assert(
      fc.property(points, (list) => {
        let cubes = 0;
        for (let x = 0; x < 9; x += 1)
          for (let y = 0; y < 9; y += 1)
            for (let z = 0; z < 9; z += 1) if (list.some((p) => p[0] > x && p[1] > y && p[2] > z)) cubes += 1;
        expect(hypervolume(list, [0, 0, 0])).toBeCloseTo(cubes, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('dominated points add nothing', () => {
    fc.assert(
      fc.property(points, (list) => {
        const front = nonDominated(list).map((i) => list[i]!);
        expect(hypervolume(front, [0, 0, 0])).toBeCloseTo(hypervolume(list, [0, 0, 0]), 9);
      }),
    );
  });

  it('names a point of the wrong size', () => {
    expect(() => hypervolume([[1]], [0, 0])).toThrow('points must be made of points with 2 objectives, got one with 1');
  });
});
