import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws from one seeded stream; the same labels always give the same draws, whatever was drawn elsewhere. */
export interface RandomStream {
  /** In [0, 1). */
  uniform(): number;
  /** In [0, bound). */
  integer(bound: number): number;
  normal(): number;
  studentT(degreesOfFreedom: number): number;
  /** Exact by inversion while the expected count is small, normal approximation above. */
  binomial(trials: number, probability: number): number;
  pick<T>(items: readonly T[]): T;
  /** Index drawn with probability proportional to its weight. */
  weighted(weights: readonly number[]): number;
}

/** FNV-1a with a final avalanche (murmur3's), so that neighbouring labels give unrelated seeds. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A uniform number in [0, 1) that depends on nothing but the labels. */
export function hashedUniform(...labels: readonly (string | number)[]): number {
  return (hash(labels.join('\u0000')) >>> 0) / 2 ** 32;
}

export function randomStream(...labels: readonly (string | number)[]): RandomStream {
  const generator = xoroshiro128plus(hash(labels.join('\u0000')));
  // A seed fills half of the state; a few steps spread it over all of it.
  for (let step = 0; step < 8; step++) generator.next();
  const uniform = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  const binomialBySearch = (trials: number, p: number) => {
    let term = (1 - p) ** trials;
    let rest = uniform() - term;
    let count = 0;
    while (rest > 0 && count < trials) {
      term *= ((trials - count) * p) / ((count + 1) * (1 - p));
      count += 1;
      rest -= term;
    }
    return count;
  };

  const binomial = (trials: number, probability: number): number => {
    if (trials <= 0 || !(probability > 0)) return 0;
    if (probability >= 1) return trials;
    if (probability > 0.5) return trials - binomial(trials, 1 - probability);
    const mean = trials * probability;
    if (mean < 12) return binomialBySearch(trials, probability);
    const drawn = Math.round(mean + normal() * Math.sqrt(mean * (1 - probability)));
    return Math.min(trials, Math.max(0, drawn));
  };

  return {
    uniform,
    normal,
    binomial,
    integer: (bound) => Math.floor(uniform() * bound),
    studentT: (degreesOfFreedom) => {
      let chiSquare = 0;
      for (let i = 0; i < degreesOfFreedom; i++) chiSquare += normal() ** 2;
      return normal() / Math.sqrt(chiSquare / degreesOfFreedom);
    },
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: items is empty, at least one is needed');
      return items[Math.floor(uniform() * items.length)]!;
    },
    weighted: (weights) => {
      let rest = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let index = 0; index < weights.length - 1; index++) {
        rest -= weights[index]!;
        if (rest < 0) return index;
      }
      return weights.length - 1;
    },
  };
}
