import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type BrowserSourceOptions, browserSource } from '../../../lib/sources/browser.ts';
import type { SourceError } from '../../../lib/sources/errors.ts';
import type { ReadRequest } from '../../../lib/sources/metrics-source.ts';
import { entry, legacyPost, OTHER, OWN, timeline } from '../x/payloads.ts';
import { type Answer, html, json, PROFILE, startTinyX, type TinyX, X_TIME } from './tiny-x.ts';

const A = '2082640274845811115';
const B = '2082640276389249363';
const OLD = '2072126677535346779';
const OLDER = '2012126677535346779';

const user = {
  data: {
    user: {
      result: {
        __typename: 'User',
        rest_id: OWN,
        core: { screen_name: 'XDevelopers' },
        relationship_counts: { followers: 695_695, following: 762 },
        tweet_counts: { tweets: 4319 },
      },
    },
  },
};
const cursor = (value: string) => ({ entryId: `cursor-bottom-${value}`, content: { cursorType: 'Bottom', value } });
const stranger = legacyPost('5', { core: { user_results: {} } }, { user_id_str: OTHER });
const firstPage = timeline(entry(A, legacyPost(A)), entry('5', stranger), entry(OLD, legacyPost(OLD)), cursor('p2'));

let x: TinyX | null = null;
afterEach(async () => {
  await x?.close();
  x = null;
});

async function read(
  answers: Record<string, Answer>,
  request: Partial<ReadRequest> = {},
  options: Partial<BrowserSourceOptions> = {},
) {
  x = await startTinyX({ UserByScreenName: json(user), UserTweets: json(firstPage), ...answers });
  const source = browserSource({ baseUrl: x.baseUrl, session: null, quietMs: 300, dataTimeoutMs: 4000, ...options });
  const signal = new AbortController().signal;
  return source.read({ handle: 'xdevelopers', xUserId: null, wanted: [], signal, ...request });
}

const failure = (reading: Promise<unknown>): Promise<SourceError> =>
  reading.then(
    () => Promise.reject(new Error('expected the reading to fail')),
    (error: SourceError) => error,
  );

describe('one navigation to the profile', () => {
  test('brings the account and its own posts, read at X’s time', async () => {
    const result = await read({});
    expect(result.posts.map((post) => [post.tweetId, post.source, post.readAt])).toEqual([
      [A, 'timeline_json', X_TIME],
      [OLD, 'timeline_json', X_TIME],
    ]);
    expect(result.posts[0]?.counters).toMatchObject({
      impressions: 1234,
      likes: 5,
      retweets: 4,
      replies: 3,
      quotes: 2,
    });
    expect(result.account).toEqual({
      userId: OWN,
      handle: 'xdevelopers',
      readAt: X_TIME,
      followers: 695_695,
      following: 762,
      posts: 4319,
    });
    expect(result).toMatchObject({ gone: [], quarantined: [], problems: [], navigations: 1 });
  });

  test('asks in English, with the session, and downloads neither images nor fonts nor videos', async () => {
    await read({}, {}, { session: { authToken: 'secret-token', ct0: 'csrf' } });
    const paths = x?.requests.map(({ path }) => path) ?? [];
    expect(paths).toContain('/xdevelopers');
    expect(paths.filter((path) => /font|image|video/.test(path))).toEqual([]);
    for (const { headers, path } of x?.requests ?? []) {
      if (!path.includes('graphql') && path !== '/xdevelopers') continue;
      expect(headers['accept-language']).toMatch(/^en-US/);
      expect(headers.cookie).toContain('auth_token=secret-token');
      expect(headers.cookie).toContain('ct0=csrf');
    }
  });

  test('a ct0 that X replaced is handed back', async () => {
    const rotated: unknown[] = [];
    const cookie = { 'set-cookie': ['ct0=newer; Path=/'] };
    await read(
      { UserTweets: json(firstPage, 200, cookie) },
      {},
      { session: { authToken: 't', ct0: 'old' }, onSessionRotated: (session) => void rotated.push(session) },
    );
    expect(rotated).toEqual([{ authToken: 't', ct0: 'newer' }]);
  });

  test('a session that X ended is a problem, and what X shows to anyone is read', async () => {
    const ended = { 'set-cookie': ['auth_token=; Path=/; Max-Age=0'] };
    const result = await read(
      { UserTweets: json(firstPage, 200, ended) },
      {},
      { session: { authToken: 't', ct0: 'c' } },
    );
    expect(result.posts).toHaveLength(2);
    expect(result.problems).toMatchObject([{ code: 'X_LOGIN_WALL', category: 'auth' }]);
  });

  test('with a known id, posts of another account behind the handle are not own', async () => {
    const result = await read({}, { xUserId: OTHER });
    expect(result.posts.map((post) => post.tweetId)).toEqual(['5']);
    expect(result.account?.userId).toBe(OWN);
  });
});

