import { LEVEL_COLUMNS, type PostContext } from './account-context.ts';
import { type BlendedModel, type Example, FEWEST_EXAMPLES, fitBlendedModel, type Learner } from './blended-model.ts';
import { ConformalIntervals } from './conformal.ts';
import {
  COURSE_COLUMNS,
  EXPECTED_RATE_COLUMNS,
  earlySigns,
  GROWTH_COLUMNS,
  NEAREST_COLUMNS,
  RATE_COLUMN,
  REACH_COLUMN,
} from './early-signs.ts';
import type { TargetScale } from './forecast-target.ts';
import {
  EARLY_TREES,
  growthTreesLearner,
  mixedLearner,
  onColumns,
  ridgeLearner,
  withPromisedEngagements,
} from './learners.ts';
import { nearestPostsLearner } from './nearest-posts.ts';
import type { Outcomes } from './outcome.ts';
import type { PreparedPost } from './prepared-post.ts';
import { rateLearner } from './rate-learner.ts';

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
const BEFORE_LAMBDA = 40;
const EARLY_LAMBDA = 10;

/** What the account's last posts suggest for the target: their level, and what such levels usually still grow by. */
export function recentLevel(context: PostContext, outcomes: Outcomes): number {
  return context.level + outcomes.levelGrowth;
}

/** Model of posts that are not out yet; null where fewer than ten outcomes are known. */
export function fitBefore(training: TrainingSet): FittedModel | null {
  const { outcomes } = training;
  const examples = collect(training, (post, context) => {
    const outcome = outcomes.of(post);
    return outcome === null ? null : { row: context.row, anchor: recentLevel(context, outcomes), outcome };
  });
  return fitWithIntervals(training, examples, {
    gate: true,
    learners: [onColumns(LEVEL_COLUMNS, ridgeLearner(BEFORE_LAMBDA)), mixedLearner(BEFORE_LAMBDA)],
  });
}

/** Model of posts that have been out for a while; null where fewer than ten such have been followed to their end. */
export function fitEarly(training: TrainingSet, ageHours: number): FittedModel | null {
  const examples = collect(training, (post, context) => {
    const signs = earlySigns(post, context, ageHours);
    const outcome = signs && training.outcomes.of(post);
    return signs && outcome !== null ? { row: signs.row, anchor: signs.level, outcome } : null;
  });
  const mixed = mixedLearner(EARLY_LAMBDA, EARLY_TREES);
  const learners = [
    onColumns(GROWTH_COLUMNS, ridgeLearner(EARLY_LAMBDA)),
    training.scale.cumulative
      ? withPromisedEngagements({ level: 0, reach: REACH_COLUMN, rate: RATE_COLUMN }, mixed)
      : mixed,
  ];
  if (training.scale.cumulative) {
    const reachKnown = examples.filter(({ row }) => !Number.isNaN(row[REACH_COLUMN]!)).length > examples.length / 2;
    learners.push(
      onColumns(COURSE_COLUMNS, growthTreesLearner()),
      reachKnown
        ? rateLearner({ level: 0, reach: REACH_COLUMN, expected: EXPECTED_RATE_COLUMNS }, EARLY_LAMBDA)
        : nearestPostsLearner(NEAREST_COLUMNS),
    );
  }
  // The course of its own counts is evidence about a post even where there are too few others to prove it.
  return fitWithIntervals(training, examples, { gate: false, learners });
}

/** The newest examples, oldest first. */
function collect(
  { posts, contexts }: TrainingSet,
  exampleOf: (post: PreparedPost, context: PostContext) => Example | null,
): Example[] {
  const examples: Example[] = [];
  for (let i = contexts.length - 1; i >= 0 && examples.length < MOST_EXAMPLES; i--) {
    if (i < UNINFORMED && examples.length >= 5 * UNINFORMED) break;
    const example = exampleOf(posts[i]!, contexts[i]!);
    if (example) examples.push(example);
  }
  return examples.reverse();
}

function fitWithIntervals(
  { coverage, scale }: TrainingSet,
  examples: readonly Example[],
  options: { learners: readonly Learner[]; gate: boolean },
): FittedModel | null {
  if (examples.length < FEWEST_EXAMPLES) return null;
  const model = fitBlendedModel(examples, options);
  const intervals = new ConformalIntervals({ coverage, widen: scale.widen });
  intervals.calibrate(model.unseen);
  return { model, intervals, examples: examples.length };
}
