/** One thing to learn from: what was known, what would be said without a model, and what came. */
export interface Example {
  row: ArrayLike<number>;
  /** What would be forecast without any model: the recent level, or the count so far. */
  anchor: number;
  outcome: number;
}

export type Predictor = (row: ArrayLike<number>, anchor: number) => number;
/** A way of learning: from examples, oldest first, to a predictor. */
export type Learner = (examples: readonly Example[]) => Predictor;

export interface BlendedModel {
  predict: Predictor;
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
  /** True where the features add nothing sure, and only the modest learner speaks. */
  abstains: boolean;
}

/** From so many examples on, learners are judged on their future; below, every example is too dear for that. */
const ENOUGH_FOR_FUTURE = 300;
const FOLDS = 5;
/** Weights are multiples of a quarter: finer ones would follow the noise. */
const WEIGHT_STEPS = 4;
export const FEWEST_EXAMPLES = 10;

/**
 * Blends learners by what they do on examples they have not seen: the weights with the least mean absolute error there. The
 * first learner is the modest one (little more than the anchor).
 *
 * @param options.gate whether the others take part only where the blend beats the modest learner by more than the standard error
 *   of that gain
 *
 * @param examples oldest first
 * @throws RangeError with fewer than 10 examples
 * @see Wolpert (1992), "Stacked generalization", Neural Networks 5:241
 */
export function fitBlendedModel(
  examples: readonly Example[],
  { learners, gate }: { learners: readonly Learner[]; gate: boolean },
): BlendedModel {
  if (examples.length < FEWEST_EXAMPLES) {
    throw new RangeError(`a model needs at least ${FEWEST_EXAMPLES} examples, got ${examples.length}`);
  }
  const { seen, predictions } = predictUnseen(examples, learners);
  const modest = learners.map((_, k) => (k === 0 ? 1 : 0));
  const best = bestWeights(seen, predictions);
  const weights = !gate
    ? halfEqual(best)
    : surelyBetter(seen, { modest: blend(predictions, modest), best: blend(predictions, best) })
      ? best
      : modest;
  const predicted = blend(predictions, weights);
  const predictors = learners.map((learn, k) => (weights[k]! > 0 ? learn(examples) : null));
  return {
    predict(row, anchor) {
      let sum = 0;
      for (let k = 0; k < predictors.length; k++) sum += weights[k]! && weights[k]! * predictors[k]!(row, anchor);
      return sum;
    },
    unseen: seen.map(({ outcome }, i) => ({ predicted: predicted[i]!, outcome })),
    skill: judge(seen, { predicted, abstains: weights[0] === 1 }),
  };
}

/** Every learner's predictions of examples it did not see: of the last quarter by the rest, or in five folds. */
function predictUnseen(examples: readonly Example[], learners: readonly Learner[]) {
  const n = examples.length;
  const seen: Example[] = [];
  const predictions = learners.map(() => [] as number[]);
  const predictPart = (from: number, to: number, rest: readonly Example[]) => {
    const part = examples.slice(from, to);
    seen.push(...part);
    learners.forEach((learn, k) => {
      const predict = learn(rest);
      for (const { row, anchor } of part) predictions[k]!.push(predict(row, anchor));
    });
  };
  if (n >= ENOUGH_FOR_FUTURE) predictPart(Math.floor(0.75 * n), n, examples.slice(0, Math.floor(0.75 * n)));
  else {
    for (let fold = 0; fold < FOLDS; fold++) {
      const [from, to] = [Math.floor((fold * n) / FOLDS), Math.floor(((fold + 1) * n) / FOLDS)];
      predictPart(from, to, [...examples.slice(0, from), ...examples.slice(to)]);
    }
  }
  return { seen, predictions };
}

function bestWeights(seen: readonly Example[], predictions: readonly number[][]): number[] {
  let best: { weights: number[]; error: number } | null = null;
  for (const weights of simplex(predictions.length, WEIGHT_STEPS)) {
    const scaled = weights.map((weight) => weight / WEIGHT_STEPS);
    const error = meanAbsoluteError(seen, blend(predictions, scaled));
    if (best === null || error < best.error) best = { weights: scaled, error };
  }
  return best!.weights;
}

/**
 * Half what did best, half an equal share for each but the modest one: which of several good learners looks best on some hundred
 * examples is mostly luck, and the mean of them all is hard to beat.
 *
 * @see Timmermann (2006), "Forecast combinations", Handbook of Economic Forecasting 1:135
 */
function halfEqual(best: readonly number[]): number[] {
  if (best.length === 1) return [...best];
  return best.map((weight, k) => weight / 2 + (k === 0 ? 0 : 0.5 / (best.length - 1)));
}

/** All ways of dealing out so many steps over so many learners. */
function simplex(learners: number, steps: number): number[][] {
  if (learners === 1) return [[steps]];
  return Array.from({ length: steps + 1 }, (_, first) => first).flatMap((first) =>
    simplex(learners - 1, steps - first).map((rest) => [first, ...rest]),
  );
}

function blend(predictions: readonly number[][], weights: readonly number[]): number[] {
  return predictions[0]!.map((_, i) => weights.reduce((sum, weight, k) => sum + weight * predictions[k]![i]!, 0));
}

function surelyBetter(seen: readonly Example[], { modest, best }: { modest: number[]; best: number[] }): boolean {
  const gains = seen.map(({ outcome }, i) => Math.abs(outcome - modest[i]!) - Math.abs(outcome - best[i]!));
  const gain = mean(gains);
  return gain > Math.sqrt(mean(gains.map((value) => (value - gain) ** 2)) / gains.length);
}

function judge(seen: readonly Example[], { predicted, abstains }: { predicted: number[]; abstains: boolean }): Skill {
  const error = meanAbsoluteError(seen, predicted);
  const anchorError = mean(seen.map(({ outcome, anchor }) => Math.abs(outcome - anchor)));
  return {
    againstAnchor: anchorError > 0 ? 1 - error / anchorError : 0,
    meanAbsoluteError: error,
    anchorMeanAbsoluteError: anchorError,
    examples: seen.length,
    abstains,
  };
}

function meanAbsoluteError(seen: readonly Example[], predicted: readonly number[]): number {
  return mean(seen.map(({ outcome }, i) => Math.abs(outcome - predicted[i]!)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
