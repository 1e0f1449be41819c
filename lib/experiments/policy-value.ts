import { type LoggedChoice, type OffPolicyEstimate, offPolicyValue } from '../statistics/off-policy.ts';
import { ExperimentError, requireExperiment } from './experiment-error.ts';

/** A post that was chosen at random: what was chosen, with what stored probability, and what came of it. */
export interface ChosenPost {
  level: string;
  probability: number | null;
  reward: number;
}

export interface PolicyValue extends OffPolicyEstimate {
  /** Estimate to show: doubly robust with the levels' means as its model. */
  value: number;
  /** 95% interval of the value. */
  interval: [number, number];
}

/** Below this many choices' worth an estimate is a guess with a formula. */
const LEAST_EFFECTIVE = 30;
/** Few heavy posts may not carry the whole. */
const LEAST_SHARE = 0.05;

/**
 * What another policy would have been worth, from posts with stored probabilities (inverse propensity, self-normalised and
 * doubly robust).
 *
 * @param policy wanted weight per level
 * @throws ExperimentError with the reason when the weights are none, a probability is unknown, a level was never tried, or the effective sample
 *   size is too small to say anything
 */
export function policyValue(posts: readonly ChosenPost[], policy: Readonly<Record<string, number>>): PolicyValue {
  const wanted = Object.values(policy);
  requireExperiment(
    wanted.every((weight) => weight >= 0) && Math.abs(wanted.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-6,
    `the policy's weights must be 0 or more and sum to 1, got ${wanted.join(', ')}`,
  );
  const levels = [...new Set([...Object.keys(policy), ...posts.map(({ level }) => level)])].sort();
  const log = posts.map(({ level, probability, reward }): LoggedChoice => {
    if (probability === null) {
      throw new ExperimentError(
        'a post has no stored probability; only randomised posts say what another policy is worth',
        'not_enough_data',
      );
    }
    return { arm: levels.indexOf(level), probability, reward };
  });
  for (const [level, weight] of Object.entries(policy)) {
    if (weight > 0 && !posts.some((post) => post.level === level)) {
      throw new ExperimentError(`${level} was never tried, so nothing says what it is worth`, 'not_enough_data');
    }
  }
  const overall = posts.reduce((sum, { reward }) => sum + reward, 0) / posts.length;
  const model = levels.map((level) => {
    const own = posts.filter((post) => post.level === level);
    return own.length === 0 ? overall : own.reduce((sum, { reward }) => sum + reward, 0) / own.length;
  });
  const estimate = offPolicyValue({ log, policy: levels.map((level) => policy[level] ?? 0), model });
  const { effectiveSampleSize, n } = estimate;
  if (effectiveSampleSize < Math.max(LEAST_EFFECTIVE, LEAST_SHARE * n)) {
    throw new ExperimentError(
      `${n} posts are worth only ${effectiveSampleSize.toFixed(1)} under this policy; at least ${Math.ceil(Math.max(LEAST_EFFECTIVE, LEAST_SHARE * n))} are needed`,
      'not_enough_data',
    );
  }
  const value = estimate.doublyRobust!;
  const width = 1.96 * estimate.standardErrors.doublyRobust!;
  return { ...estimate, value, interval: [value - width, value + width] };
}
