import { expect, test } from 'vitest';
import { categorise } from '../../../lib/errors/categorise.ts';
import { CATEGORY_RULES } from '../../../lib/errors/category-rules.ts';

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
  ['unknown', error('the moon is in the seventh house')],
])('%s: $message', (category, event) => {
  expect(categorise(event).category).toBe(category);
});

test('rule ids are unique, because they are stored', () => {
  const ids = CATEGORY_RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
});
