import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forbiddenCharactersIn, withoutForbiddenCharacters } from '../../../lib/content/forbidden-characters.ts';

describe('forbidden characters', () => {
  it.each([
    ['a\0b', 'a control character (U+0000)'],
    ['a\x1b[31mb', 'a control character (U+001B)'],
    ['Invoice \u202egpj.exe', 'a mark that changes the direction of writing (U+202E)'],
    ['exa\u200bmple', 'an invisible character (U+200B)'],
    ['half \ud83d pair', 'half of a surrogate pair (U+D83D)'],
    ['hidden \u{e0041}\u{e0042}', 'an invisible character (U+E0041)'],
    ['joined\u200dwords', 'an invisible character (U+200D)'],
  ])('%j holds one', (text, what) => {
    expect(forbiddenCharactersIn(text)).toEqual([what]);
  });

  it.each([
    'Two\nlines',
    'Überraschung 😀',
    '👨‍👩‍👧‍👦 👍🏽 ❤️ 1️⃣',
    'می‌خواهم',
    '日本語のテキスト',
    'naïve – “quoted” … €',
  ])('%j holds none', (text) => {
    expect(forbiddenCharactersIn(text)).toEqual([]);
    expect(withoutForbiddenCharacters(text)).toBe(text);
  });

  it('removes whatever it finds, and nothing on a second pass', () => {
    const anything = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 60 });
    fc.assert(
      fc.property(anything, (text) => {
        const cleaned = withoutForbiddenCharacters(text);
        expect(cleaned.isWellFormed()).toBe(true);
        expect(withoutForbiddenCharacters(cleaned)).toBe(cleaned);
        expect(forbiddenCharactersIn(cleaned)).toEqual([]);
      }),
    );
  });
});
