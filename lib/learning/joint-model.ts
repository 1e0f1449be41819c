import { choleskyInPlace, inverseFromCholesky } from '../statistics/cholesky.ts';

/** A group of coefficients that share a prior. */
export interface Block {
  name: string;
  /** First column and number of columns. */
  start: number;
  size: number;
  /**
   * Prior standard deviation of one coefficient. It is the centre of a scaled-inverse-χ² prior and re-estimated from the
   * data (empirical Bayes) unless `fixed`.
   */
  priorSd: number;
  fixed?: boolean;
}

/** Rows of a regression, sparse: row i has `width` entries at columns[i × width …] with values[…]. */
export interface DesignMatrix {
  rows: number;
  columns: number;
  width: number;
  index: Int16Array;
  values: Float64Array;
}

export interface JointModelInput {
  design: DesignMatrix;
  blocks: readonly Block[];
  y: Float64Array;
  /** Known measurement variance of each y (binomial noise, unfinished growth). */
  noise: Float64Array;
  /** Weight of each row in (0, 1]: its age against the half-life. */
  weight: Float64Array;
  errors?: ErrorModel;
  /** A fit of the same rows under other priors, to start from. */
  startFrom?: JointModelFit;
}

/** What is assumed of the errors. */
export interface ErrorModel {
  /** Degrees of freedom of their Student-t distribution. */
  df: number;
  /**
   * How much wider than the last weighted step the covariance is: `assumed` from the t distribution itself, (ν + 3) / (ν + 1),
   * or `estimated` from the residuals as for any M-estimator (Huber 1981), which also holds when the tails are lighter.
   */
  inflation: 'assumed' | 'estimated';
}

/** Posterior of the regression: normal, with the covariance already widened for heavy-tailed errors. */
export interface JointModelFit {
  coefficients: Float64Array;
  /** Row-major. */
  covariance: Float64Array;
  /** y minus what the model expects. */
  residuals: Float64Array;
  /** Precision each row had in the last step: weight × robustness / variance. */
  precision: Float64Array;
  /** Estimated prior variance per block, in the order of the blocks. */
  blockVariance: number[];
  /** Scale² of the errors beyond the measurement noise. */
  errorVariance: number;
  /** By how much the covariance was widened for the errors' tails. */
  tailInflation: number;
  /** Rows, and coefficients, counted by weight and leverage. */
  effectiveRows: number;
  effectiveCoefficients: number;
}

/** Heavy enough for a viral post, close enough to normal to learn from the rest. */
const DEFAULT_ERRORS: ErrorModel = { df: 3, inflation: 'assumed' };
const PRIOR_DF = 4;
const PRIOR_ERROR_SD = 0.5;
const PRIOR_ERROR_DF = 2;
const STEPS = 30;
const TOLERANCE = 1.5e-2;
/** EM creeps towards small variances: its steps are lengthened on the log scale, which keeps the same fixed point. */
const RELAXATION = 1.6;

/**
 * One robust regression for everything at once: normal priors per block with variances estimated by EM, Student-t
 * errors whose scale comes on top of the known measurement noise, rows weighted by age. Deterministic.
 */
export function fitJointModel(input: JointModelInput): JointModelFit {
  const { design, blocks, y, noise, weight } = input;
  const { rows, columns } = design;
  const { df, inflation } = input.errors ?? DEFAULT_ERRORS;
  const blockVariance = blocks.map((block, b) =>
    block.fixed ? block.priorSd ** 2 : (input.startFrom?.blockVariance[b] ?? block.priorSd ** 2),
  );
  const posterior = new Float64Array(columns * columns);
  const information = new Float64Array(columns * columns);
  const moment = new Float64Array(columns);
  const coefficients = new Float64Array(columns);
  const { startFrom } = input;
  const residuals = Float64Array.from(startFrom?.residuals ?? y);
  const leverage = new Float64Array(rows);
  const precision = new Float64Array(rows);
  if (!startFrom) {
    const mean = weightedMean(y, weight);
    for (let i = 0; i < rows; i += 1) residuals[i]! -= mean;
  }
  let errorVariance = startFrom?.errorVariance ?? PRIOR_ERROR_SD ** 2;
  for (let step = 0; step < STEPS; step += 1) {
    for (let i = 0; i < rows; i += 1) {
      const variance = errorVariance + noise[i]!;
      const squared = residuals[i]! ** 2 + leverage[i]!;
      precision[i] = (weight[i]! * (df + 1)) / (df + squared / variance) / variance;
    }
    normalEquations(design, y, precision, information, moment);
    for (const [b, block] of blocks.entries()) {
      for (let j = block.start; j < block.start + block.size; j += 1)
        information[j * columns + j]! += 1 / blockVariance[b]!;
    }
    choleskyInPlace(information, columns);
    inverseFromCholesky(information, columns, posterior);
    multiply(posterior, moment, coefficients);
    residualsAndLeverage(design, { y, coefficients, posterior, residuals, leverage });
    const before = errorVariance;
    errorVariance = nextErrorVariance({ errorVariance, residuals, leverage, noise, weight, df });
    let change = Math.abs(Math.log(errorVariance / before));
    for (const [b, block] of blocks.entries()) {
      if (block.fixed) continue;
      const ratio = nextBlockVariance(block, coefficients, posterior) / blockVariance[b]!;
      change = Math.max(change, Math.abs(Math.log(ratio)));
      blockVariance[b]! *= ratio ** RELAXATION;
    }
    if (change < TOLERANCE) break;
  }
  let effectiveRows = 0;
  let effectiveCoefficients = 0;
  for (let i = 0; i < rows; i += 1) {
    effectiveRows += weight[i]!;
    effectiveCoefficients += precision[i]! * leverage[i]!;
  }
  const tailInflation =
    inflation === 'assumed'
      ? (df + 3) / (df + 1)
      : estimatedInflation({ residuals, noise, weight, errorVariance, df, effectiveCoefficients });
  const covariance = posterior.map((value) => value * tailInflation);
  return {
    coefficients,
    covariance,
    residuals,
    precision,
    blockVariance,
    errorVariance,
    tailInflation,
    effectiveRows,
    effectiveCoefficients,
  };
}

