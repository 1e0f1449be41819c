import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultVisit, openFaultVisit } from './fault-visit.ts';
import { LOOKED_AT } from './small-world.ts';

let at: FaultVisit;
beforeAll(async () => {
  at = await openFaultVisit();
});
afterAll(() => at.close());

const open = (fault: string, path = '/warm_walls') => at.visitor.open(path, { 'x-sim-fault': fault });

describe('walls', () => {
  it.each([
    ['login_wall', '/i/flow/login?redirect_after_login=%2Fwarm_walls', '/i/flow/login', 'Sign in to X'],
    ['challenge', '/account/access', '/account/access', 'arkose'],
  ])('%s sends pages elsewhere, where it does not act itself', async (fault, location, wall, text) => {
    const response = await open(fault);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(location);
    expect(await (await open(fault, wall)).text()).toContain(text);
  });

  it('redirect_loop sends a page to itself', async () => {
    const location = (await open('redirect_loop')).headers.get('location')!;
    expect(location).toBe('/warm_walls?mx=2');
    expect((await open('redirect_loop', location)).headers.get('location')).toBe(location);
  });

  it('cloudflare answers pages and GraphQL with its own HTML', async () => {
    for (const response of [await open('cloudflare'), await at.timeline('cloudflare')]) {
      expect(response.status).toBe(403);
      expect(response.headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/);
      expect(await response.text()).toContain('Just a moment');
    }
    await at.visitor.open('/warm_walls');
  });

  it('server_error_page answers pages with 500', async () => {
    expect((await open('server_error_page')).status).toBe(500);
    await at.visitor.open('/warm_walls');
  });
});

describe('refusals', () => {
  it.each([
    ['unauthorized', 401, 32],
    ['account_locked', 403, 326],
    ['viewer_suspended', 403, 64],
    ['rate_limited', 429, 88],
    ['rate_limited_early', 429, 88],
    ['features_outdated', 400, 336],
    ['over_capacity', 503, 130],
  ])('%s is HTTP %d with code %d', async (fault, status, code) => {
    const response = await at.timeline(fault);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ code }] });
  });

  it.each([
    ['forbidden', 403],
    ['stale_query', 404],
  ])('%s is HTTP %d without a body', async (fault, status) => {
    const response = await at.timeline(fault);
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('rate_limited says when it ends, by X’s clock; rate_limited_early still has requests; the other says nothing', async () => {
    const headers = (await at.timeline('rate_limited')).headers;
    expect(headers.get('x-rate-limit-remaining')).toBe('0');
    expect(Number(headers.get('x-rate-limit-reset')) * 1000 - LOOKED_AT.getTime()).toBe(13 * 60_000);
    expect((await at.timeline('rate_limited_early')).headers.get('x-rate-limit-remaining')).toBe('34');
    const silent = await at.timeline('rate_limited_without_reset');
    expect(silent.status).toBe(429);
    expect(silent.headers.has('x-rate-limit-reset')).toBe(false);
  });
});

describe('errors with HTTP 200', () => {
  it.each([
    ['deadline_exceeded', { data: { user: {} }, errors: [{ name: 'DeadlineExceeded', path: ['user', 'result'] }] }],
    ['account_suspended', { data: { user: { result: { __typename: 'UserUnavailable' } } } }],
    ['user_unavailable', { data: { user: { result: { __typename: 'UserUnavailable' } } } }],
    ['user_not_found', { data: { user: {} } }],
    ['no_status_found', { data: {}, errors: [{ code: 144 }] }],
  ])('%s', async (fault, body) => {
    const response = await at.timeline(fault);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(body);
  });

  it('account_suspended gives the reason where the account itself is asked for', async () => {
    const variables = { screen_name: 'warm_walls' };
    const answer = await at.visitor.ask('UserByScreenName', variables, { 'x-sim-fault': 'account_suspended' });
    expect(await answer.json()).toEqual({
      data: { user: { result: { __typename: 'UserUnavailable', message: 'User is suspended', reason: 'Suspended' } } },
    });
  });

  it('partial_error brings all the data all the same', async () => {
    const { errors, data } = await at.payload('partial_error');
    expect(errors).toMatchObject([{ name: 'DeadlineExceeded' }]);
    expect(data).toEqual((await at.payload()).data);
  });
});

describe('session and clock', () => {
  it.each([
    ['clock_ahead', 47],
    ['clock_behind', -47],
  ])('%s shifts the Date header by %d minutes, on pages too', async (fault, minutes) => {
    const shifted = new Date(LOOKED_AT.getTime() + minutes * 60_000).toUTCString();
    expect((await at.timeline(fault)).headers.get('date')).toBe(shifted);
    expect((await open(fault)).headers.get('date')).toBe(shifted);
  });

  it('clock_missing leaves the Date header out, clock_garbled spoils it', async () => {
    expect((await at.timeline('clock_missing')).headers.has('date')).toBe(false);
    expect((await at.timeline('clock_garbled')).headers.get('date')).toBe('soon');
  });

  it('ct0_rotation sets a new ct0 that alone is good afterwards', async () => {
    const before = at.visitor.cookies.ct0!;
    expect((await at.timeline('ct0_rotation')).status).toBe(200);
    const after = at.visitor.cookies.ct0!;
    expect(after).toMatch(/^[0-9a-f]{32}$/);
    expect((await at.timeline()).status).toBe(200);
    at.visitor.cookies.ct0 = before;
    const refused = await at.timeline();
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('353')]);
    at.visitor.cookies.ct0 = after;
  });
});
