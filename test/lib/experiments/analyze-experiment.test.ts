import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeExperiment } from '../../../lib/experiments/analyze-experiment.ts';
import type { CountsLook } from '../../../lib/experiments/experiment-counts.ts';

const arm = (name: string, trials: number, successes: number, weight?: number) => ({
  arm: name,
  trials,
  successes,
  ...(weight !== undefined && { weight }),
});
const look = (at: number | string, ...arms: CountsLook['arms'][number][]): CountsLook => ({ look: at, arms });

describe('counts per arm and look', () => {
  it('give what GrowthBook gives', () => {
    const { looks } = analyzeExperiment({
      looks: [look(1, arm('a', 15_800, 412), arm('b', 15_240, 498))],
      prior: { mean: 0, variance: 0.09 },
      tunedFor: 5000,
    });
    const [b] = looks[0]!.treatments;
    // gb_bayesian/run_eng_rate_prior
    expect(b!.bayesian.mean).toBeCloseTo(0.23546089881352017, 9);
    expect(b!.bayesian.chanceToWin).toBeCloseTo(0.9985056246232475, 9);
    expect(b!.lift).toBeCloseTo(498 / 15_240 / (412 / 15_800) - 1, 12);
    expect(b!.shrunkLift!).toBeGreaterThan(0);
    expect(b!.shrunkLift!).toBeLessThan(b!.lift);
    expect(b!.sequential.interval[0]).toBeLessThan(b!.frequentist.interval[0]);
  });

  it('decide once, at the first look that is sure, and never take it back', () => {
    const { decision, words } = analyzeExperiment({
      looks: [
        look('2026-01-01', arm('a', 1000, 50), arm('b', 1000, 55)),
        look('2026-01-02', arm('a', 3000, 150), arm('b', 3000, 260)),
        look('2026-01-03', arm('a', 9000, 450), arm('b', 9000, 500)),
      ],
    });
    expect(decision).toMatchObject({ look: '2026-01-02', arm: 'b', direction: 'better' });
    expect(words).toMatch(/^b is better than the control, decided at look 2026-01-02/);
  });

  it('say when the randomisation is broken', () => {
    const { trustworthy, words } = analyzeExperiment({ looks: [look(1, arm('a', 10_000, 500), arm('b', 9000, 600))] });
    expect(trustworthy).toBe(false);
    expect(words).toContain('randomisation is broken');
    const weighted = analyzeExperiment({ looks: [look(1, arm('a', 10_000, 500, 10), arm('b', 9000, 600, 9))] });
    expect(weighted.trustworthy).toBe(true);
  });

  it('correct for several treatments', () => {
    const { looks } = analyzeExperiment({
      looks: [look(1, arm('a', 5000, 250), arm('b', 5000, 320), arm('c', 5000, 255))],
    });
    const [b, c] = looks[0]!.treatments;
    expect(b!.sequential.adjustedPValue).toBeCloseTo(Math.min(1, 2 * b!.sequential.pValue), 12);
    expect(c!.sequential.adjustedPValue).toBeGreaterThanOrEqual(c!.sequential.pValue);
  });

  it('do not depend on the order of the arms', () => {
    const counts = fc.tuple(fc.integer({ min: 15, max: 400 }), fc.integer({ min: 500, max: 5000 }));
    fc.assert(
      fc.property(counts, counts, ([s1, n1], [s2, n2]) => {
        const one = analyzeExperiment({ control: 'a', looks: [look(1, arm('a', n1, s1), arm('b', n2, s2))] });
        const two = analyzeExperiment({ control: 'a', looks: [look(1, arm('b', n2, s2), arm('a', n1, s1))] });
        expect(two.looks[0]!.treatments).toEqual(one.looks[0]!.treatments);
      }),
      { numRuns: 30 },
    );
  });
});

const fine = arm('b', 100, 30);
it.each<[string, CountsLook[], string]>([
  ['no looks', [], 'there is no look'],
  ['zero arms', [look(1)], 'there are no arms'],
  ['one arm', [look(1, fine)], 'there is only one arm, b'],
  ['the same arm twice', [look(1, fine, fine)], 'an arm is there twice'],
  ['negative counts', [look(1, arm('a', 100, -3), fine)], 'look 1, arm a: successes must be 0 or more, got -3'],
  [
    'more successes than trials',
    [look(1, arm('a', 100, 101), fine)],
    'look 1, arm a: 101 successes are more than 100 trials',
  ],
  [
    'counts that are no numbers',
    [look(1, arm('a', 100, Number.NaN), fine)],
    'look 1, arm a: successes must be a number, got NaN',
  ],
  ['parts of a trial', [look(1, arm('a', 100, 10.5), fine)], 'must be whole numbers'],
  [
    'looks out of order',
    [look(2, arm('a', 100, 30), fine), look(1, arm('a', 200, 60), arm('b', 200, 60))],
    'look 1 does not come after look 2',
  ],
  [
    'one look twice',
    [look(1, arm('a', 100, 30), fine), look(1, arm('a', 200, 60), arm('b', 200, 60))],
    'look 1 does not come after look 1',
  ],
  [
    'looks that are neither numbers nor times',
    [look('soon', arm('a', 100, 30), fine), look('later', arm('a', 200, 60), fine)],
    'look "soon" is neither a number nor a time',
  ],
  [
    'counts that shrink',
    [look(1, arm('a', 100, 30), fine), look(2, arm('a', 90, 30), fine)],
    'look 2, arm a: counts must be cumulative',
  ],
  [
    'an arm that comes later',
    [look(1, arm('a', 100, 30), fine), look(2, arm('a', 100, 30), fine, arm('c', 100, 30))],
    'arms may not come or go',
  ],
  [
    'a changed allocation',
    [look(1, arm('a', 100, 30, 1), fine), look(2, arm('a', 200, 60, 2), fine)],
    'the allocation changed from weight 1 to 2 midway',
  ],
  [
    'impossible sums',
    [look(1, { arm: 'a', n: 10, sum: 100, sumSquares: 5 }, fine)],
    'a sum of squares of 5 is impossible',
  ],
])('refuses %s', (_, looks, message) => {
  expect(() => analyzeExperiment({ looks })).toThrow(message);
});

it.each<[string, CountsLook]>([
  ['nothing happened', look(1, arm('a', 100, 0), arm('b', 100, 0))],
  ['everything happened', look(1, arm('a', 100, 100), arm('b', 100, 100))],
  [
    'nothing varies',
    look(1, { arm: 'a', n: 10, sum: 10, sumSquares: 10 }, { arm: 'b', n: 10, sum: 20, sumSquares: 40 }),
  ],
  ['nobody came', look(1, arm('a', 0, 0), arm('b', 0, 0))],
])('says that there is not enough data when %s', (_, only) => {
  expect(() => analyzeExperiment({ looks: [only] })).toThrow(expect.objectContaining({ code: 'not_enough_data' }));
});
