import { fitBoostedTrees } from './boosted-trees.ts';
import { fitRidge } from './ridge.ts';

export interface Example {
  row: ArrayLike<number>;
  /** What would be forecast without any model: the recent level, or the count so far. */
  anchor: number;
  outcome: number;
}

export interface BlendedModel {
  predict(row: ArrayLike<number>, anchor: number): number;
  /** Examples the model had not seen, in their order: what it would have predicted and what came. */
  unseen: { predicted: number; outcome: number }[];
  skill: Skill;
}

export interface Skill {
  /** 1 − (mean absolute error of the model) / (that of the anchor alone), out of sample. */
  againstAnchor: number;
  meanAbsoluteError: number;
  anchorMeanAbsoluteError: number;
  examples: number;
  /** True where the features add nothing sure, and only the anchor speaks. */
  abstains: boolean;
}

const LAMBDA = 40;
const HALF_LIFE = 1000;
const TREES = { trees: 60, depth: 3, learningRate: 0.1, minLeaf: 15, lambda: 5, featureShare: 1 / 3 };
/** From so many examples on, the model is judged on its future; below, every example is too dear for that. */
const ENOUGH_FOR_FUTURE = 300;
const FOLDS = 5;

/**
 * Half ridge, half boosted trees on what is left after the anchor; drawn towards a small model of the anchor's columns as
 * far as examples it has not seen ask for it. Newer examples weigh more.
 *
 * @param anchorColumns columns the small model may use
 * @throws RangeError with fewer than 8 examples
 */
export function fitBlendedModel(examples: readonly Example[], anchorColumns: readonly number[]): BlendedModel {
  if (examples.length < 8) throw new RangeError(`a model needs at least 8 examples, got ${examples.length}`);
  const unseen = predictUnseen(examples, anchorColumns);
  const asked = shareOfFull(unseen);
  const share = surelyBetter(unseen, asked) ? asked : 0;
  const errors = errorsOf(unseen, share);
  const skill = judge(unseen, { errors, abstains: share === 0 });
  const { small, full } = fitBoth(examples, anchorColumns);
  return {
    predict(row, anchor) {
      const plain = anchor + small(row);
      return share === 0 ? plain : plain + share * (anchor + full(row) - plain);
    },
    unseen: unseen.map(({ example }, i) => ({ predicted: example.outcome - errors[i]!, outcome: example.outcome })),
    skill,
  };
}

interface Unseen {
  example: Example;
  small: number;
  full: number;
}

type Predictor = (row: ArrayLike<number>) => number;

function fitBoth(
  examples: readonly Example[],
  anchorColumns: readonly number[],
): { small: Predictor; full: Predictor } {
  const n = examples.length;
  const rows = examples.map((example) => example.row);
  const targets = Float64Array.from(examples, (example) => example.outcome - example.anchor);
  const weights = Float64Array.from({ length: n }, (_, i) => 0.5 ** ((n - 1 - i) / HALF_LIFE));
  const pick = (row: ArrayLike<number>) => anchorColumns.map((column) => row[column]!);
  const small = fitRidge({ rows: rows.map(pick), targets, weights }, LAMBDA);
  const ridge = fitRidge({ rows, targets, weights }, LAMBDA);
  const trees = fitBoostedTrees({ rows, targets, weights }, TREES);
  return {
    small: (row) => small.predict(pick(row)),
    full: (row) => (ridge.predict(row) + trees.predict(row)) / 2,
  };
}

/** Predictions of examples by models that did not see them: of the last quarter by the rest, or in five folds. */
function predictUnseen(examples: readonly Example[], anchorColumns: readonly number[]): Unseen[] {
  const n = examples.length;
  const unseen: Unseen[] = [];
  const predictPart = (from: number, to: number, seen: readonly Example[]) => {
    const { small, full } = fitBoth(seen, anchorColumns);
    for (const example of examples.slice(from, to)) {
      unseen.push({
        example,
        small: example.anchor + small(example.row),
        full: example.anchor + full(example.row),
      });
    }
  };
  if (n >= ENOUGH_FOR_FUTURE) predictPart(Math.floor(0.75 * n), n, examples.slice(0, Math.floor(0.75 * n)));
  else {
    for (let fold = 0; fold < FOLDS; fold++) {
      const [from, to] = [Math.floor((fold * n) / FOLDS), Math.floor(((fold + 1) * n) / FOLDS)];
      predictPart(from, to, [...examples.slice(0, from), ...examples.slice(to)]);
    }
  }
  return unseen;
}

/** How far to go from the small model to the full one: least squares, between 0 and 1. */
function shareOfFull(unseen: readonly Unseen[]): number {
  let products = 0;
  let squares = 0;
  for (const { example, small, full } of unseen) {
    products += (example.outcome - small) * (full - small);
    squares += (full - small) ** 2;
  }
  return squares === 0 ? 0 : Math.max(0, Math.min(1, products / squares));
}

function errorsOf(unseen: readonly Unseen[], share: number): number[] {
  return unseen.map(({ example, small, full }) => example.outcome - (small + share * (full - small)));
}

/** Whether the features lower the error by more than the standard error of that gain. */
function surelyBetter(unseen: readonly Unseen[], share: number): boolean {
  const without = errorsOf(unseen, 0);
  const gains = errorsOf(unseen, share).map((error, i) => Math.abs(without[i]!) - Math.abs(error));
  const gain = mean(gains);
  return gain > Math.sqrt(mean(gains.map((value) => (value - gain) ** 2)) / gains.length);
}

function judge(
  unseen: readonly Unseen[],
  { errors, abstains }: { errors: readonly number[]; abstains: boolean },
): Skill {
  const meanAbsoluteError = mean(errors.map(Math.abs));
  const anchorMeanAbsoluteError = mean(unseen.map(({ example }) => Math.abs(example.outcome - example.anchor)));
  return {
    againstAnchor: anchorMeanAbsoluteError > 0 ? 1 - meanAbsoluteError / anchorMeanAbsoluteError : 0,
    meanAbsoluteError,
    anchorMeanAbsoluteError,
    examples: unseen.length,
    abstains,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
