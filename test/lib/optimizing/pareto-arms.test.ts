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
});
