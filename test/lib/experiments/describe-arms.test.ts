import { describe, expect, it } from 'vitest';
import { describeArms } from '../../../lib/experiments/describe-arms.ts';

describe('features of arms', () => {
  it('tell words, shape and place of the texts', () => {
    const [first, second] = describeArms([
      { text: 'Why does this WORK? (It does!)', image: 'a' },
      { text: 'It does — 7 times…', image: 'a' },
    ]);
    expect(first!.get('word why')).toBe(second!.get('word times'));
    expect(first!.get('word times')).toBeUndefined();
    expect([first!.get('place'), first!.has('first'), second!.has('first')]).toEqual([0, true, false]);
    expect(second!.get('place')).toBeGreaterThan(0);
    for (const name of ['question', 'exclamation', 'brackets', 'words in capitals']) {
      expect([name, first!.has(name), second!.has(name)]).toEqual([name, true, false]);
    }
    for (const name of ['digit', 'dash', 'left open']) {
      expect([name, first!.has(name), second!.has(name)]).toEqual([name, false, true]);
    }
    // "it" and "does" of 4 + 10 different words and signs are in both.
    expect(first!.get('likeness')).toBeCloseTo(second!.get('likeness')!, 12);
    expect(first!.has('varies text ')).toBe(true);
  });

  it('say nothing of the place where nothing is known to differ', () => {
    const same = describeArms([
      { text: 'The same', image: 'a' },
      { text: 'The same', image: 'a' },
    ]);
    expect(same[0]).toEqual(same[1]);
    expect(same[0]!.has('place')).toBe(false);
    expect(describeArms([{}, {}])).toEqual([new Map([['varies  ', 0.45]]), new Map([['varies  ', 0.45]])]);
  });

  it('know the place where pictures differ, and need no text', () => {
    const [first, second, third] = describeArms([{ image: 'a' }, { image: 'b' }, { image: 'c' }]);
    expect([first!.get('place'), second!.get('place'), third!.get('place')]).toEqual([
      0,
      expect.closeTo(0.06, 12),
      expect.closeTo(0.12, 12),
    ]);
    expect([...first!.keys()]).toEqual(['varies  image', 'place', 'first']);
  });

  it('take any text', () => {
    for (const text of ['', '   ', '🦀🦀', 'word '.repeat(10_000), '\u0000']) {
      for (const features of describeArms([{ text }, { text: 'other' }])) {
        expect([...features.values()].every(Number.isFinite)).toBe(true);
      }
    }
  });
});
