import { describe, expect, test } from 'vitest';
import { readScriptLiterals } from '../../../lib/x/script-literal.ts';

const first = (script: string) => readScriptLiterals(script)['#0'];

describe('values in scripts', () => {
  test.each([
    ['0', 0],
    ['-3', -3],
    ['12.5', 12.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['2E+2', 200],
    ['2e-2', 0.02],
    ['-1.5e-7', -1.5e-7],
    ['.5e+1', 5],
    ['true', true],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
    ['!0', true],
    ['!1', false],
    ['void 0', undefined],
    ['1/0', undefined],
    ['-1/0', undefined],
  ])('%s is %j', (text, value) => {
    expect(first(`{a:${text},b:7}`)).toEqual({ a: value, b: 7 });
    expect(first(`[${text},7]`)).toEqual([value, 7]);
  });

  test.each(['0x1F', '1.2.3', 'someName', 'a.b.c', '!x'])('%s is none', (text) => {
    expect(first(`{a:${text},b:7}`)).toMatchObject({ b: 7 });
    expect(first(`{a:${text},b:7}`)).not.toHaveProperty('a', expect.anything());
  });

  test('may have space and comments around them', () => {
    expect(first('{ a : 1 , /* b: 2, */ c : 3 , // d: 4\n e:5 }')).toEqual({ a: 1, c: 3, e: 5 });
    expect(first('{a:1 /*cut')).toEqual({ a: 1 });
    expect(first('{a:1,//cut')).toEqual({ a: 1 });
    expect(first('{a:[1,2],// b\n}')).toEqual({ a: [1, 2] });
  });

  test('end with a separator: what follows without a key is noise', () => {
    expect(first('{a:1,2,b:3}')).toEqual({ a: 1, b: 3 });
    expect(first('{a:,b:3}')).toEqual({ b: 3 });
    expect(first('{a:1;2}')).toEqual({ a: 1 });
  });

  test('within a list are never keys', () => expect(first('[1,a ? 2 : 3]')).toEqual([1, 2, 3]));
});

describe('texts in scripts', () => {
  test.each([
    ['"a\\nb\\tc\\rd\\be\\ff\\vg\\0h"', 'a\nb\tc\rd\be\ff\vg\0h'],
    ['"\\x41\\u0042\\u{43}\\u{1F600}"', 'ABC\u{1f600}'],
    ['"\\u{10FFFF}"', '\u{10ffff}'],
    ['"\\u{110000}"', 'u{110000}'],
    ['"\\xZZ"', 'xZZ'],
    ['"it\\\'s \\"so\\" \\\\ \\q"', 'it\'s "so" \\ q'],
    ['\'single "double"\'', 'single "double"'],
    ['`back`', 'back'],
    ['"a\\\nb"', 'ab'],
    ['""', ''],
    ['"{[]}:,"', '{[]}:,'],
  ])('%s', (text, value) => expect(first(`{a:${text},b:1}`)).toEqual({ a: value, b: 1 }));

  test('that are cut end with the script', () => {
    expect(first('{a:"cut')).toEqual({ a: 'cut' });
    expect(first('{a:"cut\\')).toEqual({ a: 'cut' });
  });

  test('may be keys', () => expect(first('{"a b":1,\'c\':2,7:3,true:4}')).toEqual({ 'a b': 1, c: 2, '7': 3, true: 4 }));
});

describe('references', () => {
  test('are kept across the scripts of a page, whatever they stand for', () => {
    const references = new Map<string, unknown>();
    readScriptLiterals('$R[0]={a:$R[12]="x"},$R[3]=7', references);
    expect([...references]).toEqual([
      ['0', { a: 'x' }],
      ['12', 'x'],
      ['3', 7],
    ]);
    expect(readScriptLiterals('{b:$R[12],c:$R[3],d:$R[99]}', references)['#0']).toEqual({ b: 'x', c: 7, d: undefined });
  });

  test('that are compared or handed to a function are not set', () => {
    const references = new Map<string, unknown>([['1', 'x']]);
    readScriptLiterals('$R[1]==2,$R[1]=>3', references);
    expect([...references]).toEqual([['1', 'x']]);
    // What follows a separator belongs to no reference.
    readScriptLiterals('$R[1]=,5', references);
    expect([...references]).toEqual([['1', 'x']]);
  });

  test('are known by any prefix, and only with a number', () => {
    const references = new Map<string, unknown>();
    readScriptLiterals('self.$R[5]={a:1},$R["x"]={b:1},$Q[6]={c:1},$R[1234567890]={d:1}', references);
    expect([...references]).toEqual([['5', { a: 1 }]]);
  });
});

describe('what is around literals', () => {
  test('is passed over: arguments and loose containers are kept, loose values are not', () => {
    expect(readScriptLiterals('f({a:1},2,"x",[3]);')).toEqual({ '#0': { a: 1 }, '#1': [3] });
    expect(readScriptLiterals('')).toEqual({});
    expect(readScriptLiterals('{a:{b:1}')).toEqual({ '#0': { a: { b: 1 } } });
    expect(first('{a:1,{b:2}}')).toEqual({ a: 1, '#1': { b: 2 } });
  });

  test('a bracket too many means that the beginning is missing', () => {
    expect(readScriptLiterals('a:1}')).toEqual({ '#0': { a: 1 } });
    expect(readScriptLiterals('a:1],b:2')).toEqual({ '#0': { a: 1 }, b: 2 });
  });

  test('nests two thousand deep at most: what is deeper is lost', () => {
    const innermost = (levels: number) => {
      let node: unknown = first(`${'{a:'.repeat(levels)}1`);
      for (let level = 0; level < levels; level += 1) node = (node as Record<string, unknown> | undefined)?.a;
      return node;
    };
    expect([innermost(1999), innermost(2000), innermost(2001)]).toEqual([1, 1, undefined]);
  });
});
