import { describe, expect, it } from 'vitest';
import { fitJointModel } from '../../../lib/learning/joint-model.ts';
import { oneWay } from '../../support/one-way-model.ts';

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
