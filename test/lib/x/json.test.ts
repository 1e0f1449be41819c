import { describe, expect, test } from 'vitest';
import { arrayOf, excerpt, isRecord, recordAt, stringOf } from '../../../lib/x/json.ts';

describe('JSON whose shape is not trusted', () => {
  test('is a record, a list, a text or nothing', () => {
    expect([{}, [], null, 'x', 7, undefined].map(isRecord)).toEqual([true, false, false, false, false, false]);
    expect([arrayOf([1]), arrayOf({}), arrayOf('x')]).toEqual([[1], [], []]);
    expect(['x', '', 7, null].map(stringOf)).toEqual(['x', null, null, null]);
  });

  test('is followed along a path as far as there are records', () => {
    const value = { a: { b: { c: 1 }, list: [{ d: 1 }] } };
    expect(recordAt(value, 'a', 'b')).toEqual({ c: 1 });
    expect(recordAt(value)).toBe(value);
    expect([recordAt(value, 'a', 'x', 'y'), recordAt(value, 'a', 'b', 'c'), recordAt(null, 'a')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(recordAt(value, 'a', 'list')).toBeNull();
  });

  test('is quoted by its first eighty letters at most', () => {
    expect(['x', 7, { a: 1 }, undefined, null].map(excerpt)).toEqual(['x', '7', '{"a":1}', 'undefined', 'null']);
    expect(excerpt('x'.repeat(80))).toBe('x'.repeat(80));
    expect(excerpt('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(excerpt(circle)).toBe('[object Object]');
  });
});
