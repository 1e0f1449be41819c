import { afterEach, describe, expect, test } from 'vitest';
import { type ApiSourceOptions, apiSource } from '../../../lib/sources/api.ts';
import type { ApiCost } from '../../../lib/sources/api-prices.ts';
import type { SourceError } from '../../../lib/sources/errors.ts';
import type { ReadRequest } from '../../../lib/sources/metrics-source.ts';
import { OWN } from '../x/payloads.ts';
import { type Answer, json, startTinyX, type TinyX, X_TIME } from './tiny-x.ts';

const A = '2082640274845811115';
const OLD = '2072126677535346779';
const OLDER = '2012126677535346779';
const user = {
  id: OWN,
  username: 'XDevelopers',
  pinned_tweet_id: OLD,
  public_metrics: { followers_count: 695_695, following_count: 762, tweet_count: 4319 },
};
const post = (id: string, more = {}) => ({
  id,
  author_id: OWN,
  text: `post ${id} &amp; more`,
  conversation_id: id,
  edit_history_tweet_ids: [id],
  public_metrics: {
    retweet_count: 4,
    reply_count: 3,
    like_count: 5,
    quote_count: 2,
    bookmark_count: 1,
    impression_count: 1234,
  },
  ...more,
});
const page = (posts: unknown[], next?: string) => ({
  data: posts,
  includes: { users: [user] },
  meta: { result_count: posts.length, ...(next ? { next_token: next } : {}) },
});
const TIMELINE = `/2/users/${OWN}/tweets`;

let x: TinyX | null = null;
let bills: ApiCost[] = [];
afterEach(async () => {
  await x?.close();
  x = null;
});

async function read(
  answers: Record<string, Answer>,
  request: Partial<ReadRequest> = {},
  options: Partial<ApiSourceOptions> = {},
) {
  x = await startTinyX(answers);
  const ledger = () => ({ spentThisMonthUsd: 0, countedToday: new Set<string>() });
  const paid: ApiCost[] = [];
  bills = paid;
  const source = apiSource({
    token: 'secret-token',
    baseUrl: x.baseUrl,
    monthlyLimitUsd: 5,
    ledger,
    pay: (cost) => void paid.push(cost),
    ...options,
  });
  const signal = new AbortController().signal;
  return source.read({ handle: 'xdevelopers', xUserId: OWN, wanted: [], signal, ...request });
}

const failure = (reading: Promise<unknown>): Promise<SourceError> =>
  reading.then(
    () => Promise.reject(new Error('expected the reading to fail')),
    (error: SourceError) => error,
  );

