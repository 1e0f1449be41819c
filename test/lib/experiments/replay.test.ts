import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BANDIT_POLICIES,
  type BanditPolicy,
  type BanditState,
  betaThompson,
  epsilonGreedy,
  exploreThenCommit,
  hurriedThompson,
  topTwo,
} from '../../../lib/experiments/bandit-policies.ts';
import { type FinishedArm, replayBandit } from '../../../lib/experiments/replay.ts';
import { sampleBinomial, sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const arm = (trials: number, successes: number): FinishedArm => ({ trials, successes });
const seeds = (count: number) => Array.from({ length: count }, (_, i) => seededRandom(`seed-${i}`));
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const state = (change: Partial<BanditState> = {}): BanditState => ({
  pulls: [100, 100],
  successes: [10, 20],
  done: 200,
  horizon: 1000,
  random: seededRandom('state'),
  ...change,
});

describe('a replay', () => {
  it('draws without replacement: whoever takes all of an arm gets what the arm got', () => {
    const arms = [arm(300, 31), arm(900, 400)];
    const replay = replayBandit({ arms, policy: () => [1, 0], random: seededRandom('all'), batch: 50 });
    expect(replay).toEqual({
      rate: 31 / 300,
      uniformRate: (31 / 300 + 400 / 900) / 2,
      bestRate: 400 / 900,
      shareOfGain: expect.closeTo(-1, 12),
      pulls: [300, 0],
    });
  });

  it('gives equal shares no gain and no loss on average', () => {
    const arms = [arm(1000, 100), arm(1000, 200), arm(1200, 90)];
    const gains = seeds(200).map((random) => {
      const { rate, uniformRate } = replayBandit({ arms, policy: () => [1, 1, 1], random });
      return rate - uniformRate;
    });
    // A rate of 1000 trials has a standard error of at most .011, the mean of 200 of .0008.
    expect(Math.abs(mean(gains))).toBeLessThan(4 * 0.0008);
  });

  it('is the same for the same seed', () => {
    const arms = [arm(500, 40), arm(500, 60)];
    const once = () => replayBandit({ arms, policy: BANDIT_POLICIES.thompson!, random: seededRandom('same') });
    expect(once()).toEqual(once());
  });

  it('knows no share of a gain that is not there', () => {
    const arms = [arm(100, 10), arm(200, 20)];
    expect(replayBandit({ arms, policy: () => [0.5, 0.5], random: seededRandom(1) }).shareOfGain).toBeNull();
  });

  it.each<[string, FinishedArm[], string]>([
    ['one arm', [arm(10, 1)], 'needs at least two arms, got 1'],
    ['an arm without trials', [arm(10, 1), arm(0, 0)], 'got 0 of 0'],
    ['more successes than trials', [arm(10, 11), arm(10, 1)], 'got 11 of 10'],
    ['negative counts', [arm(10, -1), arm(10, 1)], 'got -1 of 10'],
  ])('refuses %s', (_, arms, message) => {
    expect(() => replayBandit({ arms, policy: () => [1, 1], random: seededRandom(1) })).toThrow(message);
  });
});

describe('bandit policies', () => {
  it.each(Object.entries(BANDIT_POLICIES))('%s gives weights that sum to one, whatever was seen', (_, policy) => {
    const seen = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(seen, (arms) => {
        const pulls = arms.map(([n]) => n);
        const done = pulls.reduce((sum, n) => sum + n, 0);
        const successes = arms.map(([n, share]) => Math.floor(n * share));
        const weights = policy(state({ pulls, successes, done, horizon: done + 100 }));
        expect(weights).toHaveLength(arms.length);
        expect(weights.every((weight) => weight >= 0)).toBe(true);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('explore a share and then commit; are greedy but for a share', () => {
    expect(exploreThenCommit(0.3)(state())).toEqual([0.5, 0.5]);
    expect(exploreThenCommit(0.3)(state({ done: 300 }))).toEqual([0, 1]);
    expect(epsilonGreedy(0.1)(state())).toEqual([0.05, expect.closeTo(0.95, 12)]);
    // What was never tried comes first.
    expect(epsilonGreedy(0)(state({ pulls: [0, 100], successes: [0, 90] }))).toEqual([1, 0]);
  });

  it('sample beliefs in proportion: Thompson weights are the probability of being best', () => {
    // Beta(11, 91) against Beta(21, 81): the second is larger with probability .975 (scipy 1.10, 1e7 draws).
    const weights = mean(seeds(20).map((random) => betaThompson({ a: 1, b: 1 }, 200)(state({ random }))[1]!));
    expect(Math.abs(weights - 0.975)).toBeLessThan(0.01);
  });

  it('give the two that lead half each when they are told apart from the rest', () => {
    const far = state({ pulls: [400, 400, 400], successes: [200, 190, 20], done: 1200 });
    const [first, second, third] = topTwo({ a: 1, b: 1 }, 0.01)(far);
    expect(first).toBeCloseTo(0.495, 2);
    expect(second).toBeCloseTo(0.495, 2);
    expect(third).toBeCloseTo(0.01, 6);
  });

  it('get surer of themselves as time runs out when they are hurried', () => {
    const close = { pulls: [100, 100], successes: [9, 12] };
    const weightOfLeader = (done: number) =>
      mean(seeds(20).map((random) => hurriedThompson()(state({ ...close, done, random }))[1]!));
    expect(hurriedThompson()(state({ done: 0 }))).toEqual([0.5, 0.5]);
    expect(weightOfLeader(200)).toBeLessThan(weightOfLeader(800));
    expect(weightOfLeader(1000)).toBeCloseTo(1, 9);
  });

  it('earn more in a hurry than by full sampling where successes are rare and trials few', () => {
    const random = seededRandom('archive');
    const archive = Array.from({ length: 150 }, () =>
      Array.from({ length: 4 }, () =>
        arm(3000, sampleBinomial(random, 3000, 0.02 * Math.exp(0.25 * sampleNormal(random)))),
      ),
    );
    const share = (policy: BanditPolicy) => {
      const replays = archive.map((arms) => replayBandit({ arms, policy, random }));
      const sum = (of: 'rate' | 'uniformRate' | 'bestRate') => replays.reduce((total, one) => total + one[of], 0);
      return (sum('rate') - sum('uniformRate')) / (sum('bestRate') - sum('uniformRate'));
    };
    expect(share(hurriedThompson({}, 20))).toBeGreaterThan(share(betaThompson({ a: 1, b: 1 }, 20)) + 0.05);
  });
});
