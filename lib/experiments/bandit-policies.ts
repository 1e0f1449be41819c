import { sampleBeta } from '../statistics/samplers.ts';
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

export function winningShares(arms: number, draws: number, draw: (arm: number) => number): number[] {
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
