import { withoutForbiddenCharacters } from './forbidden-characters.ts';

/** One word, or one character of a script that does not part words. */
const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+/gu;

/** As a reader sees it whatever it is typed with: compatibility forms folded, nothing invisible, lower case. */
export function canonicalText(text: string): string {
  return withoutForbiddenCharacters(text.normalize('NFKC')).toLowerCase();
}

/**
 * The words of a text for comparing texts: links and numbers are all alike, apostrophes part nothing.
 * @example wordsOf("It's 45 °C at https://t.co/x") // => ['its', '#', 'c', 'at', 'link']
 */
export function wordsOf(text: string): string[] {
  const plain = canonicalText(text)
    .replaceAll(/https?:\/\/\S+/g, ' link ')
    .replaceAll(/['’]/g, '');
  return (plain.match(WORD) ?? []).map((word) => (/^\p{N}+$/u.test(word) ? '#' : word));
}

/** Length in words of the longest run that two texts share. Quadratic in time, linear in memory. */
export function longestSharedRun(a: readonly string[], b: readonly string[]): number {
  let longest = 0;
  let previous = new Uint16Array(b.length + 1);
  for (const word of a) {
    const current = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      if (b[j] !== word) continue;
      current[j + 1] = previous[j]! + 1;
      if (current[j + 1]! > longest) longest = current[j + 1]!;
    }
    previous = current;
  }
  return longest;
}
