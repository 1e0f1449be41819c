import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { requireArgument } from './require-argument.ts';

/** A source of uniform numbers in [0, 1). The only randomness in the pure rooms, always handed in. */
export type Random = () => number;

/**
 * A seeded generator of uniform doubles (xoroshiro128+, 53 bits): the same seed gives the same numbers everywhere.
 * Texts are accepted as seeds so that a name and a day can be one.
 *
 * @throws RangeError when a numeric seed is not finite
 */
export function seededRandom(seed: number | string): Random {
  if (typeof seed === 'number') requireArgument(Number.isFinite(seed), 'seed', seed, 'a finite number or a text');
  // Neighbouring seeds start the raw generator in neighbouring states: a hash first sets them apart.
  const generator = xoroshiro128plus(hash32(String(seed)));
  for (let i = 0; i < 8; i += 1) generator.next();
  return () => uniformFloat64(generator);
}

/** FNV-1a followed by murmur3's finaliser. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
