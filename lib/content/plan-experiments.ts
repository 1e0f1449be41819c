import { type Assignment, assignPost, type PostKey } from '../experiments/assign.ts';
import type { ExperimentPlan } from '../experiments/plan.ts';

/** What experiments can vary in a planned post. */
export type PlannedDimension = 'generator' | 'format' | 'hour' | 'topic' | 'hook';

/** An arm that an experiment gives a post, with what it decides about. */
export type Arm = Assignment & { dimension: PlannedDimension };

export const PLANNED_DIMENSIONS: readonly string[] = ['generator', 'format', 'hour', 'topic', 'hook'];

/**
 * The arms of the experiments that take this post, at most one per layer and per dimension, in the order of their start; those that decided
 * about its time come first. An experiment takes no post for which one of its arms would not be open: whether a post is in must not depend
 * on the arm it would get.
 *
 * @param isOpen whether a level can be had, together with every arm of the experiments that have the post already
 */
export function armsOf(input: {
  experiments: readonly ExperimentPlan[];
  weights: Readonly<Record<string, readonly number[]>>;
  post: PostKey;
  /** Experiments that have the post already. */
  taken?: readonly ExperimentPlan[];
  isOpen: (dimension: PlannedDimension, level: string, beside: readonly ExperimentPlan[]) => boolean;
}): Arm[] {
  const { experiments, weights, post, isOpen } = input;
  const taken = [...(input.taken ?? [])];
  return experiments.flatMap((plan) => {
    const dimension = plan.dimension as PlannedDimension;
    if (!PLANNED_DIMENSIONS.includes(dimension)) return [];
    if (taken.some((other) => other.layer === plan.layer || other.dimension === dimension)) return [];
    if (!plan.arms.every(({ level }) => isOpen(dimension, level, taken))) return [];
    const assignment = assignPost(plan, post, weights[plan.id]);
    if (assignment === null) return [];
    taken.push(plan);
    return [{ ...assignment, dimension }];
  });
}
