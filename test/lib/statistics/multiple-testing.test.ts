import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  closedEBenjaminiHochberg,
  eBenjaminiHochberg,
  holm,
  twoStageBenjaminiHochberg,
} from '../../../lib/statistics/multiple-testing.ts';
import { sharedJson, sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { p: number[]; method: 'bh' | 'by' | 'holm' };
  expected: { adjusted: number[] };
}

const path = sharedPath('vectors', 'multiple_testing.json');
const methods = { bh: benjaminiHochberg, by: benjaminiYekutieli, holm };

describe.skipIf(!path)(`adjusted p-values${skipNotice(path)}`, () => {
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

describe('closed e-BH', () => {
  it('agrees with its definition over every set of four hypotheses', () => {
    const e = [60, 30, 8, 0.2];
    // Rejected at alpha: some R containing it where every S has mean e >= |S ∩ R| / (alpha |R|).
    const sets = Array.from({ length: 15 }, (_, bits) => e.map((_e, i) => ((bits + 1) >> i) & 1));
    const levelOf = (rejected: number[]) =>
      Math.max(
        ...sets.map((s) => {
          const size = s.reduce((sum, x) => sum + x, 0);
          const both = s.reduce((sum, x, i) => sum + x * rejected[i]!, 0);
          const mean = s.reduce((sum, x, i) => sum + x * e[i]!, 0) / size;
          return both / (mean * rejected.reduce((sum, x) => sum + x, 0));
        }),
      );
    const levels = e.map((_, i) => Math.min(1, ...sets.filter((r) => r[i] === 1).map(levelOf)));
    closedEBenjaminiHochberg(e).forEach((q, i) => {
      expect(q).toBeCloseTo(levels[i]!, 12);
    });
  });
});

describe('two-stage Benjamini-Hochberg', () => {
  it('is stricter where it finds nothing first and more liberal after clear findings', () => {
    const none = [0.2, 0.5, 0.9];
    expect(twoStageBenjaminiHochberg(none, 0.05)[0]).toBeCloseTo(benjaminiHochberg(none)[0]! * 1.05, 12);
    // All four pass the first stage at 0.045 < 0.0476, which leaves one null as the least: 0.045 × 1.05 × 1 / 4.
    expect(twoStageBenjaminiHochberg([1e-6, 1e-5, 0.045, 0.04], 0.05)[2]).toBeCloseTo(0.0118125, 9);
  });
});

describe('laws', () => {
  it('closed e-BH rejects at least what e-BH rejects', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 16 }), (e) => {
        const plain = eBenjaminiHochberg(e);
        for (const [i, q] of closedEBenjaminiHochberg(e).entries()) expect(q).toBeLessThanOrEqual(plain[i]! + 1e-12);
      }),
    );
  });

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
