import { describe, expect, it } from 'vitest';
import type { ArmPrior } from '../../../lib/experiments/arm-prior.ts';
import { type BanditState, hurriedThompson } from '../../../lib/experiments/bandit-policies.ts';
import { informationIndex } from '../../../lib/experiments/information-index.ts';
import { informedIndex } from '../../../lib/experiments/informed-index.ts';
import { replaySeries } from '../../../lib/experiments/replay.ts';
import { sampleBinomial, sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const prior = (effects: readonly number[]): ArmPrior => ({ logRate: Math.log(0.01), logRateSd: 0.4, effects });
const state = (pulls: number[], successes: number[], horizon = 3000): BanditState => ({
  pulls,
  successes,
  done: pulls.reduce((sum, n) => sum + n, 0),
  horizon,
  random: seededRandom('state'),
});

describe('the index of an informed bandit', () => {
  it('begins with the arm that is expected to be best', () => {
    expect(informedIndex(prior([-0.1, 0.2, -0.1]))(state([0, 0, 0], [0, 0, 0]))).toEqual([0, 1, 0]);
  });

  it('leaves it when it does worse than the common rate lets expect of the others', () => {
    const policy = informedIndex(prior([0.1, -0.1]));
    expect(policy(state([1000, 200], [3, 4]))).toEqual([0, 1]);
    expect(policy(state([1000, 200], [25, 1]))).toEqual([1, 0]);
  });

  it('tries what is less known while there is time, and not at the end', () => {
    const policy = informedIndex(prior([0, 0]));
    expect(policy(state([600, 300], [7, 3], 6000))).toEqual([0, 1]);
    expect(policy(state([600, 300], [7, 3], 901))).toEqual([1, 0]);
  });

  it('stands many successes', () => {
    const weights = informedIndex(prior([0, 0, 0]))(state([1e6, 1e6, 1e6], [9e5, 8e5, 0], 4e6));
    expect(weights).toEqual([1, 0, 0]);
  });

  it('earns more than a bandit without expectations, where they are right in part', () => {
    const random = seededRandom('informed');
    const experiments = Array.from({ length: 150 }, () => {
      const rate = 0.012 * Math.exp(0.4 * sampleNormal(random));
      const arms = Array.from({ length: 4 }, () => {
        const expected = 0.1 * sampleNormal(random);
        const truth = rate * Math.exp(expected + 0.2 * sampleNormal(random));
        return { trials: 3000, successes: sampleBinomial(random, 3000, truth), expected };
      });
      return { arms, prior: { ...prior(arms.map(({ expected }) => expected)), logRate: Math.log(0.012) } };
    });
    const share = (policyOf: Parameters<typeof replaySeries>[0]['policyOf']) =>
      replaySeries({ experiments, policyOf, random: seededRandom('series') }).shareOfGain!;
    const informed = share((place) => informedIndex(experiments[place]!.prior));
    const uninformed = share(() => hurriedThompson({}, 20));
    expect(informed).toBeGreaterThan(uninformed + 0.05);
  });
});

describe('what information is worth', () => {
  it('is what a random walk on a lattice, stopped at its best, comes to', () => {
    for (const left of [0.05, 0.5, 5, 50, 500]) {
      const reference = indexOnLattice(left, 1200);
      expect(Math.abs(informationIndex(left) - reference)).toBeLessThan(0.005 + 0.03 * reference);
    }
  });

  it('grows with what is left to learn, and is nothing without it', () => {
    expect(informationIndex(0)).toBe(0);
    const values = Array.from({ length: 60 }, (_, i) => informationIndex(Math.exp(-7 + i / 4)));
    values.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThan(values[i]!);
    });
  });
});

/**
 * The same by other means: the belief's mean is a Brownian motion in u = t / (1 + t), here a walk of equal steps up or down; the
 * index is the mean below 0 from which it just pays to go on.
 */
function indexOnLattice(left: number, steps: number): number {
  const end = left / (1 + left);
  const up = Math.sqrt(end / steps);
  const time = Array.from({ length: steps + 1 }, (_, i) => 1 / (1 - (end * i) / steps) - 1);
  const pays = (start: number) => {
    let value = new Float64Array(steps + 1);
    for (let i = steps - 1; i >= 0; i -= 1) {
      const before = new Float64Array(i + 1);
      for (let j = 0; j <= i; j += 1) {
        const mean = start + (2 * j - i) * up;
        before[j] = Math.max(0, mean * (time[i + 1]! - time[i]!) + (value[j]! + value[j + 1]!) / 2);
      }
      value = before;
    }
    return value[0]! > 0;
  };
  let [low, high] = [-4, 0];
  for (let i = 0; i < 14; i += 1) {
    const middle = (low + high) / 2;
    if (pays(middle)) high = middle;
    else low = middle;
  }
  return -high;
}
