import { describe, expect, it } from 'vitest';
import { paretoArms } from '../../../lib/optimizing/pareto-arms.ts';

const arms = ['bold', 'calm', 'dull'];
const engagement = { name: 'engagement', means: [0.3, 0.1, 0], sds: [0.02, 0.02, 0.02] };
const followers = { name: 'followers', means: [-1, 2, 1], sds: [0.2, 0.2, 0.2] };

describe('arms under two objectives', () => {
  it('shows the front with its uncertainty', () => {
    const { arms: shown } = paretoArms({ arms, objectives: [engagement, followers] });
    expect(shown.map(({ onFront }) => onFront)).toEqual([true, true, false]);
    expect(shown[2]!.probabilityOnFront).toBeLessThan(0.05);
    expect(shown[0]!.probabilityOnFront).toBeGreaterThan(0.99);
  });

  it('follows the operator along the front', () => {
    const chosenAt = (worth: number) => paretoArms({ arms, objectives: [{ ...engagement, worth }, followers] }).chosen;
    expect(chosenAt(5)).toBe('bold');
    expect(chosenAt(0.2)).toBe('calm');
  });

  it('never takes an arm that loses followers when told not to', () => {
    const floor = { ...followers, atLeast: 0 };
    expect(paretoArms({ arms, objectives: [{ ...engagement, worth: 5 }, floor] }).chosen).toBe('calm');
    expect(paretoArms({ arms: ['bold'], objectives: [{ ...floor, means: [-1], sds: [0.2] }] }).chosen).toBeNull();
  });

  it('counts progress above a kept reference', () => {
    const reference = [0, 0];
    const now = paretoArms({ arms, objectives: [engagement, followers], reference }).hypervolume;
    expect(now).toBeCloseTo(0.2, 12);
  });

  it('names an objective that misses an arm', () => {
    expect(() => paretoArms({ arms, objectives: [{ ...engagement, means: [1] }] })).toThrow(
      'engagement must be 3 means and standard deviations, got 1',
    );
  });

  it('needs an arm, and a standard deviation for each', () => {
    expect(() => paretoArms({ arms: [], objectives: [] })).toThrow('arms must be at least one arm, got an empty list');
    expect(() => paretoArms({ arms, objectives: [{ ...engagement, sds: [1, 1] }] })).toThrow(
      'engagement must be 3 means and standard deviations, got 3',
    );
  });

  it('shows values by objective, and probabilities that are some', () => {
    const { arms: shown, reference } = paretoArms({ arms, objectives: [engagement, followers] });
    expect(shown.map(({ arm, values }) => [arm, values])).toEqual([
      ['bold', [0.3, -1]],
      ['calm', [0.1, 2]],
      ['dull', [0, 1]],
    ]);
    expect(shown.reduce((sum, { probabilityChosen }) => sum + probabilityChosen, 0)).toBeCloseTo(1, 9);
    for (const { probabilityFeasible } of shown) expect(probabilityFeasible).toBeCloseTo(1, 9);
    expect(reference).toHaveLength(2);
    expect(reference[0]).toBeLessThanOrEqual(0.1);
  });

  it('draws arms apart by their standard deviations', () => {
    const one = (means: number[], sds: number[]) =>
      paretoArms({ arms: ['a', 'b'], objectives: [{ name: 'x', means, sds }] }).arms;
    // P(a > b) for means one apart and standard deviations 0.6 and 0.8 is pnorm(1) = 0.8413.
    const [a, b] = one([1, 0], [0.6, 0.8]);
    expect(a!.probabilityChosen).toBeCloseTo(0.8413, 1);
    expect(a!.probabilityOnFront).toBeCloseTo(a!.probabilityChosen, 9);
    expect(b!.probabilityChosen).toBeCloseTo(0.1587, 1);
    expect(one([1, 0], [0, 0]).map(({ probabilityChosen }) => probabilityChosen)).toEqual([expect.closeTo(1, 9), 0]);
  });

  it('keeps a floor with the probability that its mean is above it, and chooses from nine in ten', () => {
    const floor = (mean: number) => ({ name: 'followers', means: [mean, mean - 9], sds: [1, 1], atLeast: 0 });
    const at = (mean: number) => paretoArms({ arms: ['a', 'b'], objectives: [floor(mean)] });
    // pnorm(1.2) = 0.885, pnorm(1.4) = 0.919.
    expect(at(1.2).arms[0]!.probabilityFeasible).toBeCloseTo(0.885, 1);
    expect([at(1.2).chosen, at(1.4).chosen]).toEqual([null, 'a']);
    expect(at(1.4).arms[1]!.probabilityFeasible).toBe(0);
    expect(at(1.2).arms[0]!.probabilityChosen).toBeCloseTo(at(1.2).arms[0]!.probabilityFeasible, 9);
  });

  it('takes the arm nearest to the best of both, and of equally near ones the better in sum', () => {
    const exact = (means: number[], name: string) => ({ name, means, sds: means.map(() => 0) });
    const chosen = (x: number[], y: number[]) =>
      paretoArms({ arms: x.map((_, k) => `arm ${k}`), objectives: [exact(x, 'x'), exact(y, 'y')] }).chosen;
    // Losses of the middle one are 0.4 of either range.
    expect(chosen([1, 0.6, 0], [0, 0.6, 1])).toBe('arm 1');
    expect(chosen([1, 0.4, 0], [0, 0.4, 1])).toBe('arm 1');
    // Both lose 0.5 of x; the second loses less of y.
    expect(chosen([1, 0.5, 0.5, 0], [0, 0.6, 0.8, 1])).toBe('arm 2');
    expect(chosen([1, 0.5, 0.5, 0], [0, 0.8, 0.6, 1])).toBe('arm 1');
    expect(chosen([5, 5], [1, 2])).toBe('arm 1');
  });
});
