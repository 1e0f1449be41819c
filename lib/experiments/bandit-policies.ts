import { topTwoWeights, withAdditiveFloor } from '../statistics/bandit-weights.ts';
import { sampleBeta, sampleNormal } from '../statistics/samplers.ts';
import type { Random } from '../statistics/seeded-random.ts';

/** What a policy may know before the next batch. */
export interface BanditState {
  pulls: readonly number[];
  successes: readonly number[];
  /** Trials done and trials in all. */
  done: number;
  horizon: number;
  random: Random;
}

/** Weights of the arms for the next batch, summing to 1. */
export type BanditPolicy = (state: BanditState) => number[];

/** Thompson sampling from independent Beta(a, b) priors; each weight is the share of draws that an arm wins. */
export function betaThompson(prior: { a: number; b: number }, draws = 50): BanditPolicy {
  return ({ pulls, successes, random }) =>
    winningShares(pulls.length, draws, (k) =>
      sampleBeta(random, prior.a + successes[k]!, prior.b + pulls[k]! - successes[k]!),
    );
}

/** The best mean so far with probability 1 − ε, otherwise any arm. */
export function epsilonGreedy(epsilon: number): BanditPolicy {
  return ({ pulls, successes }) => {
    const leader = indexOfLargest(pulls.map((n, k) => (n === 0 ? Number.POSITIVE_INFINITY : successes[k]! / n)));
    return pulls.map((_, k) => epsilon / pulls.length + (k === leader ? 1 - epsilon : 0));
  };
}

/** Equal shares for the first part of the horizon, then whichever arm is ahead. */
export function exploreThenCommit(share: number): BanditPolicy {
  return ({ pulls, successes, done, horizon }) => {
    if (done < share * horizon) return pulls.map(() => 1 / pulls.length);
    const leader = indexOfLargest(pulls.map((n, k) => (n === 0 ? 0 : successes[k]! / n)));
    return pulls.map((_, k) => (k === leader ? 1 : 0));
  };
}

/**
 * Thompson sampling for a short horizon: the arms' rates share a prior around their common rate, as the arms of one
 * experiment do, and what is not known counts the less the less time is left to use it. The posterior's spread is
 * multiplied by `caution` × (1 − done / horizon).
 *
 * Why not the full spread: over a few thousand trials with rare successes a posterior stays so wide that sampling it hardly
 * prefers anything. On an archive of headline tests a third of it earned half as much again.
 *
 * @param effectSd relative standard deviation of true rates between arms
 * @param commonRate the arms' common rate where it is known beforehand; estimated from the trials unless given
 */
export function hurriedThompson(
  options: { effectSd?: number; caution?: number; commonRate?: number } = {},
  draws = 50,
): BanditPolicy {
  const { effectSd = 0.3, caution = 0.3, commonRate } = options;
  return ({ pulls, successes, done, horizon, random }) => {
    const arms = pulls.length;
    if (done === 0) return pulls.map(() => 1 / arms);
    const common = commonRate ?? (0.5 + total(successes)) / (1 + total(pulls));
    const spread = caution * (1 - done / horizon);
    // Gamma posterior of a rate under a prior of mean `common` and the relative spread `effectSd`.
    const beliefs = pulls.map((n, k) => {
      const shape = effectSd ** -2 + successes[k]!;
      const rate = effectSd ** -2 / common + n;
      return { mean: shape / rate, sd: Math.sqrt(shape) / rate };
    });
    return winningShares(arms, draws, (k) => beliefs[k]!.mean + spread * beliefs[k]!.sd * sampleNormal(random));
  };
}

/**
 * Top-two allocation (Russo 2020): half the posts to the arm that is probably best, half to its strongest rival, with a floor.
 * It finds the best arm soonest and earns less on the way: for experiments that are to be decided, not for gain.
 */
export function topTwo(prior: { a: number; b: number }, floor = 0.01): BanditPolicy {
  return ({ pulls, successes }) => {
    const beliefs = pulls.map((n, k) => {
      const [a, b] = [prior.a + successes[k]!, prior.b + n - successes[k]!];
      return { mean: a / (a + b), sd: Math.sqrt((a * b) / (a + b + 1)) / (a + b) };
    });
    const weights = topTwoWeights({ means: beliefs.map(({ mean }) => mean), sds: beliefs.map(({ sd }) => sd) });
    return withAdditiveFloor(weights, floor);
  };
}

/** The policies that `hone experiments replay` compares. */
export const BANDIT_POLICIES: Readonly<Record<string, BanditPolicy>> = {
  thompson: betaThompson({ a: 1, b: 1 }),
  'top-two': topTwo({ a: 1, b: 1 }),
  'epsilon-greedy': epsilonGreedy(0.1),
  'explore-then-commit': exploreThenCommit(0.3),
  'hurried-thompson': hurriedThompson(),
};

function total(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0);
}

function winningShares(arms: number, draws: number, draw: (arm: number) => number): number[] {
  const wins = new Array<number>(arms).fill(0);
  for (let i = 0; i < draws; i += 1) wins[indexOfLargest(wins.map((_, k) => draw(k)))]! += 1 / draws;
  return wins;
}

function indexOfLargest(values: readonly number[]): number {
  let largest = 0;
  values.forEach((value, k) => {
    if (value > values[largest]!) largest = k;
  });
  return largest;
}
