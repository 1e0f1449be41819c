import { topTwoWeights, withAdditiveFloor } from '../statistics/bandit-weights.ts';
import { probabilityBest } from '../statistics/probability-best.ts';
import type { ExperimentPlan } from './plan.ts';
import { TYPICAL_ARM_SD } from './shrink-effect.ts';

/** What is believed of an arm's level, apart from what all arms have in common. */
export interface ArmLevel {
  arm: string;
  /** Posts that have been read. */
  n: number;
  mean: number;
  sd: number;
}

/** Whether the shares of a plan move at looks. */
export function isAdaptive({ allocation }: ExperimentPlan): boolean {
  return allocation !== undefined && allocation.kind !== 'fixed';
}

/** The shares a plan starts with. */
export function plannedWeights({ arms }: ExperimentPlan): number[] {
  return arms.map(({ weight }) => weight);
}

/**
 * The arms' shares from a look on: probabilities of being the best under normal beliefs that are shrunk towards the arms' mean,
 * by quadrature, so that the same look gives the same weights; then an additive floor. The planned weights while an arm has fewer
 * posts than the rule asks for: before that a posterior is mostly its prior.
 *
 * @param levels in the plan's order; empty while there is too little to say
 */
export function allocationWeights(plan: ExperimentPlan, levels: readonly ArmLevel[]): number[] {
  const { allocation, arms, rule, primary } = plan;
  if (allocation === undefined || allocation.kind === 'fixed') return plannedWeights(plan);
  if (levels.length < arms.length || levels.some(({ n }) => n < rule.leastPostsPerArm)) return plannedWeights(plan);
  const sign = primary.better === 'higher' ? 1 : -1;
  const common = levels.reduce((sum, { mean }) => sum + mean, 0) / levels.length;
  const shares = levels.map(({ sd }) => TYPICAL_ARM_SD ** 2 / (TYPICAL_ARM_SD ** 2 + sd ** 2));
  const beliefs = {
    means: levels.map(({ mean }, k) => sign * shares[k]! * (mean - common)),
    sds: levels.map(({ sd }, k) => Math.sqrt(shares[k]!) * sd),
  };
  const weights = allocation.kind === 'thompson' ? probabilityBest(beliefs) : topTwoWeights(beliefs);
  return withAdditiveFloor(weights, allocation.floor);
}
