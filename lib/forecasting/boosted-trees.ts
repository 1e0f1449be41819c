import { type Bins, binFeatures, MOST_BINS } from './feature-bins.ts';

/**
 * Gradient-boosted regression trees for small data: histograms over quantile bins, squared error, shallow trees, row
 * weights, deterministic. Missing values (NaN) have a bin of their own and go to whichever side fits better.
 */
export interface BoostedTreesOptions {
  trees: number;
  /** Levels of splits. */
  depth: number;
  learningRate: number;
  /** Fewest weighted rows in a leaf. */
  minLeaf: number;
  /** Ridge on leaf values, in rows. */
  lambda: number;
  /** Share of the features each tree may use, rotated through in turn; 1 is all. */
  featureShare: number;
  /** The features of the same rows in bins, where several fits share them. */
  bins?: Bins;
}

export interface BoostedTrees {
  /** Prediction for one row of features. */
  predict(row: ArrayLike<number>): number;
}

/** Bins and the one for missing values. */
const WIDTH = MOST_BINS + 1;

/** One tree in heap order: the children of node i are 2i + 1 and 2i + 2. */
interface Tree {
  /** Feature an inner node asks for; −1 where the node is a leaf. */
  feature: Int16Array;
  /** Left when the value is at most this. */
  threshold: Float64Array;
  missingLeft: Uint8Array;
  value: Float64Array;
}

/**
 * @param rows feature rows of equal length; NaN is missing
 * @param targets what to predict, finite
 * @param weights one non-negative weight per row
 * @throws RangeError where there are no rows or the lengths differ
 * @see Friedman (2001), Annals of Statistics 29:1189; the split gain with ridge λ is Chen and Guestrin's (2016)
 */
export function fitBoostedTrees(
  { rows, targets, weights }: { rows: readonly ArrayLike<number>[]; targets: Float64Array; weights: Float64Array },
  options: BoostedTreesOptions,
): BoostedTrees {
  const n = rows.length;
  if (n === 0 || targets.length !== n || weights.length !== n) {
    throw new RangeError(
      `boosted trees need as many targets and weights as rows, got ${n} rows, ${targets.length} targets, ${weights.length} weights`,
    );
  }
  const features = rows[0]!.length;
  const bins = options.bins ?? binFeatures(rows);
  const residuals = targets.slice();
  const gradients = new Float64Array(n);
  const leafOf = new Int32Array(n);
  const perTree = Math.max(1, Math.ceil(features * options.featureShare));
  const trees: Tree[] = [];
  const spare: Float64Array[] = [];
  for (let t = 0; t < options.trees; t++) {
    for (let i = 0; i < n; i++) gradients[i] = weights[i]! * residuals[i]!;
    const chosen = Array.from({ length: perTree }, (_, k) => (t * perTree + k) % features);
    const tree = growTree({ bins, gradients, weights, chosen, leafOf, options, spare });
    for (let i = 0; i < n; i++) residuals[i] = residuals[i]! - tree.value[leafOf[i]!]!;
    trees.push(tree);
  }
  return {
    predict(row) {
      let sum = 0;
      for (const tree of trees) sum += tree.value[leafFor(tree, row)]!;
      return sum;
    },
  };
}

function leafFor({ feature, threshold, missingLeft }: Tree, row: ArrayLike<number>): number {
  let node = 0;
  while (feature[node]! >= 0) {
    const value = row[feature[node]!]!;
    const left = Number.isNaN(value) ? missingLeft[node] === 1 : value <= threshold[node]!;
    node = 2 * node + (left ? 1 : 2);
  }
  return node;
}

interface Growing {
  bins: Bins;
  gradients: Float64Array;
  weights: Float64Array;
  chosen: readonly number[];
  /** Filled with the leaf of every row. */
  leafOf: Int32Array;
  options: BoostedTreesOptions;
  /** Histograms that are done with: there are thousands in a fit. */
  spare: Float64Array[];
}

interface Node {
  index: number;
  level: number;
  rows: Int32Array;
  /** Sums over the rows. */
  gradient: number;
  weight: number;
  /** Sums of gradients and of weights in turn, per chosen feature and bin; null where the node will not be split. */
  histogram: Float64Array | null;
}

