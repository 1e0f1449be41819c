import { normalCdf, normalPdf, normalQuantile } from './normal-distribution.ts';
import { requireArgument } from './require-argument.ts';

/** Independent normal beliefs about the arms' means. */
export interface IndependentArms {
  means: readonly number[];
  /** Standard deviations; 0 means known exactly. */
  sds: readonly number[];
}

// Gauss-Legendre, 8 points on [-1, 1] (Abramowitz and Stegun, table 25.4).
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
const BREAKS = [-8.5, -5, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 5, 8.5];

/**
 * Probability that each arm has the largest mean: ∫ φ_k Π Φ_i, by composite Gauss-Legendre quadrature between points
 * that every arm's own scale asks for. Deterministic; errors below 1e-8 for arms of ordinary spread.
 *
 * @throws RangeError when the lists are empty, of different lengths or a standard deviation is negative
 * @example probabilityBest({ means: [1, 2, 3, 4], sds: [1, 1, 1, 1] }) // => [0.00597, 0.04645, 0.22228, 0.7253]
 */
export function probabilityBest({ means, sds }: IndependentArms): number[] {
  requireArgument(means.length > 0, 'means', 'an empty list', 'at least one arm');
  requireArgument(
    means.length === sds.length,
    'sds',
    `${sds.length} numbers`,
    `${means.length} numbers, as many as means`,
  );
  for (const sd of sds) requireArgument(sd >= 0, 'sds', sd, '0 or more');
  // A known mean is a very narrow belief: the integral stays well defined and ties are shared.
  const spread = Math.max(...sds, ...means.map(Math.abs), 1e-300);
  const scale = sds.map((sd) => Math.max(sd, spread * 1e-9));
  const breaks = [...new Set(means.flatMap((mean, k) => BREAKS.map((b) => mean + b * scale[k]!)))].sort(
    (a, b) => a - b,
  );
  const best = new Array<number>(means.length).fill(0);
  const below = new Array<number>(means.length);
  const addPoint = (x: number, weight: number) => {
    for (let k = 0; k < means.length; k += 1) below[k] = normalCdf((x - means[k]!) / scale[k]!);
    for (let k = 0; k < means.length; k += 1) {
      let density = weight * (normalPdf((x - means[k]!) / scale[k]!) / scale[k]!);
      for (let i = 0; i < means.length && density > 0; i += 1) if (i !== k) density *= below[i]!;
      best[k]! += density;
    }
  };
  for (let panel = 1; panel < breaks.length; panel += 1) {
    const half = (breaks[panel]! - breaks[panel - 1]!) / 2;
    const middle = breaks[panel - 1]! + half;
    for (const [j, node] of NODES.entries()) {
      addPoint(middle - half * node, half * WEIGHTS[j]!);
      addPoint(middle + half * node, half * WEIGHTS[j]!);
    }
  }
  const total = best.reduce((sum, p) => sum + p, 0);
  return best.map((p) => p / total);
}

/** Jointly normal beliefs: the posterior of one block of a regression. */
export interface JointArms {
  means: ArrayLike<number>;
  /** Row-major covariance matrix of the means. */
  covariance: ArrayLike<number>;
  /** Points of the rule; more is finer. */
  points?: number;
}

/**
 * Probability that each arm has the largest mean under a joint normal belief, by a Kronecker lattice with antithetic
 * pairs mapped through the Cholesky factor: deterministic, smooth in its input, errors below 0.01 at 512 points.
 *
 * @throws RangeError when the covariance is not a square of the means' length
 */
export function probabilityBestJoint({ means, covariance, points = 512 }: JointArms): Float64Array {
  const size = means.length;
  requireArgument(size > 0, 'means', 'an empty list', 'at least one arm');
  requireArgument(
    covariance.length === size * size,
    'covariance',
    `${covariance.length} numbers`,
    `${size * size} numbers`,
  );
  const factor = semidefiniteCholesky(covariance, size);
  const best = new Float64Array(size);
  const lattice = normalLattice(size, points);
  const draw = new Float64Array(size);
  for (let point = 0; point < points; point += 1) {
    let up = Number.NEGATIVE_INFINITY;
    let down = Number.NEGATIVE_INFINITY;
    let upArm = 0;
    let downArm = 0;
    for (let k = 0; k < size; k += 1) draw[k] = lattice[point * size + k]!;
    for (let k = 0; k < size; k += 1) {
      let deviation = 0;
      for (let j = 0; j <= k; j += 1) deviation += factor[k * size + j]! * draw[j]!;
      const mean = means[k]!;
      if (mean + deviation > up) {
        up = mean + deviation;
        upArm = k;
      }
      if (mean - deviation > down) {
        down = mean - deviation;
        downArm = k;
      }
    }
    best[upArm]! += 0.5 / points;
    best[downArm]! += 0.5 / points;
  }
  return best;
}

const lattices = new Map<string, Float64Array>();

/** Standard normal points of the Kronecker sequence on the generalised golden ratio (Roberts 2018). */
export function normalLattice(dimensions: number, points: number): Float64Array {
  const key = `${dimensions}x${points}`;
  const known = lattices.get(key);
  if (known) return known;
  let golden = 2;
  for (let i = 0; i < 60; i += 1) golden = (1 + golden) ** (1 / (dimensions + 1));
  const lattice = new Float64Array(dimensions * points);
  for (let d = 0; d < dimensions; d += 1) {
    const step = golden ** -(d + 1);
    for (let i = 0; i < points; i += 1) {
      const u = (0.5 + step * (i + 1)) % 1;
      lattice[i * dimensions + d] = normalQuantile(Math.min(1 - 1e-15, Math.max(1e-15, u)));
    }
  }
  lattices.set(key, lattice);
  return lattice;
}

/** Lower Cholesky factor that treats vanishing pivots of a semidefinite matrix as zero. */
function semidefiniteCholesky(matrix: ArrayLike<number>, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i += 1) largest = Math.max(largest, matrix[i * size + i]!);
  for (let j = 0; j < size; j += 1) {
    let pivot = matrix[j * size + j]!;
    for (let k = 0; k < j; k += 1) pivot -= factor[j * size + k]! ** 2;
    if (pivot <= 1e-12 * largest) continue;
    const root = Math.sqrt(pivot);
    factor[j * size + j] = root;
    for (let i = j + 1; i < size; i += 1) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k += 1) sum -= factor[i * size + k]! * factor[j * size + k]!;
      factor[i * size + j] = sum / root;
    }
  }
  return factor;
}
