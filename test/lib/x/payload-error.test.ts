import { describe, expect, test } from 'vitest';
import { emptyResult, readErrors, userUnavailable } from '../../../lib/x/payload-error.ts';

const only = (error: Record<string, unknown>) => readErrors({ errors: [error] })[0]!;

describe('errors that X sends with HTTP 200', () => {
  test.each([
    ['not_found', [17, 34, 50, 144]],
    ['deadline_exceeded', [29]],
    ['auth', [32, 89, 99, 135, 215, 239, 353]],
    ['suspended', [63, 64, 141]],
    ['rate_limit', [88]],
    ['over_capacity', [130, 131]],
    ['unavailable', [179]],
    ['stale_query', [214, 336]],
    ['locked', [326]],
    ['unknown', [1, 88.5]],
  ])('%s is what the codes %j mean', (kind, codes) => {
    for (const code of codes) expect(only({ code, message: 'x' })).toMatchObject({ kind });
  });

  test.each([
    ['Timeout: Unspecified', 'deadline_exceeded'],
    ['OverCapacity', 'over_capacity'],
    ['ServiceUnavailable', 'over_capacity'],
    ['RateLimitExceeded', 'rate_limit'],
    ['the user was Suspended', 'suspended'],
    ['AuthorizationError', 'auth'],
    ['Unauthorized', 'auth'],
    ['Authentication failed', 'auth'],
    ['bad CSRF token', 'auth'],
    ['UserNotFound', 'not_found'],
    ['Page not found', 'not_found'],
    ['No status found with that ID.', 'not_found'],
  ])('in the words %j are of kind %s, by message or by name', (words, kind) => {
    expect(only({ message: words }).kind).toBe(kind);
    expect(only({ message: 'x', name: words }).kind).toBe(kind);
    expect(only({ message: 'x', extensions: { name: words } })).toMatchObject({ kind, name: words });
  });

  test('keep code, name, message and path', () => {
    expect(
      only({ code: 29, name: 'TimeoutError', message: 'Timeout', path: ['user', 'result', 0, 'timeline'] }),
    ).toEqual({
      kind: 'deadline_exceeded',
      code: 29,
      name: 'TimeoutError',
      message: 'Timeout',
      path: 'user.result.0.timeline',
    });
    expect(only({ message: 'x', path: [] })).toEqual({
      kind: 'unknown',
      code: null,
      name: null,
      message: 'x',
      path: null,
    });
    expect(only({ code: '88', message: 'x' }).code).toBeNull();
  });

  test('without a message say their name, else themselves', () => {
    expect(only({ name: 'OverCapacity' })).toMatchObject({ message: 'OverCapacity', kind: 'over_capacity' });
    expect(only({ other: 1 })).toMatchObject({ message: '{"other":1}', kind: 'unknown', name: null });
  });

  test('are cut after three hundred letters', () => {
    const { message, path } = only({ message: 'm'.repeat(400), path: ['p'.repeat(400)] });
    expect([message, path]).toEqual(['m'.repeat(300), 'p'.repeat(300)]);
    expect(userUnavailable({ message: 'm'.repeat(400) }, 'data').message).toBe('m'.repeat(300));
  });
});

describe('an account that is unavailable', () => {
  test('is suspended where reason or message say so', () => {
    expect(userUnavailable({ reason: 'Suspended' }, 'data.user.result')).toEqual({
      kind: 'suspended',
      code: null,
      name: 'Suspended',
      message: 'X says the account is unavailable and gives no reason',
      path: 'data.user.result',
    });
    expect(userUnavailable({ message: 'User is suspended' }, 'data')).toMatchObject({
      kind: 'suspended',
      name: 'UserUnavailable',
      message: 'User is suspended',
    });
  });

  test('is unavailable otherwise', () => {
    expect(userUnavailable({ reason: 'Protected' }, 'data')).toMatchObject({ kind: 'unavailable', name: 'Protected' });
  });
});

test('an empty answer without an error is named by its place', () => {
  expect(emptyResult('data.user')).toEqual({
    kind: 'not_found',
    code: null,
    name: null,
    message: 'X sent an empty "data.user" and no error',
    path: 'data.user',
  });
});
