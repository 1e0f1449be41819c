import { type LoggedChoice, type OffPolicyEstimate, offPolicyValue } from '../statistics/off-policy.ts';
import { ExperimentError, requireExperiment } from './experiment-error.ts';

/** A post that was chosen at random: what was chosen, with what stored probability, and what came of it. */
export interface ChosenPost {
  level: string;
  probability: number | null;
  reward: number;
}

/** The same for choices in several dimensions: the level and its probability in each. */
export interface ChosenPostIn<Dimension extends string> {
  choices: Readonly<Record<Dimension, { level: string; probability: number | null }>>;
  reward: number;
}

/** Wanted weight per level, for each dimension that the policy decides; what it leaves out stays as it was drawn. */
export type WantedPolicy<Dimension extends string = string> = Readonly<
  Record<Dimension, Readonly<Record<string, number>>>
>;

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

/** `policyValueIn` for choices of one dimension. */
export function policyValue(posts: readonly ChosenPost[], policy: Readonly<Record<string, number>>): PolicyValue {
  return policyValueIn(
    posts.map(({ level, probability, reward }) => ({ choices: { choice: { level, probability } }, reward })),
    { choice: policy },
  );
}

/**
 * What another policy would have been worth, from posts with stored probabilities (inverse propensity, self-normalised and
 * doubly robust). In several dimensions weights multiply, as levels are drawn independently; the model of rewards is additive.
 *
 * @param policy wanted weights; in a dimension it does not name posts stay as they were drawn
 * @throws ExperimentError with the reason when the weights are none, a probability is unknown, a level was never tried, or the effective sample
 *   size is too small to say anything
 */
export function policyValueIn<Dimension extends string>(
  posts: readonly ChosenPostIn<Dimension>[],
  policy: WantedPolicy<Dimension>,
): PolicyValue {
  const dimensions = Object.keys(policy) as Dimension[];
  requireExperiment(dimensions.length > 0, 'the policy says nothing; name the weights of at least one dimension');
  for (const dimension of dimensions) requireTried(posts, dimension, policy[dimension]);
  const overall = posts.reduce((sum, { reward }) => sum + reward, 0) / posts.length;
  // Levels that were drawn and are not wanted have weight 0, so that they belong to the choices, too.
  const terms = dimensions.map((dimension) => {
    const gains = gainsOf(posts, dimension, overall);
    return { dimension, gains, levels: [...gains.keys()].sort(), weights: policy[dimension] };
  });
  const size = terms.reduce((product, { levels }) => product * levels.length, 1);
  const target: number[] = [];
  const model: number[] = [];
  for (let arm = 0; arm < size; arm += 1) {
    let [rest, weight, reward] = [arm, 1, overall];
    for (const { levels, weights, gains } of terms) {
      const level = levels[rest % levels.length]!;
      rest = Math.floor(rest / levels.length);
      weight *= weights[level] ?? 0;
      reward += gains.get(level)!;
    }
    target.push(weight);
    model.push(reward);
  }
  const log = posts.map(({ choices, reward }): LoggedChoice => {
    let [arm, stride, probability] = [0, 1, 1];
    for (const { dimension, levels } of terms) {
      const { level, probability: drawn } = choices[dimension];
      arm += stride * levels.indexOf(level);
      stride *= levels.length;
      probability *= drawn!;
    }
    return { arm, probability, reward };
  });
  const estimate = offPolicyValue({ log, policy: target, model });
  const { effectiveSampleSize, n } = estimate;
  const least = Math.max(LEAST_EFFECTIVE, LEAST_SHARE * n);
  if (effectiveSampleSize < least) {
    throw new ExperimentError(
      `${n} posts are worth only ${effectiveSampleSize.toFixed(1)} under this policy; at least ${Math.ceil(least)} are needed`,
      'not_enough_data',
    );
  }
  const value = estimate.doublyRobust!;
  const width = 1.96 * estimate.standardErrors.doublyRobust!;
  return { ...estimate, value, interval: [value - width, value + width] };
}

function requireTried<Dimension extends string>(
  posts: readonly ChosenPostIn<Dimension>[],
  dimension: Dimension,
  weights: Readonly<Record<string, number>>,
): void {
  const wanted = Object.values(weights);
  requireExperiment(
    wanted.every((weight) => weight >= 0) && Math.abs(wanted.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-6,
    `the policy's weights must be 0 or more and sum to 1, got ${wanted.join(', ')}`,
  );
  if (posts.some(({ choices }) => choices[dimension].probability === null)) {
    throw new ExperimentError(
      'a post has no stored probability; only randomised posts say what another policy is worth',
      'not_enough_data',
    );
  }
  for (const [level, weight] of Object.entries(weights)) {
    if (weight > 0 && !posts.some(({ choices }) => choices[dimension].level === level)) {
      throw new ExperimentError(`${level} was never tried, so nothing says what it is worth`, 'not_enough_data');
    }
  }
}

/** What each level's mean reward lies above that of all posts. */
function gainsOf<Dimension extends string>(
  posts: readonly ChosenPostIn<Dimension>[],
  dimension: Dimension,
  overall: number,
): Map<string, number> {
  const byLevel = Map.groupBy(posts, ({ choices }) => choices[dimension].level);
  return new Map(
    [...byLevel].map(([level, own]) => [
      level,
      own.reduce((sum, { reward }) => sum + reward, 0) / own.length - overall,
    ]),
  );
}
