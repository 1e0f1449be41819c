import type { PostContext } from './account-context.ts';
import { LEVEL_COLUMNS } from './account-context.ts';
import { type BlendedModel, type Example, fitBlendedModel } from './blended-model.ts';
import { ConformalIntervals } from './conformal.ts';
import { earlySigns, GROWTH_COLUMNS } from './early-signs.ts';
import type { TargetScale } from './forecast-target.ts';
import type { Outcomes } from './outcome.ts';
import type { PreparedPost } from './prepared-post.ts';

export interface FittedModel {
  model: BlendedModel;
  intervals: ConformalIntervals;
  /** Examples it was fitted to. */
  examples: number;
}

export interface TrainingSet {
  posts: readonly PreparedPost[];
  contexts: readonly PostContext[];
  outcomes: Outcomes;
  /** Nominal coverage of the intervals. */
  coverage: number;
  scale: TargetScale;
}

/** The newest so many: an account of years ago is another account, and a refit has to be quick. */
const MOST_EXAMPLES = 2000;
/** The first posts were described before anything was known, and are left out where there are others. */
const UNINFORMED = 20;
export const FEWEST_EXAMPLES = 10;

/** Model of posts that are not out yet; null where fewer than ten outcomes are known. */
export function fitBefore(training: TrainingSet): FittedModel | null {
  const { posts, contexts, outcomes } = training;
  const examples: Example[] = [];
  for (let i = contexts.length - 1; i >= 0 && examples.length < MOST_EXAMPLES; i--) {
    if (i < UNINFORMED && examples.length >= 5 * UNINFORMED) break;
    const outcome = outcomes.of(posts[i]!);
    const { row, level } = contexts[i]!;
    if (outcome !== null) examples.push({ row, anchor: level, outcome });
  }
  return fitWithIntervals(examples.reverse(), LEVEL_COLUMNS, training);
}

/** Model of posts that have been out for a while; null where fewer than ten such have been followed to their end. */
export function fitEarly(training: TrainingSet, ageHours: number): FittedModel | null {
  const { posts, contexts, outcomes } = training;
  const examples: Example[] = [];
  for (let i = contexts.length - 1; i >= 0 && examples.length < MOST_EXAMPLES; i--) {
    const signs = earlySigns(posts[i]!, ageHours);
    const outcome = signs && outcomes.of(posts[i]!);
    if (signs && outcome !== null) {
      examples.push({ row: [...signs.row, ...contexts[i]!.row], anchor: signs.level, outcome });
    }
  }
  return fitWithIntervals(examples.reverse(), GROWTH_COLUMNS, training);
}

function fitWithIntervals(
  examples: readonly Example[],
  anchorColumns: readonly number[],
  { coverage, scale }: TrainingSet,
): FittedModel | null {
  if (examples.length < FEWEST_EXAMPLES) return null;
  const model = fitBlendedModel(examples, anchorColumns);
  const intervals = new ConformalIntervals({ coverage, widen: scale.widen });
  intervals.calibrate(model.unseen);
  return { model, intervals, examples: examples.length };
}
