import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasAddress, isPostedText, isTelling } from '../../../lib/x/posted-text.ts';

describe('the text that X shows of a planned post', () => {
  it.each([
    ['Read https://example.com/a?b=c now', 'Read https://t.co/AbC123 now'],
    ['Read example.com/a now', 'Read https://t.co/AbC123 now'],
    ['Read news.bbc.co.uk?a#b now', 'Read https://t.co/AbC123 now'],
    ['Read münchen.de#x now', 'Read http://t.co/AbC123 now'],
    ['Two  lines\n\nof text', 'Two lines of text'],
    ['Cafe\u0301 at nine', 'Caf\u00e9 at nine'],
    ['With a picture at its end', 'With a picture at its end https://t.co/picture'],
  ])('is %j as %j', (planned, shown) => expect(isPostedText(planned, shown)).toBe(true));

  it.each([
    ['Post 12 of the series', 'Post 13 of the series'],
    ['Nearly the same words', 'Nearly the same word'],
    ['example.com now', 'https://t.co/x then'],
    ['two words', 'twowords'],
    ['a example.com b', 'a b c'],
    ['Heat pumps: 45 degrees', 'heat pumps: 45 degrees'],
  ])('of %j is not %j', (planned, shown) => expect(isPostedText(planned, shown)).toBe(false));

  it('is always recognised where X changes nothing but its links', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.nat(20), (words, at) => {
        const planned = words.toSpliced(at, 0, 'https://example.org/x').join(' ');
        const shown = words.toSpliced(at, 0, 'https://t.co/y').join(' ');
        expect(isPostedText(planned, shown)).toBe(true);
        expect(isPostedText(planned, `${shown} more`)).toBe(false);
      }),
    );
  });
});

describe('a text', () => {
  it('that is hardly more than a link could be any post', () => {
    expect(isTelling('Look: https://example.com/a-long-address-that-says-much')).toBe(false);
    expect(isTelling('Enough words to know it by')).toBe(true);
    expect([isTelling('a-b c_d: e! 12'), isTelling('a-b c_d: e! 123')]).toEqual([false, true]);
  });

  it('has an address where X would make one a link', () => {
    expect(hasAddress('see example.com')).toBe(true);
    expect(hasAddress('see https://x')).toBe(true);
    expect(hasAddress('It ended. Then it began')).toBe(false);
  });
});
