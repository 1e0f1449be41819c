import { requireArgument } from './require-argument.ts';

/** One logged choice: which arm, with what probability it was drawn, and what came of it. */
export interface LoggedChoice {
  arm: number;
  /** Probability with which the logging policy drew this arm; above 0. */
  probability: number;
  reward: number;
}

export interface OffPolicyEstimate {
  /** Inverse propensity weighting: unbiased, and wild when weights are. */
  ips: number;
  /** Self-normalised: a little biased, much calmer, never outside the rewards. */
  selfNormalised: number;
  /** Doubly robust: right when either the probabilities or the model of rewards are. Null without a model. */
  doublyRobust: number | null;
  selfNormalisedDoublyRobust: number | null;
  /** What the model of rewards says on its own. Null without a model. */
  directMethod: number | null;
  /** Standard errors of the estimates above that have one. */
  standardErrors: { ips: number; selfNormalised: number; doublyRobust: number | null };
  /** Kish's effective sample size (Σw)² / Σw²: how many choices of the new policy the log is worth. */
  effectiveSampleSize: number;
  n: number;
}

/**
 * Value of a policy from choices that another one made (Dudík, Langford and Li 2011; Open Bandit Pipeline).
 *
 * @param policy probability of each arm under the new policy
 * @param model expected reward of each arm, for the direct and doubly robust estimates
 * @param clip largest importance weight; unlimited unless given
 * @throws RangeError on an empty log, a probability of zero or an unknown arm
 */
export function offPolicyValue(input: {
  log: readonly LoggedChoice[];
  policy: readonly number[];
  model?: readonly number[];
  clip?: number;
}): OffPolicyEstimate {
  const { log, policy, model, clip = Number.POSITIVE_INFINITY } = input;
  requireArgument(log.length > 0, 'log', 'an empty list', 'at least one logged choice');
  const n = log.length;
  const weights = log.map(({ arm, probability }) => {
    requireArgument(arm in policy, 'arm', arm, `one of the policy's ${policy.length}`);
    const wanted = 'above 0 and at most 1: a choice that could not happen cannot be weighted';
    requireArgument(probability > 0 && probability <= 1, 'probability', probability, wanted);
    return Math.min(clip, policy[arm]! / probability);
  });
  const weight = sum(weights);
  const weighted = log.map(({ reward }, i) => weights[i]! * reward);
  const ips = sum(weighted) / n;
  const selfNormalised = weight > 0 ? sum(weighted) / weight : Number.NaN;
  const shared = {
    ips,
    selfNormalised,
    effectiveSampleSize: weight > 0 ? weight ** 2 / sum(weights.map((w) => w * w)) : 0,
    n,
  };
  const calm = Math.sqrt(sum(log.map(({ reward }, i) => (weights[i]! * (reward - selfNormalised)) ** 2))) / weight;
  const errors = { ips: standardError(weighted), selfNormalised: calm };
  if (!model) {
    return {
      ...shared,
      doublyRobust: null,
      selfNormalisedDoublyRobust: null,
      directMethod: null,
      standardErrors: { ...errors, doublyRobust: null },
    };
  }
  const directMethod = sum(policy.map((p, arm) => p * model[arm]!));
  const corrections = log.map(({ arm, reward }, i) => weights[i]! * (reward - model[arm]!));
  return {
    ...shared,
    directMethod,
    doublyRobust: directMethod + sum(corrections) / n,
    selfNormalisedDoublyRobust: directMethod + sum(corrections) / weight,
    standardErrors: { ...errors, doublyRobust: standardError(corrections) },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, x) => total + x, 0);
}

function standardError(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  const squares = sum(values.map((x) => (x - mean) ** 2));
  return values.length < 2 ? Number.POSITIVE_INFINITY : Math.sqrt(squares / (values.length - 1) / values.length);
}
