import { type Assignment, assignPost, type PostKey } from '../experiments/assign.ts';
import type { ExperimentPlan } from '../experiments/plan.ts';

/** What experiments can vary in a planned post. */
export type PlannedDimension = 'generator' | 'format' | 'hour' | 'topic' | 'hook';

export const PLANNED_DIMENSIONS: readonly string[] = ['generator', 'format', 'hour', 'topic', 'hook'];

/**
 * The arm of the first experiment that takes this post; null when none does. An experiment takes no post for which one of its arms
 * would not be open: whether a post is in must not depend on the arm it would get.
 */
export function armOf(
  experiments: readonly ExperimentPlan[],
  post: PostKey,
  isOpen: (dimension: PlannedDimension, level: string) => boolean,
): (Assignment & { dimension: PlannedDimension }) | null {
  for (const plan of experiments) {
    const dimension = plan.dimension as PlannedDimension;
    if (!PLANNED_DIMENSIONS.includes(dimension)) continue;
    if (!plan.arms.every(({ level }) => isOpen(dimension, level))) continue;
    const assignment = assignPost(plan, post);
    if (assignment !== null) return { ...assignment, dimension };
  }
  return null;
}
