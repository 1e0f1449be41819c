import { normalQuantile } from './normal-distribution.ts';
import { requireArgument, requirePositive } from './require-argument.ts';
import type { Random } from './seeded-random.ts';

/** A standard normal draw, by inversion: one uniform per draw keeps streams aligned. */
export function sampleNormal(random: Random): number {
  const u = random();
  return normalQuantile(u === 0 ? 2 ** -54 : u);
}

/**
 * A gamma draw of the given shape and rate 1 (Marsaglia and Tsang 2000; shapes below 1 by their boosting identity).
 *
 * @throws RangeError when shape is not positive
 */
export function sampleGamma(random: Random, shape: number): number {
  requirePositive('shape', shape);
  if (shape < 1) return sampleGamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = sampleNormal(random);
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A beta draw, from two gamma draws. */
export function sampleBeta(random: Random, a: number, b: number): number {
  const x = sampleGamma(random, a);
  return x / (x + sampleGamma(random, b));
}

/** A Student-t draw with `df` degrees of freedom. */
export function sampleStudentT(random: Random, df: number): number {
  return sampleNormal(random) / Math.sqrt((2 * sampleGamma(random, df / 2)) / df);
}

/** A Poisson draw: by inversion for small means, by the gamma-halving recursion of Ahrens and Dieter for large ones. */
export function samplePoisson(random: Random, mean: number): number {
  requireArgument(mean >= 0, 'mean', mean, '0 or more');
  let remaining = mean;
  let count = 0;
  while (remaining > 30) {
    const events = Math.floor((7 * remaining) / 8);
    const waiting = sampleGamma(random, events);
    if (waiting > remaining) return count + sampleBinomial(random, events - 1, remaining / waiting);
    count += events;
    remaining -= waiting;
  }
  const limit = Math.exp(-remaining);
  for (let product = 1 - random(); product > limit; product *= 1 - random()) count += 1;
  return count;
}

/** A binomial draw: by counting for few trials, by splitting at a beta-distributed order statistic for many. */
export function sampleBinomial(random: Random, trials: number, p: number): number {
  requireArgument(Number.isInteger(trials) && trials >= 0, 'trials', trials, 'a whole number, 0 or more');
  requireArgument(p >= 0 && p <= 1, 'p', p, 'a probability between 0 and 1');
  let left = trials;
  let chance = p;
  let successes = 0;
  while (left > 40) {
    const rank = 1 + Math.floor(left / 2);
    const split = sampleBeta(random, rank, left + 1 - rank);
    if (split >= chance) {
      left = rank - 1;
      chance /= split;
    } else {
      successes += rank;
      left -= rank;
      chance = (chance - split) / (1 - split);
    }
  }
  for (let i = 0; i < left; i += 1) if (random() < chance) successes += 1;
  return successes;
}

/**
 * Index drawn from (not necessarily normalised) weights: the first whose cumulative share passes the uniform draw.
 *
 * @throws RangeError when no weight is positive
 */
export function sampleIndex(random: Random, weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  requireArgument(total > 0, 'weights', JSON.stringify(weights), 'at least one positive number');
  const target = random() * total;
  let cumulative = 0;
  let last = 0;
  for (const [index, weight] of weights.entries()) {
    if (weight <= 0) continue;
    cumulative += weight;
    last = index;
    if (target < cumulative) return index;
  }
  return last;
}

/** A copy of `items` in random order (Fisher and Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
