import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile, betaSf } from '../../../lib/statistics/beta-distribution.ts';
import {
  binomialCdf,
  binomialInterval,
  binomialPmf,
  binomialSf,
} from '../../../lib/statistics/binomial-distribution.ts';
import { chiSquaredCdf, chiSquaredQuantile, chiSquaredSf } from '../../../lib/statistics/chi-squared-distribution.ts';
import { fCdf, fQuantile, fSf } from '../../../lib/statistics/f-distribution.ts';
import { gammaCdf, gammaQuantile, gammaSf } from '../../../lib/statistics/gamma-distribution.ts';
import {
  negativeBinomialCdf,
  negativeBinomialPmf,
  negativeBinomialSf,
} from '../../../lib/statistics/negative-binomial-distribution.ts';
import { normalCdf, normalQuantile, normalSf } from '../../../lib/statistics/normal-distribution.ts';
import { poissonCdf, poissonPmf, poissonSf } from '../../../lib/statistics/poisson-distribution.ts';
import {
  studentTCdf,
  studentTPdf,
  studentTQuantile,
  studentTSf,
  studentTTwoSidedP,
} from '../../../lib/statistics/student-t-distribution.ts';
import { sharedJson, sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: { fn: string; args: number[] };
  expected: { value: string };
  tolerance: { rel: number };
}

const functions: Record<string, (...args: number[]) => number> = {
  betaQuantile: (p, a, b) => betaQuantile(p!, a!, b!),
  betaCdf: (x, a, b) => betaCdf(x!, a!, b!),
  tCdf: (t, df) => studentTCdf(t!, df!),
  tQuantile: (p, df) => studentTQuantile(p!, df!),
  normCdf: (z) => normalCdf(z!),
  normQuantile: (p) => normalQuantile(p!),
  gammaQuantile: (p, shape) => gammaQuantile(p!, shape!),
  chi2Sf: (x, df) => chiSquaredSf(x!, df!),
  fSf: (x, df1, df2) => fSf(x!, df1!, df2!),
};

const path = sharedPath('vectors', 'distributions.json');

describe.skipIf(!path)(`distributions at ordinary and extreme parameters${skipNotice(path)}`, () => {
  const { vectors } = path ? sharedJson<{ vectors: Vector[] }>('vectors', 'distributions.json') : { vectors: [] };
  it.each(vectors.map((vector) => [vector.id, vector] as const))(
    '%s agrees with mpmath',
    (_, { input, expected, tolerance }) => {
      const value = functions[input.fn]!(...input.args);
      const truth = Number(expected.value);
      expect(Math.abs(value - truth) / Math.abs(truth)).toBeLessThan(tolerance.rel);
    },
  );
});

describe('distributions against scipy 1.17', () => {
  it.each([
    ['binom.cdf(3, 10, .2)', binomialCdf(3, 10, 0.2), 0.8791261184],
    ['binom.sf(40, 1000, .01)', binomialSf(40, 1000, 0.01), 1.1006428530488423e-13],
    ['poisson.cdf(2, 3.5)', poissonCdf(2, 3.5), 0.32084719886213414],
    ['poisson.sf(30, 3.5)', poissonSf(30, 3.5), 3.0280745798206935e-19],
    ['nbinom.cdf(5, 2, 2/5)', negativeBinomialCdf(5, { mean: 3, size: 2 }), 0.8413696],
    ['chi2.ppf(.95, 3)', chiSquaredQuantile(0.95, 3), 7.814727903251179],
    ['f.ppf(.95, 2, 140)', fQuantile(0.95, 2, 140), 3.0607595370748895],
    ['t.pdf(1.5, 4)', studentTPdf(1.5, 4), 0.12288],
    ['gammaincc(1000, 1100)', gammaSf(1100, 1000), 0.0010593232539299773],
    ['gammaincc(5000, 7500)', gammaSf(7500, 5000), 5.915868829058352e-208],
    ['gammainc(100000, 99999 + 2/3)', gammaCdf(100000 - 1 / 3, 100000), 0.49999999975080645],
  ])('%s', (_, value, truth) => {
    expect(Math.abs(value - truth) / truth).toBeLessThan(1e-9);
  });

  it('gives the exact interval of zero successes in ten trials', () => {
    expect(binomialInterval({ successes: 0, trials: 10, level: 0.95 })[1]).toBeCloseTo(1 - 0.025 ** 0.1, 12);
  });
});

describe('laws', () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const df = fc.double({ min: 0.5, max: 500, noNaN: true });
  const near = (value: number, truth: number, relative = 1e-7) =>
    Math.abs(value - truth) <= relative * Math.min(truth, 1 - truth) + 1e-14;

  it('a quantile undoes its distribution function', () => {
    fc.assert(
      fc.property(probability, df, df, (p, a, b) => {
        expect(near(normalCdf(normalQuantile(p)), p)).toBe(true);
        expect(near(studentTCdf(studentTQuantile(p, a), a), p)).toBe(true);
        expect(near(gammaCdf(gammaQuantile(p, a), a), p)).toBe(true);
        expect(near(chiSquaredCdf(chiSquaredQuantile(p, a), a), p)).toBe(true);
        expect(near(fCdf(fQuantile(p, a, b), a, b), p, 1e-6)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('both tails sum to one', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), df, (x, a) => {
        expect(normalCdf(x) + normalSf(x)).toBeCloseTo(1, 12);
        expect(studentTCdf(x, a) + studentTSf(x, a)).toBeCloseTo(1, 12);
        expect(betaCdf(Math.abs(x) / 30, a, 2) + betaSf(Math.abs(x) / 30, a, 2)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("Student's t keeps the digits of tails far below the spacing of doubles at one, however many degrees of freedom", () => {
    // mpmath with 40 digits
    expect(studentTTwoSidedP(12, 1e6) / 3.571685124852344e-33).toBeCloseTo(1, 10);
    expect(studentTTwoSidedP(30, 5) / 7.718648620496052e-7).toBeCloseTo(1, 12);
  });

  it('counts sum their probabilities', () => {
    const mean = 4.2;
    let binomial = 0;
    let poisson = 0;
    let negative = 0;
    for (let k = 0; k <= 6; k += 1) {
      binomial += binomialPmf(k, 20, 0.21);
      poisson += poissonPmf(k, mean);
      negative += negativeBinomialPmf(k, { mean, size: 1.5 });
    }
    expect(binomialCdf(6, 20, 0.21)).toBeCloseTo(binomial, 12);
    expect(poissonCdf(6, mean)).toBeCloseTo(poisson, 12);
    expect(negativeBinomialCdf(6, { mean, size: 1.5 })).toBeCloseTo(negative, 12);
    expect(negativeBinomialSf(6, { mean, size: 1.5 })).toBeCloseTo(1 - negative, 12);
  });
});

describe('bad input', () => {
  it('names the argument, what it got and what it wants', () => {
    expect(() => normalQuantile(1.2)).toThrow(new RangeError('p must be a probability between 0 and 1, got 1.2'));
    expect(() => studentTCdf(1, 0)).toThrow(new RangeError('df must be positive, got 0'));
    expect(() => gammaQuantile(0.5, Number.NaN)).toThrow(new RangeError('shape must be positive, got NaN'));
    expect(() => binomialCdf(1, 2.5, 0.5)).toThrow(RangeError);
    expect(() => poissonCdf(1, -1)).toThrow(RangeError);
  });
});