// How long a page is given to answer a scroll is real time: on a busy machine it may be too short, and the reader goes on without.
describe('posts that the first page does not show', () => {
  const secondPage = timeline(entry(OLDER, legacyPost(OLDER)), cursor('p3'));
  const pages: Answer = (request, response, url) =>
    json(url.searchParams.get('cursor') === 'p2' ? secondPage : firstPage)(request, response, url);

  test('are scrolled to when they are older', async () => {
    // A busy machine may take long to draw the page; nothing waits once the answer is there.
    const patient = { quietMs: 10_000, dataTimeoutMs: 15_000 };
    const result = await read({ UserTweets: pages }, { wanted: [OLDER] }, patient);
    expect(result.posts.map((post) => post.tweetId)).toEqual([A, OLD, OLDER]);
    expect(result.navigations).toBe(1);
  });

  test('are scrolled to on a page that notices its data late', async () => {
    const slow = '.then((json) => new Promise((go) => setTimeout(go, 500, json))).then(page)';
    const answers = { UserTweets: pages, '/xdevelopers': html(PROFILE.replaceAll('.then(page)', slow)) };
    const result = await read(answers, { wanted: [OLDER] }, { quietMs: 10_000, dataTimeoutMs: 15_000 });
    expect(result.posts.map((post) => post.tweetId)).toEqual([A, OLD, OLDER]);
  });

  test('are not scrolled to while nothing is missing', async () => {
    await read({ UserTweets: pages }, { wanted: [A] });
    expect(x?.requests.filter(({ path }) => path.endsWith('UserTweets'))).toHaveLength(1);
  });

  test('are opened one by one within the budget when they are newer, after scrolling would not help', async () => {
    const detail: Answer = (request, response, url) => {
      const id = url.searchParams.get('id') ?? '';
      const instructions = [{ type: 'TimelineAddEntries', entries: [entry(id, legacyPost(id))] }];
      json({ data: { threaded_conversation_with_injections_v2: { instructions } } })(request, response, url);
    };
    const wanted = [B, '2082640276389249364', '2082640276389249365'];
    const result = await read({ TweetDetail: detail }, { wanted }, { maxStatusPages: 2 });
    expect(result.posts.map((post) => [post.tweetId, post.source])).toEqual([
      [A, 'timeline_json'],
      [OLD, 'timeline_json'],
      [B, 'status_json'],
      ['2082640276389249364', 'status_json'],
    ]);
    expect(result.navigations).toBe(3);
  });

  test('are gone when their own page says so', async () => {
    const missing = { errors: [{ code: 144, message: 'No status found with that ID.' }], data: {} };
    const result = await read({ TweetDetail: json(missing) }, { wanted: [B] });
    expect(result.gone).toEqual([{ tweetId: B, reason: 'No status found with that ID.' }]);
    expect(result.problems).toEqual([]);
  });

  test('do not keep it scrolling when X repeats its cursor', async () => {
    const loop = timeline(entry(A, legacyPost(A)), cursor('p2'));
    const result = await read({ UserTweets: json(loop) }, { wanted: [OLDER] }, { maxScrolls: 9, maxStatusPages: 0 });
    expect(result.posts.map((post) => post.tweetId)).toEqual([A]);
    expect(x?.requests.filter(({ path }) => path.endsWith('UserTweets')).length).toBeLessThan(4);
  });
});

