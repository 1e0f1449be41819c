import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { xChannel } from '../../../lib/publishing/x.ts';
import { breakOff, hangUp, json, type Loopback, silence, startLoopback } from '../../support/loopback.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const credentials = { appKey: 'ak', appSecret: 'as', accessToken: 'at', accessSecret: 'ats' };
let api: Loopback;
let spent = 0;

beforeAll(async () => {
  api = await startLoopback();
});
afterAll(() => api.close());
beforeEach(() => {
  api.received.length = 0;
  spent = 0;
});

const publish = (
  options: Partial<Parameters<typeof xChannel>[0]> & { text?: string; inReplyTo?: string | null } = {},
) => {
  const { text = 'Some words', inReplyTo = null, ...rest } = options;
  const channel = xChannel({
    credentials,
    baseUrl: api.url,
    monthlyLimitUsd: 5,
    spentThisMonthUsd: async () => spent,
    clock: () => NOW,
    ...rest,
  });
  const message = {
    idempotencyKey: 'k',
    decisionId: 'd',
    accountId: 'ada',
    parts: [text],
    inReplyTo,
    scheduledAt: NOW,
  };
  return channel.publish(message, { signal: new AbortController().signal });
};
const problem = (status: number, detail: string, more: object = {}, headers: Record<string, string> = {}) =>
  json(status, { title: 'No', detail, type: 'about:blank', status, ...more }, headers);

describe('the channel to X', () => {
  it("posts with a user's keys, and a part as an answer to the one before", async () => {
    api.answer(json(201, { data: { id: '1991234567890123456', text: 'Some words' } }));
    expect(await publish({ inReplyTo: '1991234567890123455' })).toEqual({
      kind: 'posted',
      tweetId: '1991234567890123456',
      usd: 0.015,
    });
    const [request] = api.received;
    expect(request!.path).toBe('/2/tweets');
    expect(request!.headers.authorization).toMatch(/^OAuth .*oauth_consumer_key="ak".*oauth_token="at"/);
    expect(JSON.parse(request!.body)).toEqual({
      text: 'Some words',
      reply: { in_reply_to_tweet_id: '1991234567890123455' },
    });
  });

  it('takes a user access token as well, and knows what a link costs', async () => {
    api.answer(json(201, { data: { id: '1991234567890123456' } }));
    const outcome = await publish({ credentials: 'a-user-access-token', text: 'See example.com' });
    expect(outcome).toMatchObject({ kind: 'posted', usd: 0.2 });
    expect(api.received[0]!.headers.authorization).toBe('Bearer a-user-access-token');
  });

  it('asks nothing that could exceed the monthly limit', async () => {
    spent = 4.99;
    expect(await publish()).toMatchObject({ kind: 'refused', refused: 'moment', code: 'PUBLISH_COST_LIMIT' });
    expect(api.received).toEqual([]);
  });

  it.each([
    ['answers 500', problem(500, 'Something is broken')],
    ['answers 503', problem(503, 'Service Unavailable')],
    ['hangs up', hangUp],
    ['breaks off', breakOff],
    ['answers without an id', json(201, { data: {} })],
    ['answers with a page', (response: Parameters<typeof hangUp>[0]) => void response.writeHead(200).end('<html>')],
  ])('does not know what became of it when X %s, and asks no second time', async (_, reply) => {
    api.answer(reply);
    expect(await publish()).toMatchObject({ kind: 'unknown' });
    expect(api.received).toHaveLength(1);
  });

  it('does not know either when X says nothing in time', async () => {
    api.answer(silence);
    expect(await publish({ timeoutMs: 50 })).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [400, 'Your post is too long', {}, 'post', 'PUBLISH_REFUSED'],
    [403, 'You are not allowed to create a Tweet with duplicate content.', {}, 'post', 'PUBLISH_DUPLICATE'],
    [403, 'You are not permitted to perform this action.', {}, 'post', 'PUBLISH_REFUSED'],
    [403, 'Your account is temporarily locked', {}, 'account', 'PUBLISH_ACCOUNT_LOCKED'],
    [403, 'no', { errors: [{ code: 326, message: 'To protect our users' }] }, 'account', 'PUBLISH_ACCOUNT_LOCKED'],
    [403, 'no', { errors: [{ code: 226, message: 'This looks automated' }] }, 'account', 'PUBLISH_ACCOUNT_LOCKED'],
    [
      403,
      'Your client app is not configured with the appropriate permissions',
      { type: 'https://api.x.com/2/problems/oauth1-permissions' },
      'account',
      'PUBLISH_UNAUTHORIZED',
    ],
    [401, 'Unauthorized', {}, 'account', 'PUBLISH_UNAUTHORIZED'],
    [402, 'credits depleted', {}, 'account', 'PUBLISH_NO_CREDITS'],
  ] as const)('knows that a %i with %j posted nothing', async (status, detail, more, refused, code) => {
    api.answer(problem(status, detail, more));
    const outcome = await publish();
    expect(outcome).toMatchObject({ kind: 'refused', refused, code });
    expect(JSON.stringify(outcome)).not.toContain('ats');
  });

  it('takes a refused answer for a matter of the post, not of the account', async () => {
    const type = 'https://api.x.com/2/problems/client-forbidden';
    api.answer(problem(403, 'Reply not allowed', { type }));
    expect(await publish({ inReplyTo: '1' })).toMatchObject({ refused: 'post' });
    expect(await publish()).toMatchObject({ refused: 'account' });
  });

  it.each([
    ['the reset of its limit', { limit: '200', remaining: '0', reset: NOW.getTime() / 1000 + 600 }, 10],
    ['a quarter of an hour without one', null, 15],
    ['a quarter of an hour where the reset is over', { limit: '200', remaining: '0', reset: 1 }, 15],
  ] as const)('rests until %s', async (_, limit, minutes) => {
    const headers = Object.fromEntries(
      Object.entries(limit ?? {}).map(([name, value]) => [`x-rate-limit-${name}`, String(value)]),
    );
    api.answer(problem(429, 'Too Many Requests', {}, headers));
    const until = new Date(NOW.getTime() + minutes * 60_000);
    expect(await publish()).toMatchObject({ refused: 'moment', code: 'PUBLISH_RATE_LIMITED', until });
  });

  it('rests until the limit of the day is reset where that one is used up', async () => {
    const reset = NOW.getTime() / 1000 + 5 * 3600;
    const headers = {
      'x-rate-limit-limit': '200',
      'x-rate-limit-remaining': '150',
      'x-rate-limit-reset': String(NOW.getTime() / 1000 + 600),
      'x-user-limit-24hour-limit': '100',
      'x-user-limit-24hour-remaining': '0',
      'x-user-limit-24hour-reset': String(reset),
    };
    api.answer(problem(429, 'Too Many Requests', {}, headers));
    expect(await publish()).toMatchObject({ until: new Date(reset * 1000) });
  });

  it('knows that an X that is not there posted nothing', async () => {
    const gone = await startLoopback();
    await gone.close();
    expect(await publish({ baseUrl: gone.url })).toMatchObject({
      kind: 'refused',
      refused: 'moment',
      code: 'PUBLISH_UNREACHABLE',
    });
  });
});
