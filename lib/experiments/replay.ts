import { sampleIndex } from '../statistics/samplers.ts';
import type { Random } from '../statistics/seeded-random.ts';
import type { BanditPolicy } from './bandit-policies.ts';
import { requireExperiment } from './experiment-error.ts';

/** What an arm of a finished experiment got. */
export interface FinishedArm {
  trials: number;
  successes: number;
}

export interface Replay {
  /** Success rate the policy would have had, that of equal shares, and that of always the best arm. */
  rate: number;
  uniformRate: number;
  bestRate: number;
  /** (rate − uniform) / (best − uniform); null when all arms are equal. */
  shareOfGain: number | null;
  pulls: number[];
}

/**
 * Replays a bandit on a finished experiment: each arm's outcomes come in a random order, drawn without replacement, in
 * batches; the horizon is the smallest arm's trials, so that no arm can run out.
 *
 * @throws ExperimentError with fewer than two arms, or counts that cannot be
 */
export function replayBandit(input: {
  arms: readonly FinishedArm[];
  policy: BanditPolicy;
  random: Random;
  batch?: number;
}): Replay {
  const { arms, policy, random, batch = 50 } = input;
  checkArms(arms);
  requireExperiment(batch >= 1, `batch must be at least 1, got ${batch}`);
  const horizon = Math.min(...arms.map(({ trials }) => trials));
  const left = arms.map((arm) => ({ ...arm }));
  const pulls = arms.map(() => 0);
  const successes = arms.map(() => 0);
  let total = 0;
  for (let done = 0; done < horizon; ) {
    const weights = policy({ pulls, successes, done, horizon, random });
    const size = Math.min(batch, horizon - done);
    for (let i = 0; i < size; i += 1) {
      const k = sampleIndex(random, weights);
      const arm = left[k]!;
      const success = random() * arm.trials < arm.successes ? 1 : 0;
      arm.trials -= 1;
      arm.successes -= success;
      pulls[k]! += 1;
      successes[k]! += success;
      total += success;
    }
    done += size;
  }
  const rates = arms.map((arm) => arm.successes / arm.trials);
  const uniformRate = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const bestRate = Math.max(...rates);
  const rate = total / horizon;
  const possible = bestRate - uniformRate;
  return { rate, uniformRate, bestRate, shareOfGain: possible > 0 ? (rate - uniformRate) / possible : null, pulls };
}

/** @throws ExperimentError with fewer than two arms, or counts that cannot be */
export function checkArms(arms: readonly FinishedArm[]): void {
  requireExperiment(arms.length >= 2, `a replay needs at least two arms, got ${arms.length}`);
  for (const { trials, successes } of arms) {
    requireExperiment(
      trials >= 1 && successes >= 0 && successes <= trials,
      `every arm needs trials and at most as many successes, got ${successes} of ${trials}`,
    );
  }
}

/**
 * The same over a series of experiments: rates are summed over them before they are compared, so that the share of the gain
 * is that of the whole series.
 *
 * @param policyOf the policy for the experiment at a place in the series
 * @throws ExperimentError as `replayBandit` does
 */
export function replaySeries(input: {
  experiments: readonly { arms: readonly FinishedArm[] }[];
  policyOf: (place: number) => BanditPolicy;
  random: Random;
  batch?: number;
}): Omit<Replay, 'pulls'> {
  const { experiments, policyOf, random, batch = 50 } = input;
  requireExperiment(experiments.length >= 1, 'a series needs at least one experiment');
  const replays = experiments.map(({ arms }, place) => replayBandit({ arms, policy: policyOf(place), random, batch }));
  const mean = (of: 'rate' | 'uniformRate' | 'bestRate') =>
    replays.reduce((sum, replay) => sum + replay[of], 0) / replays.length;
  const [rate, uniformRate, bestRate] = [mean('rate'), mean('uniformRate'), mean('bestRate')];
  const possible = bestRate - uniformRate;
  return { rate, uniformRate, bestRate, shareOfGain: possible > 0 ? (rate - uniformRate) / possible : null };
}
