import { describe, expect, test } from 'vitest';
import { readCounter } from '../../../lib/x/counter.ts';
import type { QuarantinedValue } from '../../../lib/x/observation.ts';

function read(raw: unknown) {
  const quarantined: QuarantinedValue[] = [];
  const value = readCounter(raw, { tweetId: '20', field: 'likes', quarantined });
  return { value, complaint: quarantined[0] ?? null };
}

describe('a counter as X sent it', () => {
  test.each([
    [0, 0],
    [-0, 0],
    [7, 7],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['0', 0],
    ['0042', 42],
    ['1234567890123456', 1_234_567_890_123_456],
    [null, null],
    [undefined, null],
  ])('%j is %j', (raw, value) => expect(read(raw)).toEqual({ value, complaint: null }));

  test.each([
    [-1, '-1', 'not a count: negative'],
    [1.5, '1.5', 'not a count: fractional'],
    [2 ** 53, '9007199254740992', 'not a count: above 2^53, digits are lost'],
    ['9999999999999999', '9999999999999999', 'not a count: above 2^53, digits are lost'],
    ['12345678901234567', '12345678901234567', 'not a count: expected a whole number or a string of digits'],
    ['5 ', '5 ', 'not a count: expected a whole number or a string of digits'],
    ['x5', 'x5', 'not a count: expected a whole number or a string of digits'],
    ['-5', '-5', 'not a count: expected a whole number or a string of digits'],
    [true, 'true', 'not a count: expected a whole number or a string of digits'],
  ])('%j is unknown, and it is said why', (raw, got, reason) => {
    expect(read(raw)).toEqual({ value: null, complaint: { tweetId: '20', field: 'likes', got, reason } });
  });
});