describe('a page without data', () => {
  test('is read by its exact labels', async () => {
    const label = '48 replies, 152 reposts, 553 likes, 9 bookmarks, 30142 views';
    const page = `<article data-testid="tweet"><a href="/XDevelopers/status/${A}"><time></time></a>
      <div role="group" aria-label="${label}"><span>29.9K Views</span></div></article>`;
    const result = await read({ '/xdevelopers': html(page) }, { xUserId: OWN });
    expect(result.posts).toMatchObject([{ tweetId: A, authorId: OWN, source: 'dom_aria', readAt: X_TIME }]);
    expect(result.posts[0]?.counters).toMatchObject({ impressions: 30_142, likes: 553, quotes: null });
  });

  test('is read by its embedded store before its labels', async () => {
    const store = `$R[1]={user:$R[2]={rest_id:"${OWN}",core:$R[3]={screen_name:"XDevelopers"},relationship_counts:$R[4]={followers:7}},
      entry:$R[5]={tweet_results:$R[6]={result:$R[7]={core:$R[8]={user_results:$R[9]={result:$R[10]={core:$R[11]={screen_name:"XDevelopers"}}}},
      counts:$R[12]={favorite_count:41,reply_count:14},views:$R[13]={count:"21711"}}},entry_id:"tweet-${A}"}}`;
    const page = `<script class="$tsr">${store}</script>
      <article data-tweet-id="${A}"><a href="/XDevelopers/status/${A}"></a><button aria-label="40 Likes. Like"></article>`;
    const result = await read({ '/xdevelopers': html(page) });
    expect(result.posts).toMatchObject([{ tweetId: A, authorId: OWN, source: 'ssr_store' }]);
    expect(result.posts[0]?.counters).toMatchObject({ impressions: 21_711, likes: 41, replies: 14, quotes: null });
    expect(result.account).toMatchObject({ userId: OWN, followers: 7 });
  });

  test('and without anything else is an error of its own', async () => {
    const error = await failure(read({ '/xdevelopers': html('<p>hello</p>') }));
    expect(error).toMatchObject({ code: 'X_NOTHING_READ', category: 'dom_change', coolDownUntil: null });
  });
});

describe('the account’s own analytics', () => {
  const metrics = [
    { metric_type: 'Impressions', metric_value: 1300 },
    { metric_type: 'Likes' },
    { metric_type: 'Follows', metric_value: '2' },
    { metric_type: 'ProfileVisits', metric_value: 9 },
  ];
  const analytics = (viewer: object) => ({
    data: {
      viewer_v2: {
        user_results: {
          result: {
            __typename: 'User',
            relationship_counts: { followers: 29 },
            tweets_results: [
              { result: { __typename: 'Tweet', rest_id: A, organic_metrics_total: metrics } },
              { result: { __typename: 'TweetUnavailable' } },
              {},
            ],
            ...viewer,
          },
        },
      },
    },
  });
  const page = html("<script>fetch('/i/api/graphql/renamed/WhateverQuery' + location.search)</script>");
  const session = { authToken: 't', ct0: 'c' };
  const open = (viewer: object, request: Partial<ReadRequest> = {}) =>
    read(
      { '/i/account_analytics/content': page, WhateverQuery: json(analytics(viewer)) },
      { xUserId: OWN, ...request },
      { session, useAnalyticsPage: true, clock: () => X_TIME },
    );

  test('bring new follows and profile visits with one navigation, whatever the query is called', async () => {
    const result = await open({}, { wanted: [A] });
    expect(result.posts).toMatchObject([{ tweetId: A, authorId: OWN, source: 'analytics_page', readAt: X_TIME }]);
    expect(result.posts[0]?.counters).toEqual({
      impressions: 1300,
      likes: 0,
      retweets: null,
      replies: null,
      quotes: null,
      bookmarks: null,
      newFollows: 2,
      profileVisits: 9,
    });
    expect(result.account).toMatchObject({ userId: OWN, followers: 29 });
    expect(result.navigations).toBe(1);
    expect(x?.requests.map(({ path }) => path)).not.toContain('/xdevelopers');
  });

  test('of another account are not this one’s: the profile is read, and it is said', async () => {
    const result = await open({ rest_id: OTHER });
    expect(result.posts.map(({ tweetId, source }) => [tweetId, source])).toEqual([
      [A, 'timeline_json'],
      [OLD, 'timeline_json'],
    ]);
    expect(result.problems).toMatchObject([{ code: 'X_ANALYTICS_UNAVAILABLE' }]);
  });

  test('wait until the account’s user id is known', async () => {
    const result = await open({}, { xUserId: null });
    expect(result.posts[0]?.source).toBe('timeline_json');
    expect(x?.requests.map(({ path }) => path)).not.toContain('/i/account_analytics/content');
  });
});

