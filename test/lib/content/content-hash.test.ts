import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../lib/content/content-hash.ts';

describe('the hash of a content', () => {
  it.each([
    [['Hello  World'], ['hello world']],
    [['Hello\nWorld '], ['Hello World']],
    [['Über'], ['U\u0308ber']],
    [['ｆｕｌｌ'], ['full']],
    [['Read https://a.example/x'], ['Read https://t.co/AbC']],
    [['zero\u200bwidth'], ['zerowidth']],
  ])('is the same for %j and %j', (a, b) => {
    expect(contentHash(a)).toBe(contentHash(b));
  });

  it('tells parts, their order and their words apart', () => {
    const hashes = [['a b'], ['a', 'b'], ['b', 'a'], ['a b c'], ['ab'], []].map(contentHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is 16 hexadecimal digits, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 4 }), (parts) =>
        /^[0-9a-f]{16}$/.test(contentHash(parts)),
      ),
    );
  });
});
