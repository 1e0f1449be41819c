import type { Learner } from './blended-model.ts';
import { fitRidge, type Ridge } from './ridge.ts';

/** Where the rows hold what this learner reads: ln(1 + count), ln(1 + impressions), and what rates are expected from. */
export interface RateColumns {
  level: number;
  reach: number;
  /** Columns that tell how such posts turn reach into counts. */
  expected: readonly number[];
}

/** Below this nothing is learned of rates. */
const FEWEST = 10;
/** Rates stray with heavy tails: degrees of freedom of Student's t. */
const FREEDOM = 3;
/** Rounds in which weights and spread settle. */
const ROUNDS = 4;
const SMALLEST_SPREAD = 0.1;
/** The posterior is summed over so many rates, out to so many spreads. */
const RATES = 33;
const FURTHEST = 4;
/** Variance of growth beyond chance, as a share of its square: some posts live longer than others. */
const UNEVEN_GROWTH = 0.1;

/**
 * Forecasts a young post's count from its reach: counts are drawn from impressions at a rate that is the post's own. What is known of
 * such posts expects the rate (robust ridge regression, Student's t around it), the few counts so far correct it as far as chance
 * allows (Poisson), and what is still to come is drawn at the same rate. One like in fifty impressions is no rate of 2%, and none in
 * two thousand tells much. A post whose reach is not known is taken to grow as the others did.
 *
 * @param lambda ridge of the expected rate, in posts
 * @see Gelman et al. (2013), Bayesian Data Analysis, chapter 2.6: counts with an exposure, here with a prior of heavier tails
 */
export function rateLearner({ level, reach, expected }: RateColumns, lambda: number): Learner {
  const inputsOf = (row: ArrayLike<number>) => [row[reach]!, ...expected.map((column) => row[column]!)];
  return (examples) => {
    const known = examples.filter(({ row }) => !Number.isNaN(row[reach]!));
    if (known.length < FEWEST) return (_, anchor) => anchor;
    const counted = known.map(({ row }) => Math.expm1(row[level]!));
    const final = known.map(({ outcome }, i) => Math.max(counted[i]!, Math.expm1(outcome)));
    // The share of the final counts that is there at this age.
    const there = Math.min(LARGEST_SHARE, (sum(counted) + 0.5) / (sum(final) + 0.5));
    const growth = (1 - there) / there;
    const { ridge, spread } = fitExpectedRate(
      known.map(({ row }, i) => ({
        row: inputsOf(row),
        rate: Math.log(there * (final[i]! + 0.5)) - row[reach]!,
        // Of the logarithm of a count.
        noise: 1 / (final[i]! + 1.5),
      })),
      lambda,
    );
    return (row) => {
      if (Number.isNaN(row[reach]!)) return Math.log1p((1 + growth) * Math.expm1(row[level]!));
      const centre = row[reach]! + ridge.predict(inputsOf(row));
      return expectedLevel({ counted: Math.expm1(row[level]!), centre, spread, growth });
    };
  };
}

/** So that there is always something left to come. */
const LARGEST_SHARE = 0.995;

/** Mean of ln(1 + final count) over the posterior of what the count was due to be by now. */
function expectedLevel(post: { counted: number; centre: number; spread: number; growth: number }): number {
  const { counted, centre, spread, growth } = post;
  const logDensity = (deviation: number) => {
    const due = centre + spread * deviation;
    return counted * due - Math.exp(due) - ((FREEDOM + 1) / 2) * Math.log1p(deviation ** 2 / FREEDOM);
  };
  const step = (2 * FURTHEST) / (RATES - 1);
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < RATES; k++) largest = Math.max(largest, logDensity(-FURTHEST + k * step));
  let total = 0;
  let level = 0;
  for (let k = 0; k < RATES; k++) {
    const deviation = -FURTHEST + k * step;
    const weight = Math.exp(logDensity(deviation) - largest);
    const toCome = growth * Math.exp(centre + spread * deviation);
    const all = 1 + counted + toCome;
    // Jensen: the logarithm of a count that varies lies below the logarithm of its mean.
    const below = (toCome + UNEVEN_GROWTH * toCome * toCome) / (2 * all * all);
    total += weight;
    level += weight * (Math.log(all) - below);
  }
  return level / total;
}

/** Regression of log rates with Student's t errors by reweighting; the spread is what chance in the counts does not explain. */
function fitExpectedRate(
  known: readonly { row: number[]; rate: number; noise: number }[],
  lambda: number,
): { ridge: Ridge; spread: number } {
  const rows = known.map(({ row }) => row);
  const targets = Float64Array.from(known, ({ rate }) => rate);
  const weights = new Float64Array(known.length).fill(1);
  let spread = 0.5;
  let ridge = fitRidge({ rows, targets, weights }, lambda);
  for (let round = 1; round <= ROUNDS; round++) {
    let squares = 0;
    known.forEach(({ row, rate, noise }, i) => {
      const square = (rate - ridge.predict(row)) ** 2;
      const variance = spread * spread + noise;
      const trust = (FREEDOM + 1) / (FREEDOM + square / variance);
      squares += trust * Math.max(0, square - noise);
      weights[i] = (trust * spread * spread) / variance;
    });
    spread = Math.max(SMALLEST_SPREAD, Math.sqrt(squares / known.length));
    if (round < ROUNDS) ridge = fitRidge({ rows, targets, weights }, lambda);
  }
  return { ridge, spread };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