describe('signals are told apart', () => {
  const DAY_LATER = new Date(X_TIME.getTime() + 86_400_000);
  const data = (answer: Answer) => ({ UserByScreenName: answer, UserTweets: answer });
  const reset = String(X_TIME.getTime() / 1000 + 600);
  const cloudflare = { 'cf-ray': '8f', server: 'cloudflare' };

  test.each<[string, Record<string, Answer>, Partial<SourceError>]>([
    ['401', data(json({}, 401)), { code: 'X_UNAUTHORIZED', answer: 'stop', coolDownUntil: DAY_LATER }],
    ['403', data(json({}, 403)), { code: 'X_FORBIDDEN', answer: 'stop', category: 'auth' }],
    [
      '429 with its reset time',
      data(json({}, 429, { 'x-rate-limit-reset': reset })),
      { code: 'X_RATE_LIMITED', answer: 'cool_down', coolDownUntil: new Date(X_TIME.getTime() + 600_000) },
    ],
    [
      'code 88 inside 200',
      data(json({ errors: [{ code: 88, message: 'Rate limit exceeded' }] })),
      { code: 'X_RATE_LIMITED' },
    ],
    ['an empty 404', data((_, response) => void response.writeHead(404).end()), { code: 'X_STALE_QUERY' }],
    ['HTML from Cloudflare', data(html('<p>', 403, cloudflare)), { code: 'X_CLOUDFLARE', answer: 'stop' }],
    ['a Cloudflare page', { '/xdevelopers': html('<p>', 403, cloudflare) }, { code: 'X_CLOUDFLARE' }],
    [
      'half a JSON',
      data((_, response) => void response.writeHead(200).end('{"data":{"us')),
      { code: 'X_UNREADABLE_RESPONSE' },
    ],
    ['500', data(json({}, 500)), { code: 'X_SERVER_ERROR', answer: 'continue' }],
    ['503', data(json({}, 503)), { code: 'X_OVER_CAPACITY', category: 'network' }],
    [
      'DeadlineExceeded',
      data(
        json({ data: { user: {} }, errors: [{ name: 'DeadlineExceeded', message: 'DeadlineExceeded: Unspecified' }] }),
      ),
      { code: 'X_DEADLINE_EXCEEDED', category: 'timeout', retryable: true },
    ],
    [
      'a suspended account',
      data(json({ data: { user: { result: { __typename: 'UserUnavailable', reason: 'Suspended' } } } })),
      { code: 'X_SUSPENDED', answer: 'stop' },
    ],
    ['a locked account', data(json({ errors: [{ code: 326, message: 'locked' }] })), { code: 'X_ACCOUNT_LOCKED' }],
    ['no such account', data(json({ data: { user: {} } })), { code: 'X_NOT_FOUND' }],
    [
      'the login wall',
      {
        '/xdevelopers': (_, response) => void response.writeHead(302, { location: '/i/flow/login' }).end(),
        '/i/flow/login': html('<p>'),
      },
      { code: 'X_LOGIN_WALL', category: 'auth' },
    ],
    [
      'a sign-in form in place of the page',
      { '/xdevelopers': html('<input name="text" autocomplete="username">') },
      { code: 'X_LOGIN_WALL' },
    ],
    [
      'a challenge',
      {
        '/xdevelopers': (_, response) => void response.writeHead(302, { location: '/account/access' }).end(),
        '/account/access': html('<p>'),
      },
      { code: 'X_CHALLENGE', answer: 'stop' },
    ],
    [
      'a redirect loop',
      { '/xdevelopers': (_, response) => void response.writeHead(302, { location: '/xdevelopers' }).end() },
      { code: 'NAVIGATION_FAILED', category: 'network' },
    ],
    [
      'a connection that breaks',
      { '/xdevelopers': (request) => void request.socket.destroy() },
      { code: 'NAVIGATION_FAILED' },
    ],
  ])('%s', async (_, answers, expected) => {
    expect(await failure(read(answers))).toMatchObject(expected);
  });

  test('a page that never comes', async () => {
    const error = await failure(read({ '/xdevelopers': () => {} }, {}, { navigationTimeoutMs: 400 }));
    expect(error).toMatchObject({ code: 'NAVIGATION_TIMEOUT', category: 'timeout' });
  });

  test('what was read before a refusal is kept, the refusal is a problem, and nothing more is opened', async () => {
    const answers = { TweetDetail: json({}, 403) };
    const result = await read(answers, { wanted: [B, '2082640276389249364'] });
    expect(result.posts).toHaveLength(2);
    expect(result.problems).toMatchObject([{ code: 'X_FORBIDDEN' }]);
    expect(result.navigations).toBe(2);
  });

  test('secrets are in no message', async () => {
    const session = { authToken: 'very-secret', ct0: 'also-secret' };
    const error = await failure(read(data(json({}, 401)), {}, { session }));
    expect(JSON.stringify([error.message, error.stack, error])).not.toMatch(/very-secret|also-secret/);
  });
});

