import { describe, expect, it } from 'vitest';
import { inverseVarianceWeight, jamesStein, relativeDifference } from '../../../lib/statistics/shrinkage.ts';
import { sharedJson, sharedPath, skipNotice } from '../../support/shared.ts';

interface Vector {
  id: string;
  input: Record<string, number> & {
    fn: string;
    y: number[];
    var: number[];
    means: number[];
    variances: number[];
    bias_correction: boolean;
  };
  expected: { mean: number & number[]; var: number & number[]; lift: number; sem: number };
}

const path = sharedPath('vectors', 'shrinkage_ax.json');
const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-8);

describe.skipIf(!path)(`shrinkage and relative differences${skipNotice(path)}`, () => {
  const { vectors } = path ? sharedJson<{ vectors: Vector[] }>('vectors', 'shrinkage_ax.json') : { vectors: [] };
  const ours = vectors.filter(({ input }) => input.fn !== 'marginalEffects');
  it.each(ours.map((v) => [v.id, v] as const))('%s agrees with Ax', (_, { input, expected }) => {
    if (input.fn === 'jamesStein') {
      const { means, variances } = jamesStein({ means: input.y, variances: input.var });
      means.forEach((mean, i) => {
        close(mean, expected.mean[i]!);
        close(variances[i]!, expected.var[i]!);
      });
    } else if (input.fn === 'inverseVarianceWeight') {
      const { mean, variance } = inverseVarianceWeight({ means: input.means, variances: input.variances });
      close(mean, expected.mean);
      close(variance, expected.var);
    } else {
      const { lift, standardError } = relativeDifference({
        treatment: { mean: input.mean_t!, standardError: input.sem_t! },
        control: { mean: input.mean_c!, standardError: input.sem_c! },
        biasCorrection: input.bias_correction,
      });
      close(lift, expected.lift);
      close(standardError, expected.sem);
    }
  });
});

it('refuses to shrink fewer than four means', () => {
  expect(() => jamesStein({ means: [1, 2, 3], variances: [1, 1, 1] })).toThrow(
    'means must be at least 4 numbers, got 3 numbers',
  );
});