function growTree(growing: Growing): Tree {
  const { bins, gradients, weights, leafOf, options, spare } = growing;
  const size = 2 ** (options.depth + 1) - 1;
  const tree: Tree = {
    feature: new Int16Array(size).fill(-1),
    threshold: new Float64Array(size),
    missingLeft: new Uint8Array(size),
    value: new Float64Array(size),
  };
  const all = new Int32Array(leafOf.length);
  let gradient = 0;
  let weight = 0;
  for (let i = 0; i < all.length; i++) {
    all[i] = i;
    gradient += gradients[i]!;
    weight += weights[i]!;
  }
  const open: Node[] = [
    {
      index: 0,
      level: 0,
      rows: all,
      gradient,
      weight,
      histogram: options.depth > 0 ? histogramOf(all, growing) : null,
    },
  ];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const split = node.histogram === null ? null : bestSplit(node.histogram, node, growing);
    if (split === null || node.histogram === null) {
      tree.value[node.index] = (options.learningRate * node.gradient) / (node.weight + options.lambda);
      for (let r = 0; r < node.rows.length; r++) leafOf[node.rows[r]!] = node.index;
      if (node.histogram) spare.push(node.histogram);
      continue;
    }
    const { feature, bin, missingLeft } = split;
    tree.feature[node.index] = feature;
    tree.threshold[node.index] = bins.edges[feature]![bin - 1]!;
    tree.missingLeft[node.index] = missingLeft ? 1 : 0;
    const [left, right] = partition(node.rows, bins.columns[feature]!, split);
    const level = node.level + 1;
    let leftHistogram: Float64Array | null = null;
    let rightHistogram: Float64Array | null = null;
    if (level < options.depth) {
      // Only the smaller side is counted; the larger is what remains of the parent.
      const isLeftSmaller = left.length < right.length;
      const smaller = histogramOf(isLeftSmaller ? left : right, growing);
      const larger = node.histogram;
      for (let k = 0; k < larger.length; k++) larger[k] = larger[k]! - smaller[k]!;
      leftHistogram = isLeftSmaller ? smaller : larger;
      rightHistogram = isLeftSmaller ? larger : smaller;
    } else spare.push(node.histogram);
    open.push({
      index: 2 * node.index + 1,
      level,
      rows: left,
      gradient: split.gradient,
      weight: split.weight,
      histogram: leftHistogram,
    });
    open.push({
      index: 2 * node.index + 2,
      level,
      rows: right,
      gradient: node.gradient - split.gradient,
      weight: node.weight - split.weight,
      histogram: rightHistogram,
    });
  }
  return tree;
}

function histogramOf(rows: Int32Array, { bins, gradients, weights, chosen, spare }: Growing): Float64Array {
  const histogram = spare.pop()?.fill(0) ?? new Float64Array(chosen.length * WIDTH * 2);
  for (let k = 0; k < chosen.length; k++) {
    const column = bins.columns[chosen[k]!]!;
    const offset = k * WIDTH * 2;
    for (let r = 0; r < rows.length; r++) {
      const i = rows[r]!;
      const at = offset + 2 * column[i]!;
      histogram[at] = histogram[at]! + gradients[i]!;
      histogram[at + 1] = histogram[at + 1]! + weights[i]!;
    }
  }
  return histogram;
}

interface Split {
  feature: number;
  bin: number;
  missingLeft: boolean;
  /** Sums over the rows that go left. */
  gradient: number;
  weight: number;
}

const SMALLEST_GAIN = 1e-9;

function bestSplit(
  histogram: Float64Array,
  total: { gradient: number; weight: number },
  { bins, chosen, options: { minLeaf, lambda } }: Growing,
): Split | null {
  // What is not split scores as much as the whole.
  let best = total.gradient ** 2 / (total.weight + lambda) + SMALLEST_GAIN;
  let [feature, atBin, isMissingLeft, leftGradient, leftWeight] = [-1, 0, false, 0, 0];
  for (let k = 0; k < chosen.length; k++) {
    const offset = k * WIDTH * 2;
    const last = bins.edges[chosen[k]!]!.length;
    const ways = histogram[offset + 1]! > 0 ? 2 : 1;
    for (let way = 0; way < ways; way++) {
      let gradient = way === 1 ? histogram[offset]! : 0;
      let weight = way === 1 ? histogram[offset + 1]! : 0;
      for (let bin = 1; bin <= last; bin++) {
        gradient += histogram[offset + 2 * bin]!;
        weight += histogram[offset + 2 * bin + 1]!;
        const rest = total.weight - weight;
        if (weight < minLeaf || rest < minLeaf) continue;
        const gradientOfRest = total.gradient - gradient;
        const score = (gradient * gradient) / (weight + lambda) + (gradientOfRest * gradientOfRest) / (rest + lambda);
        if (score > best) {
          best = score;
          feature = chosen[k]!;
          atBin = bin;
          isMissingLeft = way === 1;
          leftGradient = gradient;
          leftWeight = weight;
        }
      }
    }
  }
  if (feature < 0) return null;
  return { feature, bin: atBin, missingLeft: isMissingLeft, gradient: leftGradient, weight: leftWeight };
}

function partition(rows: Int32Array, column: Uint8Array, { bin, missingLeft }: Split): [Int32Array, Int32Array] {
  const sorted = new Int32Array(rows.length);
  let left = 0;
  let right = rows.length;
  for (let r = 0; r < rows.length; r++) {
    const i = rows[r]!;
    const goesLeft = column[i] === 0 ? missingLeft : column[i]! <= bin;
    if (goesLeft) sorted[left++] = i;
    else sorted[--right] = i;
  }
  return [sorted.subarray(0, left), sorted.subarray(left)];
}
