import type { Example, Learner } from './blended-model.ts';
import { type BoostedTreesOptions, fitBoostedTrees } from './boosted-trees.ts';
import { binFeatures } from './feature-bins.ts';
import { fitRidge } from './ridge.ts';

/** Newer examples weigh more: one that lies so many posts back counts half. */
const HALF_LIFE_POSTS = 1000;
const BEFORE_TREES = { trees: 60, depth: 3, learningRate: 0.1, minLeaf: 15, lambda: 5, featureShare: 1 / 3 };
/** Trees of several depths: their mean strays less than any of them where there are few cascades to learn from. */
const GROWTH_TREES = [2, 3, 4].map((depth) => ({ ...BEFORE_TREES, depth, minLeaf: 6, featureShare: 1 }));

/** For young posts: slower and more of them. */
export const EARLY_TREES = [{ ...BEFORE_TREES, trees: 90, learningRate: 0.06 }];

interface Data {
  rows: ArrayLike<number>[];
  targets: Float64Array;
  weights: Float64Array;
}

function dataOf(examples: readonly Example[], targetOf: (example: Example) => number): Data {
  const n = examples.length;
  return {
    rows: examples.map((example) => example.row),
    targets: Float64Array.from(examples, targetOf),
    weights: Float64Array.from({ length: n }, (_, i) => 0.5 ** ((n - 1 - i) / HALF_LIFE_POSTS)),
  };
}

const beyondAnchor = ({ outcome, anchor }: Example) => outcome - anchor;

/** Ridge regression of what lies beyond the anchor. */
export function ridgeLearner(lambda: number): Learner {
  return (examples) => {
    const ridge = fitRidge(dataOf(examples, beyondAnchor), lambda);
    return (row, anchor) => anchor + ridge.predict(row);
  };
}

/** Half ridge, half boosted trees: straight lines reach beyond what was seen, trees know exceptions. */
export function mixedLearner(lambda: number, forest: readonly BoostedTreesOptions[] = [BEFORE_TREES]): Learner {
  return (examples) => {
    const data = dataOf(examples, beyondAnchor);
    const ridge = fitRidge(data, lambda);
    const boosted = fitForest(data, forest);
    return (row, anchor) => anchor + (ridge.predict(row) + boosted(row)) / 2;
  };
}

/** The mean of several boosted fits to the same rows. */
function fitForest(data: Data, forest: readonly BoostedTreesOptions[]): (row: ArrayLike<number>) => number {
  const bins = binFeatures(data.rows);
  const models = forest.map((options) => fitBoostedTrees(data, { ...options, bins }));
  return (row) => models.reduce((sum, model) => sum + model.predict(row), 0) / models.length;
}

/** The smallest growth of a large count that is told from none, as a share. */
const SMALLEST_GROWTH = 0.003;

/**
 * Learns the logarithm of what is still to come. Growth is positive and skewed: some cascades double late, most add a few
 * percent. Half a count is added, so that none to come is a number too.
 */
function growthLearner(train: (data: Data) => (row: ArrayLike<number>) => number): Learner {
  const nothing = (anchor: number) => Math.max(SMALLEST_GROWTH, 0.5 * Math.exp(-anchor));
  return (examples) => {
    const predict = train(
      dataOf(examples, ({ outcome, anchor }) => Math.log(Math.max(0, outcome - anchor) + nothing(anchor))),
    );
    return (row, anchor) => anchor + Math.max(0, Math.exp(predict(row)) - nothing(anchor));
  };
}

export function growthTreesLearner(): Learner {
  return growthLearner((data) => fitForest(data, GROWTH_TREES));
}

/** Lets a learner see only some columns. */
export function onColumns(columns: readonly number[], learner: Learner): Learner {
  const pick = (row: ArrayLike<number>) => columns.map((column) => row[column]!);
  return (examples) => {
    const predict = learner(examples.map((example) => ({ ...example, row: pick(example.row) })));
    return (row, anchor) => predict(pick(row), anchor);
  };
}

/** Engagements that the account's own rate is taken to be worth beside a young post's. */
const PRIOR_ENGAGEMENTS = [0.5, 2, 6];

/**
 * Adds what the reach so far promises: engagements per impression of all young posts, more or less by what such posts are known
 * for, updated with the few this one has (the posterior mean of a gamma-Poisson rate), times its impressions. One like in fifty
 * impressions is no rate of 2%.
 *
 * @param columns where the rows hold ln(1 + engagements), ln(1 + impressions), and how far the rate of such posts lies from the usual
 */
export function withPromisedEngagements(
  columns: { level: number; reach: number; rate: number },
  learner: Learner,
): Learner {
  return (examples) => {
    let engagements = 0;
    let impressions = 0;
    for (const { row } of examples) {
      if (Number.isNaN(row[columns.reach]!)) continue;
      engagements += Math.expm1(row[columns.level]!);
      impressions += Math.expm1(row[columns.reach]!);
    }
    const rate = engagements / impressions;
    const extend = (row: ArrayLike<number>) => {
      const seen = Math.expm1(row[columns.level]!);
      const reach = Math.expm1(row[columns.reach]!);
      const own = rate * Math.exp(row[columns.rate]! || 0);
      const promised = PRIOR_ENGAGEMENTS.map((prior) => Math.log1p(((seen + prior) / (reach + prior / own)) * reach));
      return [...Array.from(row), ...promised.map((value) => (Number.isFinite(value) ? value : Number.NaN))];
    };
    const predict = learner(examples.map((example) => ({ ...example, row: extend(example.row) })));
    return (row, anchor) => predict(extend(row), anchor);
  };
}
