import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  eBenjaminiHochberg,
  holm,
} from '../../../lib/statistics/multiple-testing.ts';
import { sharedJson, sharedPath } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { p: number[]; method: 'bh' | 'by' | 'holm' };
  expected: { adjusted: number[] };
}

const path = sharedPath('vectors', 'multiple_testing.json');
const methods = { bh: benjaminiHochberg, by: benjaminiYekutieli, holm };

describe.skipIf(!path)('adjusted p-values (skipped: ../shared is absent)', () => {
  const { vectors } = path ? sharedJson<{ vectors: Vector[] }>('vectors', 'multiple_testing.json') : { vectors: [] };
  it.each(vectors.map((vector) => [vector.id, vector] as const))(
    '%s agrees with statsmodels',
    (_, { input, expected }) => {
      for (const [i, value] of methods[input.method](input.p).entries())
        expect(value).toBeCloseTo(expected.adjusted[i]!, 9);
    },
  );
});

describe('e-BH', () => {
  it('rejects at least one hypothesis exactly when some e_(k) reaches m / (k alpha)', () => {
    expect(eBenjaminiHochberg([100, 10, 0.5])).toEqual([0.03, 0.15, 1]);
    expect(eBenjaminiHochberg([45, 44, 0])[1]).toBeCloseTo(3 / 88, 12);
    expect(eBenjaminiHochberg([])).toEqual([]);
  });

  it('names a negative e-value', () => {
    expect(() => eBenjaminiHochberg([1, -2])).toThrow('eValues must be numbers of 0 or more, got -2');
  });
});

describe('laws', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

  it('adjusted values keep the order, never fall below the raw ones and never pass one', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        for (const method of Object.values(methods)) {
          const adjusted = method(p);
          adjusted.forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(p[i]! * (1 - 1e-12));
            expect(value).toBeLessThanOrEqual(1);
            const later = adjusted.filter((_, j) => p[i]! < p[j]!);
            expect(value).toBeLessThanOrEqual(Math.min(1, ...later));
          });
        }
      }),
    );
  });

  it('e-BH with e = 1/p is never more liberal than Benjamini-Hochberg', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { maxLength: 20 }), (p) => {
        const e = eBenjaminiHochberg(p.map((value) => 1 / value));
        for (const [i, value] of benjaminiHochberg(p).entries()) expect(e[i]!).toBeGreaterThanOrEqual(value - 1e-12);
      }),
    );
  });
});
