import { describe, expect, it } from 'vitest';
import { fitJointModel } from '../../../lib/learning/joint-model.ts';
import { sampleNormal, sampleStudentT } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

/** n rows of one intercept and one of `levels` levels with effects drawn with sd `spread`. */
function oneWay(seed: string, input: { n: number; levels: number; spread: number; draw?: 'normal' | 't' }) {
  const random = seededRandom(seed);
  const { n, levels, spread } = input;
  const effects = Array.from({ length: levels }, () => spread * sampleNormal(random));
  const index = new Int16Array(2 * n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const level = i % levels;
    index.set([0, 1 + level], 2 * i);
    const error = input.draw === 't' ? sampleStudentT(random, 2.5) : sampleNormal(random);
    y[i] = 1 + effects[level]! + 0.4 * error;
  }
  return {
    effects,
    model: {
      design: { rows: n, columns: 1 + levels, width: 2, index, values: new Float64Array(2 * n).fill(1) },
      blocks: [
        { name: 'intercept', start: 0, size: 1, priorSd: 10, fixed: true },
        { name: 'level', start: 1, size: levels, priorSd: 0.2 },
      ],
      y,
      noise: new Float64Array(n),
      weight: new Float64Array(n).fill(1),
    },
  };
}

describe('the joint model', () => {
  it('estimates how much levels differ, and shrinks by it', () => {
    const wide = fitJointModel(oneWay('wide', { n: 600, levels: 12, spread: 0.5 }).model);
    const none = fitJointModel(oneWay('none', { n: 600, levels: 12, spread: 0 }).model);
    expect(Math.sqrt(wide.blockVariance[1]!)).toBeGreaterThan(0.3);
    expect(Math.sqrt(none.blockVariance[1]!)).toBeLessThan(0.15);
    expect(Math.max(...none.coefficients.slice(1).map(Math.abs))).toBeLessThan(0.12);
  });

  it('is not moved by one viral post', () => {
    const { model } = oneWay('viral', { n: 100, levels: 2, spread: 0 });
    const before = fitJointModel(model).coefficients[1]!;
    model.y[0]! += 100;
    expect(Math.abs(fitJointModel(model).coefficients[1]! - before)).toBeLessThan(0.05);
  });

  it('gives a row of half the weight half the say', () => {
    const { model } = oneWay('weights', { n: 200, levels: 2, spread: 0.5 });
    const whole = fitJointModel(model);
    const half = fitJointModel({ ...model, weight: new Float64Array(200).fill(0.5) });
    expect(half.effectiveRows).toBe(100);
    const difference = ({ covariance: c }: typeof half) => c[4]! + c[8]! - 2 * c[5]!;
    expect(difference(half) / difference(whole)).toBeGreaterThan(1.5);
  });
});
