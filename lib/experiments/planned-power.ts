import { coefficientRadius, optimalMixturePrecision } from '../statistics/anytime-valid-linear-model.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { crossingProbabilities } from '../statistics/random-walk-grid.ts';
import type { DecisionRule, PlannedArm } from './plan-terms.ts';

/** What an experiment can be expected to find, before it starts. */
export interface PlannedPower {
  /** Lift of the rate the figures are for. */
  lift: number;
  /** Probability of finding it by the end at the latest, looking daily. */
  power: number;
  wantedPower: number;
  /** Posts and days after which the wanted power is reached; null when the plan ends before. */
  postsNeeded: number | null;
  daysNeeded: number | null;
  /** Day by which half of the experiments with this lift have been decided; null when fewer than half ever are. */
  medianDecisionDay: number | null;
  /** Smallest lift found with the wanted power by the end. */
  smallestLift: number | null;
  /** Standard deviation of one post's outcome that all this rests on. */
  residualSd: number;
  postsPerDay: number;
  /** Mixture precision of the anytime-valid test, tuned for the last sixth of the posts. */
  mixturePrecision: number;
}

interface PowerInput {
  arms: readonly PlannedArm[];
  rule: DecisionRule;
  postsPerDay: number;
  residualSd: number;
  lift: number;
  wantedPower: number;
}

const LARGEST_LOG_LIFT = 3;
const STEPS = 5;

/** Power of the anytime-valid test of one treatment against the control, looked at daily, by recursive integration. */
export function plannedPower(input: PowerInput): PlannedPower {
  const { arms, rule, postsPerDay, residualSd, lift, wantedPower } = input;
  const mixturePrecision = mixturePrecisionFor(rule, arms.length);
  const alpha = rule.alpha / (arms.length - 1);
  const days = Math.max(1, Math.min(rule.mostDays, Math.ceil(rule.mostPosts / postsPerDay)));
  const looks = Array.from({ length: days }, (_, day) => {
    const posts = Math.min(rule.mostPosts, (day + 1) * postsPerDay);
    const df = posts - arms.length;
    const early = posts * Math.min(...arms.map(({ weight }) => weight)) < rule.leastPostsPerArm || df < 1;
    const bound = early ? Number.POSITIVE_INFINITY : coefficientRadius({ n: posts, df, g: mixturePrecision, alpha });
    return { posts, information: posts / rule.mostPosts, bound };
  }).filter(({ information }, i, all) => i === 0 || information > all[i - 1]!.information);
  // The rarest treatment against the control decides how long the whole takes.
  const rarest = Math.min(...arms.slice(1).map(({ weight }) => weight));
  const standardError = residualSd * Math.sqrt((1 / arms[0]!.weight + 1 / rarest) / rule.mostPosts);
  const found = (logLift: number) =>
    crossingProbabilities(looks, Math.abs(logLift) / standardError).map(({ above }) => above);
  const overTime = found(Math.log1p(lift));
  const reached = overTime.findIndex((power) => power >= wantedPower);
  const half = overTime.findIndex((power) => power >= 0.5);
  return {
    lift,
    power: overTime.at(-1)!,
    wantedPower,
    postsNeeded: reached < 0 ? null : Math.ceil(looks[reached]!.posts),
    daysNeeded: reached < 0 ? null : reached + 1,
    medianDecisionDay: half < 0 ? null : half + 1,
    smallestLift: smallestLift(found, { wantedPower, standardError, start: Math.abs(Math.log1p(lift)) }),
    residualSd,
    postsPerDay,
    mixturePrecision,
  };
}

/**
 * The g of the anytime-valid test: fixed by the plan alone, never by what the data look like. Tuned for late looks, it is
 * hardly worse at early ones for large effects, and spends little of its error in the first days, when standard errors of
 * heavy-tailed posts are at their worst.
 */
export function mixturePrecisionFor(rule: Pick<DecisionRule, 'mostPosts' | 'alpha'>, arms: number): number {
  const tunedFor = Math.max(arms + 8, Math.round((5 / 6) * rule.mostPosts));
  return optimalMixturePrecision({ n: tunedFor, coefficients: arms, alpha: rule.alpha });
}

/** On the probit scale power is nearly a straight line in the effect, with a slope of one per standard error: few steps do. */
function smallestLift(
  found: (logLift: number) => number[],
  input: { wantedPower: number; standardError: number; start: number },
): number | null {
  const { wantedPower, standardError, start } = input;
  let logLift = Math.min(start, LARGEST_LOG_LIFT);
  for (let step = 0; step < STEPS; step += 1) {
    const power = Math.min(1 - 1e-9, Math.max(1e-9, found(logLift).at(-1)!));
    const move = (normalQuantile(wantedPower) - normalQuantile(power)) * standardError;
    logLift = Math.min(LARGEST_LOG_LIFT, Math.max(1e-3, logLift + move));
    if (Math.abs(move) < 1e-3) break;
  }
  return logLift >= LARGEST_LOG_LIFT ? null : Math.expm1(logLift);
}
