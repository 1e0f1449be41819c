import { describe, expect, it } from 'vitest';
import { weightedLength } from '../../../lib/content/weighted-length.ts';

describe('the weighted length of a text', () => {
  // Values of X's own documentation, "Counting characters", and of twitter-text's conformance tests (configuration 3).
  it.each([
    ['', 0],
    ['a'.repeat(280), 280],
    ['héllo wörld', 11],
    ['故人西辞黄鹤楼', 14],
    ['👍', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['https://example.com/a/very/long/path?with=a&query=string', 23],
    ['see example.com', 27],
    ['cafe\u0301', 4],
  ])('%j is %i', (text, length) => {
    expect(weightedLength(text)).toBe(length);
  });
});
