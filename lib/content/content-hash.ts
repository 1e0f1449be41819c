import { fnv1a64 } from '../errors/fnv1a64.ts';
import { canonicalText } from './words.ts';

/**
 * Identity of a text: the same for texts that readers would call the same, however they are spaced, cased or composed, and
 * whatever their links are (X replaces them by its own). 16 hexadecimal digits: an identifier needs spread, not secrecy, and what a
 * collision could do is to hold one post back for a person to look at.
 * @example contentHash(['Hello  World']) === contentHash(['hello world']) // => true
 */
export function contentHash(parts: readonly string[]): string {
  const normalised = parts.map((part) =>
    canonicalText(part)
      .replaceAll(/https?:\/\/\S+/g, 'link')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return fnv1a64(JSON.stringify(normalised));
}
