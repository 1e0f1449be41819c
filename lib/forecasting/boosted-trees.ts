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

const MAX_BINS = 32;
/** Bins and the one for missing values. */
const WIDTH = MAX_BINS + 1;

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

export interface Bins {
  /** Per feature the bin of every row; 0 is missing. */
  columns: Uint8Array[];
  /** Per feature the upper edge of bins 1, 2, …; the last bin has none. */
  edges: Float64Array[];
}

/** Sorts every feature into bins. */
export function binFeatures(rows: readonly ArrayLike<number>[]): Bins {
  const features = rows[0]?.length ?? 0;
  const columns: Uint8Array[] = [];
  const edges: Float64Array[] = [];
  const column = new Float64Array(rows.length);
  for (let f = 0; f < features; f++) {
    for (let i = 0; i < rows.length; i++) column[i] = rows[i]![f]!;
    const known = column.filter((value) => !Number.isNaN(value)).sort();
    const cuts: number[] = [];
    for (let b = 1; b < MAX_BINS && known.length > 0; b++) {
      const cut = known[Math.floor((b * (known.length - 1)) / MAX_BINS)]!;
      if (cut !== cuts.at(-1) && cut < known.at(-1)!) cuts.push(cut);
    }
    const upper = Float64Array.from(cuts);
    edges.push(upper);
    const binned = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) binned[i] = Number.isNaN(column[i]!) ? 0 : 1 + countBelow(upper, column[i]!);
    columns.push(binned);
  }
  return { columns, edges };
}

/** How many edges lie strictly below the value. */
function countBelow(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
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
  /** Sums of gradients, then of weights, per chosen feature and bin. */
  histogram: Float64Array;
}

function growTree(growing: Growing): Tree {
  const { bins, leafOf, options, spare } = growing;
  const size = 2 ** (options.depth + 1) - 1;
  const tree: Tree = {
    feature: new Int16Array(size).fill(-1),
    threshold: new Float64Array(size),
    missingLeft: new Uint8Array(size),
    value: new Float64Array(size),
  };
  const all = new Int32Array(leafOf.length);
  for (let i = 0; i < all.length; i++) all[i] = i;
  const open: Node[] = [{ index: 0, level: 0, rows: all, histogram: histogramOf(all, growing) }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const total = totals(node.histogram);
    const split = node.level < options.depth ? bestSplit(node.histogram, total, growing) : null;
    if (split === null) {
      tree.value[node.index] = (options.learningRate * total.gradient) / (total.weight + options.lambda);
      for (let r = 0; r < node.rows.length; r++) leafOf[node.rows[r]!] = node.index;
      spare.push(node.histogram);
      continue;
    }
    const { feature, bin, missingLeft } = split;
    tree.feature[node.index] = feature;
    tree.threshold[node.index] = bins.edges[feature]![bin - 1]!;
    tree.missingLeft[node.index] = missingLeft ? 1 : 0;
    const [left, right] = partition(node.rows, bins.columns[feature]!, split);
    // Only the smaller side is counted; the larger is what remains of the parent.
    const smaller = histogramOf(left.length < right.length ? left : right, growing);
    const larger = node.histogram;
    for (let k = 0; k < larger.length; k++) larger[k] = larger[k]! - smaller[k]!;
    const [leftHistogram, rightHistogram] = left.length < right.length ? [smaller, larger] : [larger, smaller];
    const level = node.level + 1;
    open.push({ index: 2 * node.index + 1, level, rows: left, histogram: leftHistogram });
    open.push({ index: 2 * node.index + 2, level, rows: right, histogram: rightHistogram });
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

function totals(histogram: Float64Array): { gradient: number; weight: number } {
  let gradient = 0;
  let weight = 0;
  for (let bin = 0; bin < WIDTH; bin++) {
    gradient += histogram[2 * bin]!;
    weight += histogram[2 * bin + 1]!;
  }
  return { gradient, weight };
}

interface Split {
  feature: number;
  bin: number;
  missingLeft: boolean;
}

function bestSplit(
  histogram: Float64Array,
  total: { gradient: number; weight: number },
  { bins, chosen, options: { minLeaf, lambda } }: Growing,
): Split | null {
  let best: (Split & { gain: number }) | null = null;
  const whole = total.gradient ** 2 / (total.weight + lambda);
  for (let k = 0; k < chosen.length; k++) {
    const offset = k * WIDTH * 2;
    const last = bins.edges[chosen[k]!]!.length;
    for (const missingLeft of histogram[offset + 1]! > 0 ? [false, true] : [false]) {
      let gradient = missingLeft ? histogram[offset]! : 0;
      let weight = missingLeft ? histogram[offset + 1]! : 0;
      for (let bin = 1; bin <= last; bin++) {
        gradient += histogram[offset + 2 * bin]!;
        weight += histogram[offset + 2 * bin + 1]!;
        if (weight < minLeaf || total.weight - weight < minLeaf) continue;
        const rest = total.gradient - gradient;
        const gain = gradient ** 2 / (weight + lambda) + rest ** 2 / (total.weight - weight + lambda) - whole;
        if (gain > (best?.gain ?? 1e-9)) best = { gain, feature: chosen[k]!, bin, missingLeft };
      }
    }
  }
  return best;
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
