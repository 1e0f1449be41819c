/** The terms of a plan that its power depends on. */

/** One arm: a level of what differs. The first arm of a plan is the control. */
export interface PlannedArm {
  name: string;
  /** Level of the dimension, e.g. the generator's name. */
  level: string;
  /** Share of the experiment's posts; all together 1. */
  weight: number;
}

/**
 * How posts are shared among the arms: by the planned weights for good, or by bandit weights that move at looks only
 * (probability of being the best; half that and half that of being second), never below `floor` per arm.
 */
export type Allocation = { kind: 'fixed' } | { kind: 'thompson' | 'top-two'; floor: number };

/** When the experiment ends, written down before it starts. */
export interface DecisionRule {
  /** Error of the primary claim over all looks together. */
  alpha: number;
  /** One-sided error of each guardrail over all looks together. */
  guardrailAlpha: number;
  /** Error of the sample-ratio alarm over all looks together. */
  sampleRatioAlpha: number;
  /** How several treatments or metrics share alpha. */
  correction: 'holm' | 'benjamini-hochberg';
  /** No decision, except for harm, before every arm has so many posts. */
  leastPostsPerArm: number;
  /** The end, decided or not. */
  mostPosts: number;
  mostDays: number;
}
