import { describe, expect, test } from 'vitest';
import type { ErrorEvent } from '../../../lib/errors/error-event.ts';
import { mineErrors } from '../../../lib/errors/mine-errors.ts';

let next = 0;
function failure(message: string, more: Partial<ErrorEvent> = {}): ErrorEvent {
  next++;
  return {
    id: `event-${String(next).padStart(4, '0')}`,
    occurredAt: new Date(Date.UTC(2026, 10, 1) + next * 1000),
    job: 'metrics_scraper',
    accountId: null,
    type: 'Error',
    message,
    stacktrace: null,
    code: null,
    status: null,
    fingerprint: null,
    ...more,
  };
}

describe('mineErrors', () => {
  test('groups failures that differ in values only', () => {
    const groups = mineErrors([
      failure('connect ECONNREFUSED 10.0.0.1:80'),
      failure('connect ECONNREFUSED 10.0.0.2:8080'),
      failure('connect ETIMEDOUT 10.0.0.2:8080'),
    ]);
    expect(groups.map(({ template, count }) => [template, count])).toEqual([
      ['connect ECONNREFUSED <*>', 2],
      ['connect ETIMEDOUT <*>', 1],
    ]);
  });

  test('keeps statuses, codes, names and places apart', () => {
    const stack = (place: string) => `Error: boom\n    at ${place} (/var/task/lib/jobs/a.js:1:2)`;
    const groups = mineErrors([
      failure('Request failed', { status: 429 }),
      failure('Request failed', { status: 503 }),
      failure('Request failed', { code: 'ECONNRESET' }),
      failure('Request failed', { type: 'TypeError' }),
      failure('Request failed', { stacktrace: stack('read') }),
      failure('Request failed', { stacktrace: stack('write') }),
    ]);
    expect(groups).toHaveLength(6);
    expect(
      groups
        .map((group) => group.topFrame)
        .filter(Boolean)
        .sort(),
    ).toEqual(['lib/jobs/a|read', 'lib/jobs/a|write']);
  });

  test('a fingerprint of the thrower overrides, and may contain the computed one', () => {
    const [computed] = mineErrors([failure('a')]);
    const groups = mineErrors([
      failure('a', { fingerprint: 'login-wall' }),
      failure('b', { fingerprint: 'login-wall' }),
      failure('a', { fingerprint: 'x:{{ default }}' }),
    ]);
    expect(groups.map(({ fingerprint, count }) => [fingerprint, count])).toEqual([
      ['login-wall', 2],
      [`x:${computed?.fingerprint}`, 1],
    ]);
  });

  test('a group keeps its fingerprint when later events widen its template, and takes in patterns that turn out to be it', () => {
    const first = mineErrors([
      failure('cannot open stream alpha.one today'),
      failure('cannot open stream gamma today'),
    ]);
    expect(first).toHaveLength(2);
    const second = mineErrors(
      [failure('cannot open stream beta.two today'), failure('cannot open stream delta.x today')],
      { known: first },
    );
    expect(second).toHaveLength(1);
    expect(second[0]?.template).toBe('cannot open stream <*> today');
    expect(second[0]?.fingerprint).toBe(first.find((group) => group.template.includes('alpha'))?.fingerprint);
    expect(second[0]?.firstSeen).toEqual(first.find((group) => group.template.includes('alpha'))?.firstSeen);
    expect(second[0]?.absorbed).toEqual([first.find((group) => group.template.includes('gamma'))?.fingerprint]);
  });
});

test('keeps a bounded amount of evidence per group', () => {
  const long = Array.from({ length: 300 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}`).join(' ');
  const names = Array.from(
    { length: 400 },
    (_, at) => `first.${String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))}`,
  );
  const groups = mineErrors(names.map((name) => failure(`${long} opened by ${name} today`)));
  expect(groups).toHaveLength(1);
  const evidence = groups[0]?.signatures ?? [];
  expect(evidence.length).toBeGreaterThan(5);
  expect(evidence.join('').length).toBeLessThanOrEqual(65_536);
});

test('forgotten evidence never splits what was one group', () => {
  const first = mineErrors(
    ['alpha.one', 'beta.two', 'gamma.three'].map((name) => failure(`stream opened by ${name} today`)),
  );
  const sparse = first.map((group) => ({ ...group, signatures: group.signatures.slice(0, 2) }));
  const [second] = mineErrors([failure('stream opened by delta.four today')], { known: sparse });
  expect(second?.fingerprint).toBe(first[0]?.fingerprint);
});
