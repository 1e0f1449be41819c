import { describe, expect, it } from 'vitest';
import { betaCdf } from '../../../lib/statistics/beta-distribution.ts';
import { binomialCdf } from '../../../lib/statistics/binomial-distribution.ts';
import { gammaCdf } from '../../../lib/statistics/gamma-distribution.ts';
import { normalCdf } from '../../../lib/statistics/normal-distribution.ts';
import { poissonCdf } from '../../../lib/statistics/poisson-distribution.ts';
import {
  sampleBeta,
  sampleBinomial,
  sampleGamma,
  sampleIndex,
  sampleNormal,
  samplePoisson,
  sampleStudentT,
  shuffled,
} from '../../../lib/statistics/samplers.ts';
import { type Random, seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { studentTCdf } from '../../../lib/statistics/student-t-distribution.ts';

const N = 4000;

/** Largest distance between the empirical and the true distribution function, in units of 1/√n (1.95 is p = 0.001). */
function kolmogorovSmirnov(draw: (random: Random) => number, cdf: (x: number) => number, seed: string): number {
  const random = seededRandom(seed);
  const draws = Array.from({ length: N }, () => draw(random)).sort((a, b) => a - b);
  let distance = 0;
  draws.forEach((x, i) => {
    distance = Math.max(distance, Math.abs(cdf(x) - i / N), Math.abs(cdf(x) - (i + 1) / N));
  });
  return distance * Math.sqrt(N);
}

describe('continuous samplers pass Kolmogorov-Smirnov', () => {
  it.each<[string, (random: Random) => number, (x: number) => number]>([
    ['normal', sampleNormal, normalCdf],
    ['gamma 0.3', (r) => sampleGamma(r, 0.3), (x) => gammaCdf(x, 0.3)],
    ['gamma 4', (r) => sampleGamma(r, 4), (x) => gammaCdf(x, 4)],
    ['beta 2, 5', (r) => sampleBeta(r, 2, 5), (x) => betaCdf(x, 2, 5)],
    ['Student t 4', (r) => sampleStudentT(r, 4), (x) => studentTCdf(x, 4)],
  ])('%s', (name, draw, cdf) => {
    expect(kolmogorovSmirnov(draw, cdf, name)).toBeLessThan(1.95);
  });
});

describe('count samplers follow their distribution function', () => {
  it.each<[string, (random: Random) => number, (k: number) => number, number[]]>([
    ['Poisson 3', (r) => samplePoisson(r, 3), (k) => poissonCdf(k, 3), [1, 3, 5]],
    ['Poisson 400', (r) => samplePoisson(r, 400), (k) => poissonCdf(k, 400), [380, 400, 425]],
    ['binomial 12, .3', (r) => sampleBinomial(r, 12, 0.3), (k) => binomialCdf(k, 12, 0.3), [2, 4, 6]],
    ['binomial 5000, .03', (r) => sampleBinomial(r, 5000, 0.03), (k) => binomialCdf(k, 5000, 0.03), [140, 150, 165]],
  ])('%s', (name, draw, cdf, points) => {
    const random = seededRandom(name);
    const draws = Array.from({ length: N }, () => draw(random));
    for (const k of points) {
      const share = draws.filter((x) => x <= k).length / N;
      expect(Math.abs(share - cdf(k))).toBeLessThan(4 * Math.sqrt(0.25 / N));
    }
  });
});

describe('seeds', () => {
  it('the same seed gives the same numbers, another gives others', () => {
    const first = Array.from({ length: 5 }, seededRandom(7));
    expect(Array.from({ length: 5 }, seededRandom(7))).toEqual(first);
    expect(Array.from({ length: 5 }, seededRandom(8))).not.toEqual(first);
    expect(() => seededRandom(Number.NaN)).toThrow('seed must be a finite number or a text, got NaN');
  });

  it('neighbouring seeds are not correlated', () => {
    const first = Array.from({ length: 2000 }, (_, seed) => seededRandom(seed)());
    const mean = first.reduce((sum, u) => sum + u, 0) / first.length;
    const lagged = first.slice(1).reduce((sum, u, i) => sum + (u - mean) * (first[i]! - mean), 0) / (first.length / 12);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(lagged)).toBeLessThan(0.1);
  });

  it('draws an index by weight and never one of weight zero', () => {
    const random = seededRandom('index');
    const counts = [0, 0, 0];
    for (let i = 0; i < N; i += 1) counts[sampleIndex(random, [1, 0, 3])]! += 1;
    expect(counts[1]).toBe(0);
    expect(counts[2]! / N).toBeCloseTo(0.75, 1);
    expect(() => sampleIndex(random, [0, 0])).toThrow('weights must be at least one positive number, got [0,0]');
  });

  it('shuffles without losing anything', () => {
    const items = [1, 2, 3, 4, 5, 6];
    const mixed = shuffled(seededRandom(3), items);
    expect(mixed).not.toEqual(items);
    expect([...mixed].sort()).toEqual(items);
  });
});