describe('the official API', () => {
  test('brings posts, account and cost with one request', async () => {
    const repost = post('2083305234688803178', { referenced_tweets: [{ type: 'retweeted', id: '1' }] });
    const result = await read({ [TIMELINE]: json(page([post(A), repost, post(OLD)])) });
    expect(result.posts.map(({ tweetId, source, isPinned }) => [tweetId, source, isPinned])).toEqual([
      [A, 'api_v2', false],
      [OLD, 'api_v2', true],
    ]);
    expect(result.posts[0]).toMatchObject({
      readAt: X_TIME,
      text: `post ${A} & more`,
      counters: { impressions: 1234, likes: 5, retweets: 4, replies: 3, quotes: 2, bookmarks: 1, newFollows: null },
    });
    expect(result.account).toMatchObject({ userId: OWN, handle: 'xdevelopers', followers: 695_695, posts: 4319 });
    expect(bills).toEqual([{ service: 'x_api', units: 3, usd: 0.012, counted: [A, OLD, OWN] }]);
    expect(result.navigations).toBe(1);
    expect(x?.requests[0]?.headers.authorization).toBe('Bearer secret-token');
  });

  test('what X has counted today is free', async () => {
    const ledger = () => ({ spentThisMonthUsd: 1, countedToday: new Set([A, OWN]) });
    await read({ [TIMELINE]: json(page([post(A), post(OLD)])) }, {}, { ledger });
    expect(bills).toEqual([{ service: 'x_api', units: 1, usd: 0.001, counted: [OLD] }]);
  });

  test('looks the user up when only the handle is known', async () => {
    const answers = {
      '/2/users/by/username/xdevelopers': json({ data: user }),
      [TIMELINE]: json(page([post(A)])),
    };
    const result = await read(answers, { xUserId: null });
    expect(result.posts.map(({ tweetId }) => tweetId)).toEqual([A]);
    expect(result.navigations).toBe(2);
  });

  test('asks by id for what is older than the pages it may read, and learns what is gone', async () => {
    const missing = { type: 'https://api.twitter.com/2/problems/resource-not-found', resource_type: 'tweet' };
    const answers = {
      [TIMELINE]: json(page([post(A)], 'more')),
      '/2/tweets': json({
        ...page([post(OLDER)]),
        errors: [{ ...missing, resource_id: OLD, title: 'Not Found Error', detail: 'Could not find tweet' }],
      }),
    };
    const result = await read(answers, { wanted: [OLDER, OLD] }, { maxPages: 1 });
    expect(result.posts.map(({ tweetId }) => tweetId)).toEqual([A, OLDER]);
    expect(result.gone).toEqual([{ tweetId: OLD, reason: 'Not Found Error' }]);
    expect(result.problems).toEqual([]);
    expect(bills.reduce((usd, bill) => usd + bill.usd, 0)).toBeCloseTo(0.001 + 0.005 + 0.01, 10);
  });

  test('reads further pages while wanted posts are older', async () => {
    const pages: Answer = (request, response, url) =>
      json(url.searchParams.get('pagination_token') === 'more' ? page([post(OLDER)]) : page([post(A)], 'more'))(
        request,
        response,
        url,
      );
    const result = await read({ [TIMELINE]: pages }, { wanted: [OLDER] });
    expect(result.posts.map(({ tweetId }) => tweetId)).toEqual([A, OLDER]);
    expect(result.navigations).toBe(2);
  });

  test('a request that could exceed the month’s limit is refused before it is made', async () => {
    const ledger = () => ({ spentThisMonthUsd: 4.99, countedToday: new Set<string>() });
    const error = await failure(read({}, {}, { ledger }));
    expect(error).toMatchObject({ code: 'API_COST_LIMIT', answer: 'cool_down' });
    expect(error.message).toContain('has cost $4.990 this month');
    expect(x?.requests).toEqual([]);
  });

  test.each<[string, Answer, Partial<SourceError>]>([
    ['401', json({}, 401), { code: 'X_UNAUTHORIZED', answer: 'stop' }],
    ['404', json({}, 404), { code: 'X_NOT_FOUND' }],
    [
      '429',
      json({}, 429, { 'x-rate-limit-reset': String(X_TIME.getTime() / 1000 + 300), 'x-rate-limit-remaining': '0' }),
      { code: 'X_RATE_LIMITED', coolDownUntil: new Date(X_TIME.getTime() + 300_000) },
    ],
    ['503', json({}, 503), { code: 'X_OVER_CAPACITY' }],
    ['half a JSON', (_, response) => void response.writeHead(200).end('{"data":['), { code: 'X_UNREADABLE_RESPONSE' }],
    ['a broken connection', (request) => void request.socket.destroy(), { code: 'NAVIGATION_FAILED' }],
    ['silence', () => {}, { code: 'X_SLOW_RESPONSE', category: 'timeout' }],
  ])('%s is told apart, and the token is in no message', async (_, answer, expected) => {
    const error = await failure(read({ [TIMELINE]: answer }, {}, { timeoutMs: 300 }));
    expect(error).toMatchObject(expected);
    expect(`${error.message}${error.stack}`).not.toContain('secret-token');
  });

  test('an answer is paid for although the reading fails afterwards', async () => {
    const answers = { '/2/users/by/username/xdevelopers': json({ data: user }), [TIMELINE]: json({}, 503) };
    await failure(read(answers, { xUserId: null }));
    expect(bills).toEqual([{ service: 'x_api', units: 1, usd: 0.01, counted: [OWN] }]);
  });

  test('an answer that breaks off counts as the most it can have cost', async () => {
    await failure(read({ [TIMELINE]: (_, response) => void response.writeHead(200).end('{"data":[') }));
    expect(bills).toEqual([{ service: 'x_api', units: 21, usd: expect.closeTo(20 * 0.001 + 0.01, 9), counted: [] }]);
    await failure(read({ [TIMELINE]: (request) => void request.socket.destroy() }));
    expect(bills).toEqual([]);
  });

  test('posts that were read are kept when a later request fails', async () => {
    const answers = { [TIMELINE]: json(page([post(A)])), '/2/tweets': json({}, 503) };
    const result = await read(answers, { wanted: [OLDER] });
    expect(result.posts).toHaveLength(1);
    expect(result.problems).toMatchObject([{ code: 'X_OVER_CAPACITY' }]);
  });

  test('counts that cannot be counts are quarantined', async () => {
    const odd = post(A, { public_metrics: { like_count: -1, impression_count: 7 } });
    const result = await read({ [TIMELINE]: json(page([odd])) });
    expect(result.posts[0]?.counters).toMatchObject({ likes: null, impressions: 7, retweets: null });
    expect(result.quarantined).toMatchObject([{ tweetId: A, field: 'likes', got: '-1' }]);
  });
});
