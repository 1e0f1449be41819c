import { wordsOf } from './words.ts';

/** Words per shingle: three tell sentences apart and survive one changed word. */
const SHINGLE = 3;
/**
 * Share of shingles in common (Jaccard) from which two texts count as the same post. On two real accounts what reaches it are
 * announcements said again, and a copy with two words changed reaches it 94% of the time; the test measures it.
 */
export const NEAR_DUPLICATE = 0.4;
/** Share of a text's shingles inside a longer one from which it counts as taken from there. */
const CONTAINED = 0.8;
/** Shorter texts are contained in anything by chance. */
const FEWEST_FOR_CONTAINED = 6;

/** A text's shingles, made once and compared often. */
export type Shingles = ReadonlySet<string>;

export function shinglesOf(text: string): Shingles {
  const words = wordsOf(text);
  if (words.length <= SHINGLE) return new Set(words.length === 0 ? [] : [words.join(' ')]);
  return new Set(words.slice(SHINGLE - 1).map((_, i) => words.slice(i, i + SHINGLE).join(' ')));
}

/**
 * How alike two texts are, 0 to 1: Jaccard similarity of their sets of three-word shingles (Broder, "On the resemblance and
 * containment of documents", 1997), exact because an account's recent posts are few. Numbers, links, case and punctuation make
 * no difference.
 * @example resemblance(shinglesOf('a b c d'), shinglesOf('a b c e')) // => 1/3
 */
export function resemblance(a: Shingles, b: Shingles): number {
  const common = a.intersection(b).size;
  const union = a.size + b.size - common;
  return union === 0 ? 0 : common / union;
}

/** The first of `others` that `text` says again, wholly or as a part of it or the other way round; null when none. */
export function findNearDuplicate<Other extends { shingles: Shingles }>(
  text: Shingles,
  others: readonly Other[],
): Other | null {
  return (
    others.find((other) => resemblance(text, other.shingles) >= NEAR_DUPLICATE || contained(text, other.shingles)) ??
    null
  );
}

function contained(a: Shingles, b: Shingles): boolean {
  const smaller = Math.min(a.size, b.size);
  return smaller >= FEWEST_FOR_CONTAINED && a.intersection(b).size / smaller >= CONTAINED;
}
