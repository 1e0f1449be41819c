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

describe('the joint model over two hundred worlds', () => {
  it('covers the true difference about as often as its interval says, under heavy tails too', () => {
    for (const draw of ['normal', 't'] as const) {
      let covered = 0;
      const runs = 200;
      for (let run = 0; run < runs; run += 1) {
        const { effects, model } = oneWay(`${draw}-${run}`, { n: 120, levels: 4, spread: 0.3, draw });
        const { coefficients, covariance } = fitJointModel(model);
        const variance = covariance[6]! + covariance[12]! - 2 * covariance[7]!;
        const error = coefficients[1]! - coefficients[2]! - (effects[0]! - effects[1]!);
        if (Math.abs(error) < 1.96 * Math.sqrt(variance)) covered += 1;
      }
      expect(covered / runs).toBeGreaterThan(0.9);
    }
  });
});
