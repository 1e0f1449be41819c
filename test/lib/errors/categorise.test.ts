import { expect, test } from 'vitest';
import { categorise } from '../../../lib/errors/categorise.ts';
import { ADVICE, CATEGORY_RULES, UNKNOWN_RULE } from '../../../lib/errors/category-rules.ts';

const error = (message: string, more: { type?: string; code?: string; status?: number } = {}) => ({
  message,
  type: more.type ?? 'Error',
  code: more.code ?? null,
  status: more.status ?? null,
});

test.each([
  ['rate_limit', error('Request failed with status code 429', { status: 429 })],
  ['auth', error('The security token included in the request is invalid.', { code: 'UnrecognizedClientException' })],
  ['database', error('connect ECONNREFUSED 10.0.0.4:5432', { code: 'ECONNREFUSED' })],
  ['database', error('canceling statement due to statement timeout', { code: '57014' })],
  ['network', error('connect ECONNREFUSED 10.0.0.4:80', { code: 'ECONNREFUSED' })],
  ['browser_crash', error('Protocol error (Runtime.callFunctionOn): Target closed', { type: 'TargetCloseError' })],
  ['dom_change', error('Waiting for selector `article` failed: timeout 30000ms exceeded', { type: 'TimeoutError' })],
  ['timeout', error('Navigation timeout of 30000 ms exceeded', { type: 'TimeoutError' })],
  ['validation', error('Unexpected token < in JSON at position 0', { type: 'SyntaxError' })],
  ['rate_limit', error('Overloaded', { status: 529 })],
  ['rate_limit', error('8 RESOURCE_EXHAUSTED: quota')],
  ['auth', error('no', { type: 'StripeAuthenticationError' })],
  ['database', error('Deadlock found when trying to get lock', { code: 'ER_LOCK_DEADLOCK' })],
  ['network', error('a.b', { type: 'java.net.UnknownHostException' })],
  ['dom_change', error('no', { type: 'NoSuchElementError' })],
  ['database', error('closed', { type: 'MongoNetworkError' })],
  ['network', error('no', { type: 'APIConnectionError' })],
  ['network', error('listen EADDRINUSE: address already in use :::5432', { code: 'EADDRINUSE' })],
  ['validation', error('options.port should be >= 0 and < 65536', { code: 'ERR_SOCKET_BAD_PORT' })],
  ['unknown', error('the moon is in the seventh house')],
])('%s: $message', (category, event) => {
  expect(categorise(event).category).toBe(category);
});

test('rule ids are unique, because they are stored', () => {
  const ids = CATEGORY_RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every advice is given by a rule, and is a sentence', () => {
  expect(Object.keys(ADVICE).sort()).toEqual(
    [...new Set([...CATEGORY_RULES, UNKNOWN_RULE].map((rule) => rule.advice))].sort(),
  );
  for (const advice of Object.values(ADVICE)) expect(advice).toMatch(/^[A-Z].{30,200}\.$/);
});

// The traps: what several rules could claim, and who must win.
test.each([
  ['database.port', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['network.refused', 'connect ECONNREFUSED 127.0.0.1:54321'],
  ['dom_change.selector', 'Waiting for selector `nav` failed: timeout 30000ms exceeded'],
  ['database.timeout_text', 'canceling statement due to statement timeout'],
  ['timeout.navigation', 'Navigation timeout of 30000 ms exceeded'],
  ['browser_crash.closed', 'Navigation failed because browser has disconnected!'],
  ['browser_crash.context', 'Execution context was destroyed, most likely because of a navigation.'],
  ['auth.login_wall', 'redirected to login page https://x.com/i/flow/login'],
  ['rate_limit.text', 'Request failed with status code 429'],
  ['upstream.text', 'Request failed with status code 503'],
  ['validation.json', 'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON'],
  ['unknown.disk', "ENOENT: no such file or directory, open '/tmp/a'"],
])('%s: %s', (ruleId, message) => {
  expect(categorise(error(message)).ruleId).toBe(ruleId);
});

test('structured fields stand before text', () => {
  expect(categorise(error('timeout of the universe', { code: '23505' })).ruleId).toBe('database.constraint');
  expect(categorise(error('socket hang up', { status: 401 })).ruleId).toBe('auth.status');
  expect(categorise(error('Rate exceeded', { type: 'ThrottlingException' })).retryable).toBe(true);
});
