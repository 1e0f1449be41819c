import { binarySegmentation } from '../statistics/binary-segmentation.ts';
import { pelt } from '../statistics/pelt.ts';
import { autocorrelation, deviations } from './autocorrelation.ts';

export interface LevelShift {
  /** Index of the first value on the new level. */
  start: number;
  /** New mean minus old mean, in the units of the values. */
  shift: number;
  /** Old mean: what would have been expected. */
  before: number;
  /** |shift| over the smallest shift that counts: 1 just reaches it. */
  score: number;
}

/** Fewest values on either side: an outage that touches two days moves no median of five. */
const MIN_SEGMENT = 5;
/** How many standard errors of a mean apart two levels must be, on top of what PELT asks. */
const STANDARD_ERRORS = 5;

/**
 * The newest change of level, by PELT with a penalty of 2σ² ln n, where σ comes from the differences of neighbours, so that
 * the shift itself does not hide in it, and is widened where neighbours resemble each other.
 *
 * A steady slope cut in two also looks like two levels, so the step has to fit better than a straight line.
 *
 * @param values one value per block (a day, say), in order, on a scale where shifts add up
 * @param floor smallest σ that is believed
 * @returns null where there is none, or fewer than 10 values
 */
export function newestLevelShift(values: readonly number[], floor: number): LevelShift | null {
  if (values.length < 2 * MIN_SEGMENT) return null;
  const sigma = Math.max(floor, noiseOf(values));
  const ends = pelt(values, { penalty: 2 * sigma * sigma * Math.log(values.length), minSize: MIN_SEGMENT });
  if (ends.length < 2) return null;
  const start = ends.at(-2)!;
  const previous = values.slice(ends.at(-3) ?? 0, start);
  const latest = values.slice(start);
  const shift = mean(latest) - mean(previous);
  if (lineFitsBetter(previous, latest)) return null;
  const rho = autocorrelation([...deviations(previous), ...deviations(latest)]);
  const error = sigma * Math.sqrt(((1 / latest.length + 1 / previous.length) * (1 + rho)) / (1 - rho));
  // One wild day can move the mean of three, not their median.
  const medianShift = median(latest) - median(previous);
  if (Math.sign(medianShift) !== Math.sign(shift)) return null;
  const score = Math.min(Math.abs(shift), Math.abs(medianShift)) / (STANDARD_ERRORS * error);
  if (score < 1) return null;
  // The shortest segment allowed may reach back before the change; the best single split of the two says when it was.
  const [split] = binarySegmentation([...previous, ...latest], { changes: 1, minSize: 1 });
  return { start: start - previous.length + split!, shift, before: mean(previous), score };
}

/** σ from the median absolute difference of values one and two apart; autocorrelation makes the second the larger. */
function noiseOf(values: readonly number[]): number {
  return Math.max(differenceSpread(values, 1), differenceSpread(values, 2));
}

function differenceSpread(values: readonly number[], lag: number): number {
  const differences = values.slice(lag).map((value, i) => Math.abs(value - values[i]!));
  differences.sort((a, b) => a - b);
  // A normal difference has standard deviation √2 σ and median absolute value .6745 of that.
  return differences[differences.length >> 1]! / (0.6745 * Math.SQRT2);
}

function lineFitsBetter(previous: readonly number[], latest: readonly number[]): boolean {
  const both = [...previous, ...latest];
  const middle = (both.length - 1) / 2;
  const centre = mean(both);
  let timeSquares = 0;
  let products = 0;
  let squares = 0;
  both.forEach((value, i) => {
    timeSquares += (i - middle) ** 2;
    products += (i - middle) * (value - centre);
    squares += (value - centre) ** 2;
  });
  const line = squares - products ** 2 / timeSquares;
  const difference = mean(latest) - mean(previous);
  const step = squares - (difference ** 2 * previous.length * latest.length) / both.length;
  return line <= step;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
