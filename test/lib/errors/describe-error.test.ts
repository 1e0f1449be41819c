import { expect, test } from 'vitest';
import { describeError } from '../../../lib/errors/describe-error.ts';

test('takes code and status from the cause that has them', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:80'), {
    code: 'ECONNREFUSED',
    $metadata: { httpStatusCode: 503 },
  });
  const described = describeError(new TypeError('fetch failed', { cause }));
  expect(described).toMatchObject({ type: 'TypeError', message: 'fetch failed', code: 'ECONNREFUSED', status: 503 });
  expect(described.stacktrace).toContain('Caused by: Error: connect ECONNREFUSED');
});

test.each([
  ['an HTTP status', 429, { code: null, status: 429 }],
  ["a driver's own code", 11_000, { code: '11000', status: null }],
  ['a legacy constant', 23, { code: null, status: null }],
])('a numeric code is %s', (_, code, expected) => {
  expect(describeError(Object.assign(new Error('no'), { code }))).toMatchObject(expected);
});

test('a cycle of causes ends', () => {
  const first = new Error('first');
  const second = new Error('second', { cause: first });
  first.cause = second;
  expect(describeError(first).stacktrace?.match(/Caused by/g)).toHaveLength(1);
});

test('the first of an AggregateError speaks for it', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:80'), { code: 'ECONNREFUSED' });
  expect(describeError(new AggregateError([refused, new Error('other')], '')).code).toBe('ECONNREFUSED');
});

test.each([
  ['a string', 'boom', 'boom'],
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a plain object', { why: 1 }, '{"why":1}'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a big integer in an object', { n: 1n }, '(a value that cannot be shown)'],
])('survives a thrown %s', (_, thrown, message) => {
  expect(describeError(thrown)).toMatchObject({ message, type: null, stacktrace: null, code: null, status: null });
});

test('survives getters that throw, and lone surrogates', () => {
  const hostile = new Proxy(new Error('x'), {
    get: () => {
      throw new Error('no');
    },
  });
  expect(describeError(hostile).code).toBeNull();
  expect(describeError(new Error('a\ud800b\u0000c')).message).toBe('a\ufffdb c');
});
