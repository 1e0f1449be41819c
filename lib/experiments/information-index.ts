/** Gauss-Hermite, seven points. */
const NODES = [
  -3.750439717725742, -2.366759410734541, -1.154405394739968, 0, 1.154405394739968, 2.366759410734541,
  3.750439717725742,
];
const MASSES = [
  0.000548268858737, 0.030757123967586, 0.240123178605013, 0.457142857142857, 0.240123178605013, 0.030757123967586,
  0.000548268858737,
];

const STEP = 0.25;
const LOWEST = -4;
let table: readonly number[] | null = null;

/**
 * ψ: by how many standard deviations the index of a normal belief lies above its mean (Chernoff and Ray 1965, one arm of
 * unknown mean against a known one over a finite horizon).
 *
 * @param left what is left to learn: remaining trials × variance of the belief / variance of one trial; from e⁻⁴ to e⁸ by a
 *   table, the square root below it, constant above
 */
export function informationIndex(left: number): number {
  table ??= Array.from({ length: 49 }, (_, i) => indexOfNormal(Math.exp(LOWEST + STEP * i)));
  const place = (Math.log(left) - LOWEST) / STEP;
  if (!(place > 0)) return left > 0 ? table[0]! * Math.exp((place * STEP) / 2) : 0;
  const i = Math.min(table.length - 2, Math.floor(place));
  return table[i]! + Math.min(1, place - i) * (table[i + 1]! - table[i]!);
}

/** The sure reward that makes stopping as good as going on, by backward induction over the information gathered. */
function indexOfNormal(whole: number): number {
  const [low, high, size, steps] = [-4, 4, 801, 400];
  const width = (high - low) / (size - 1);
  const times = Array.from({ length: steps + 1 }, (_, i) => (1 + whole) ** (i / steps) - 1);
  let value = new Float64Array(size);
  for (let i = steps - 1; i >= 0; i -= 1) {
    const [now, next] = [times[i]!, times[i + 1]!];
    const sd = Math.sqrt(1 / (1 + now) - 1 / (1 + next));
    const before = new Float64Array(size);
    for (let j = 0; j < size; j += 1) {
      const mean = low + j * width;
      let worth = mean * (next - now);
      for (let q = 0; q < NODES.length; q += 1) {
        const x = (mean + sd * NODES[q]! - low) / width;
        if (x <= 0) continue;
        const a = Math.floor(x);
        const later =
          x >= size - 1 ? (mean + sd * NODES[q]!) * (whole - next) : value[a]! + (x - a) * (value[a + 1]! - value[a]!);
        worth += MASSES[q]! * later;
      }
      before[j] = Math.max(0, worth);
    }
    value = before;
  }
  const first = value.findIndex((one) => one > 1e-9 * whole);
  return Math.max(0, -(low + (first - 0.5) * width));
}