function weightedMean(values: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += weight[i]! * values[i]!;
    total += weight[i]!;
  }
  return sum / total;
}

/** X'WX into the lower triangle of `information`, X'Wy into `moment`. */
function normalEquations(
  design: DesignMatrix,
  y: Float64Array,
  precision: Float64Array,
  information: Float64Array,
  moment: Float64Array,
): void {
  const { rows, columns, width, index, values } = design;
  information.fill(0);
  moment.fill(0);
  for (let i = 0; i < rows; i += 1) {
    const base = i * width;
    const w = precision[i]!;
    for (let a = 0; a < width; a += 1) {
      const va = w * values[base + a]!;
      if (va === 0) continue;
      const ca = index[base + a]!;
      moment[ca]! += va * y[i]!;
      // Columns of a row ascend, so the lower triangle is row ca, column cb <= ca.
      const row = ca * columns;
      for (let b = 0; b <= a; b += 1) information[row + index[base + b]!]! += va * values[base + b]!;
    }
  }
}

function multiply(matrix: Float64Array, vector: Float64Array, into: Float64Array): void {
  const size = vector.length;
  for (let i = 0; i < size; i += 1) {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += matrix[i * size + j]! * vector[j]!;
    into[i] = sum;
  }
}

function residualsAndLeverage(
  design: DesignMatrix,
  state: {
    y: Float64Array;
    coefficients: Float64Array;
    posterior: Float64Array;
    residuals: Float64Array;
    leverage: Float64Array;
  },
): void {
  const { rows, columns, width, index, values } = design;
  const { y, coefficients, posterior, residuals, leverage } = state;
  for (let i = 0; i < rows; i += 1) {
    const base = i * width;
    let fitted = 0;
    let variance = 0;
    for (let a = 0; a < width; a += 1) {
      const va = values[base + a]!;
      if (va === 0) continue;
      const ca = index[base + a]!;
      fitted += va * coefficients[ca]!;
      const row = ca * columns;
      let cross = 0;
      for (let b = 0; b < a; b += 1) cross += values[base + b]! * posterior[row + index[base + b]!]!;
      variance += va * (2 * cross + va * posterior[row + ca]!);
    }
    residuals[i] = y[i]! - fitted;
    leverage[i] = variance;
  }
}

/** One multiplicative step towards the stationary point of the marginal likelihood of the error scale. */
function nextErrorVariance(state: {
  errorVariance: number;
  residuals: Float64Array;
  leverage: Float64Array;
  noise: Float64Array;
  weight: Float64Array;
  df: number;
}): number {
  const { errorVariance, residuals, leverage, noise, weight, df } = state;
  let explained = PRIOR_ERROR_DF * PRIOR_ERROR_SD ** 2;
  let expected = PRIOR_ERROR_DF * errorVariance;
  for (let i = 0; i < residuals.length; i += 1) {
    const variance = errorVariance + noise[i]!;
    const squared = residuals[i]! ** 2 + leverage[i]!;
    const robust = (df + 1) / (df + squared / variance);
    const share = (errorVariance / variance) ** 2;
    explained += weight[i]! * share * robust * squared;
    expected += weight[i]! * share * variance;
  }
  return Math.max(1e-4, (errorVariance * explained) / expected);
}

/** E ψ² E w / (E ψ')² over the residuals, with the rows that the coefficients used up. */
function estimatedInflation(state: {
  residuals: Float64Array;
  noise: Float64Array;
  weight: Float64Array;
  errorVariance: number;
  df: number;
  effectiveCoefficients: number;
}): number {
  const { residuals, noise, weight, errorVariance, df, effectiveCoefficients } = state;
  let precision = 0;
  let curvature = 0;
  let squaredScore = 0;
  let effectiveRows = 0;
  for (let i = 0; i < residuals.length; i += 1) {
    const variance = errorVariance + noise[i]!;
    const q = residuals[i]! ** 2 / variance;
    const w = (weight[i]! * (df + 1)) / (df + q) / variance;
    precision += w;
    curvature += (weight[i]! * (df + 1) * (df - q)) / (df + q) ** 2 / variance;
    squaredScore += (w * residuals[i]!) ** 2;
    effectiveRows += weight[i]!;
  }
  const left = effectiveRows / Math.max(1, effectiveRows - effectiveCoefficients);
  // A sample so odd that its curvature is gone says nothing about the tails: the widest assumption stands in.
  if (curvature <= 0.1 * precision) return Math.max(4, left);
  return ((squaredScore * precision) / curvature ** 2) * left;
}

function nextBlockVariance(block: Block, coefficients: Float64Array, posterior: Float64Array): number {
  const size = coefficients.length;
  let sum = PRIOR_DF * block.priorSd ** 2;
  for (let j = block.start; j < block.start + block.size; j += 1)
    sum += coefficients[j]! ** 2 + posterior[j * size + j]!;
  return sum / (PRIOR_DF + block.size);
}