describe('a run that is cut short', () => {
  test('returns what it had when it is aborted', async () => {
    const controller = new AbortController();
    const hanging: Answer = () => controller.abort(new Error('deadline'));
    const result = await read({ UserTweets: hanging }, { signal: controller.signal });
    expect(result.account).toMatchObject({ userId: OWN });
    expect(result.problems).toMatchObject([{ code: 'READ_ABORTED', category: 'timeout' }]);
  });

  test('keeps the data of a page that goes elsewhere the moment they arrive, and says where it went', async () => {
    const page = `<script>fetch('/i/api/graphql/q/UserByScreenName').then(() => fetch('/i/api/graphql/q/UserTweets'))
      .then(() => location.assign('/i/flow/login'));</script>`;
    const answers = { '/xdevelopers': html(page), '/i/flow/login': html('<p>') };
    const result = await read(answers, { wanted: [OLDER] });
    expect(result.posts.map((post) => post.tweetId)).toEqual([A, OLD]);
    expect(result.problems).toMatchObject([{ code: 'X_LOGIN_WALL' }]);
  });

  test('keeps the data of a page whose script then hangs for ever', async () => {
    const page = `<script>fetch('/i/api/graphql/q/UserByScreenName').then(() => fetch('/i/api/graphql/q/UserTweets'))
      .then(() => { for (;;); });</script>`;
    const result = await read({ '/xdevelopers': html(page) }, { wanted: [OLDER] }, { launch: { closeTimeoutMs: 300 } });
    expect(result.posts.map((post) => post.tweetId)).toEqual([A, OLD]);
    expect(result.problems.at(-1)).toMatchObject({ code: 'PAGE_UNRESPONSIVE', category: 'timeout' });
  });

  test('keeps what had arrived when Chromium is killed, and the next run goes well', async () => {
    const kill: Answer = () => {
      // The browser of this run is a child of this process, and the only one with this profile's name in its arguments.
      const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
      for (const pid of children) {
        const started = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        if (started.includes(`hone-profile-${process.pid}-`)) process.kill(pid, 'SIGKILL');
      }
    };
    const result = await read({ TweetDetail: kill }, { wanted: [B] });
    expect(result.posts).toHaveLength(2);
    expect(result.problems).toMatchObject([{ code: 'BROWSER_CRASHED', category: 'browser_crash' }]);
    await x?.close();
    expect((await read({})).problems).toEqual([]);
  });

  test('does not wait for a body that drips for ever', async () => {
    const drip: Answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
    };
    const result = await read({ UserTweets: drip }, {}, { dataTimeoutMs: 500 });
    expect(result.account).toMatchObject({ userId: OWN });
    expect(result.posts).toEqual([]);
    expect(result.problems).toMatchObject([{ code: 'X_SLOW_RESPONSE', category: 'timeout' }]);
  });
});
