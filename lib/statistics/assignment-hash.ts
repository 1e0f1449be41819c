import { requireArgument } from './require-argument.ts';

/**
 * GrowthBook's deterministic hash of a unit into [0, 1): version 2 is FNV-1a of the decimal FNV-1a of seed + value, in
 * steps of 1/10,000; version 1 is kept for old experiments. Null for versions there are not.
 *
 * @example assignmentHash({ seed: 'seed', value: 'b', version: 2 }) // => 0.2696
 */
export function assignmentHash(input: { seed: string; value: string; version?: number }): number | null {
  const { seed, value, version = 2 } = input;
  if (version === 2) return (fnv1a32(String(fnv1a32(seed + value))) % 10_000) / 10_000;
  if (version === 1) return (fnv1a32(value + seed) % 1000) / 1000;
  return null;
}

/** 32-bit FNV-1a over UTF-16 code units, as every GrowthBook SDK computes it. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Ranges of the hash per arm: the arm's share of [0, 1), of which `coverage` is used. Coverage outside [0, 1] is clipped;
 * weights that do not fit the arms or do not sum to 1 are replaced by equal ones, as in GrowthBook.
 *
 * @throws RangeError without arms
 */
export function bucketRanges(input: {
  arms: number;
  coverage?: number;
  weights?: readonly number[] | null;
}): [number, number][] {
  const { arms, coverage = 1, weights } = input;
  requireArgument(Number.isInteger(arms) && arms >= 1, 'arms', arms, 'a whole number of at least 1');
  const used = Math.min(1, Math.max(0, coverage));
  const whole = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
  const fits = weights?.length === arms && Math.abs(whole - 1) <= 0.01;
  let start = 0;
  return Array.from({ length: arms }, (_, i): [number, number] => {
    const share = fits ? weights![i]! : 1 / arms;
    const from = start;
    start += share;
    return [from, from + used * share];
  });
}

/** The arm whose range holds the hash, or −1 when none does. */
export function chooseBucket(hash: number, ranges: readonly (readonly [number, number])[]): number {
  return ranges.findIndex(([from, to]) => hash >= from && hash < to);
}
