export const MOST_BINS = 32;

export interface Bins {
  /** Per feature the bin of every row; 0 is missing. */
  columns: Uint8Array[];
  /** Per feature the upper edge of bins 1, 2, …; the last bin has none. */
  edges: Float64Array[];
}

/** Sorts every feature into bins of about as many rows; missing values (NaN) have their own. */
export function binFeatures(rows: readonly ArrayLike<number>[]): Bins {
  const features = rows[0]?.length ?? 0;
  const columns: Uint8Array[] = [];
  const edges: Float64Array[] = [];
  const column = new Float64Array(rows.length);
  for (let f = 0; f < features; f++) {
    let known = 0;
    for (let i = 0; i < rows.length; i++) {
      column[i] = rows[i]![f]!;
      if (!Number.isNaN(column[i]!)) known += 1;
    }
    // Not a number comes last.
    const sorted = column.slice().sort();
    const cuts: number[] = [];
    for (let b = 1; b < MOST_BINS && known > 0; b++) {
      const cut = sorted[Math.floor((b * (known - 1)) / MOST_BINS)]!;
      if (cut !== cuts.at(-1) && cut < sorted[known - 1]!) cuts.push(cut);
    }
    const upper = Float64Array.from(cuts);
    edges.push(upper);
    const binned = new Uint8Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const value = column[i]!;
      binned[i] = Number.isNaN(value) ? 0 : 1 + countBelow(upper, value);
    }
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
