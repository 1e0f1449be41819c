import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownTweetsIn, tweetsIn } from '../../../../infra/local/simulated-x/faults/tweets-in.ts';
import { type SimulatedX, startSimulatedX, type World } from '../../../../infra/local/simulated-x/index.ts';
import type { JsonObject } from '../../../../infra/local/simulated-x/payloads/json.ts';
import { sharedPath, skipNotice } from '../../../support/shared.ts';
import { LOOKED_AT, smallWorld } from './small-world.ts';
import { visit } from './visitor.ts';

let world: World;
let simulated: SimulatedX;

beforeEach(async () => {
  world = smallWorld();
  simulated = await startSimulatedX({ world, now: () => LOOKED_AT });
});
afterEach(() => simulated.close());

async function ask(operation: string, variables: JsonObject): Promise<JsonObject> {
  const visitor = visit(simulated);
  await visitor.open('/warm_walls');
  const response = await visitor.ask(operation, variables);
  expect(response.status).toBe(200);
  return (await response.json()) as JsonObject;
}

const timeline = (variables: JsonObject = {}) => ask('UserTweets', { userId: world.account.userId, ...variables });

interface Entry {
  entryId: string;
  sortIndex: string;
  content: { cursorType?: string; value?: string; items?: { entryId: string }[] };
}

function entriesOf(payload: JsonObject): Entry[] {
  const result = (payload.data as { user: { result: { timeline: { timeline: { instructions: JsonObject[] } } } } })
    .user;
  const { instructions } = result.result.timeline.timeline;
  return instructions.find(({ type }) => type === 'TimelineAddEntries')!.entries as Entry[];
}

/** Every page up to the one that brings only cursors. */
async function allPages(operation: string): Promise<JsonObject[]> {
  const pages: JsonObject[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await ask(operation, { userId: world.account.userId, ...(cursor ? { cursor } : {}) });
    const entries = entriesOf(page);
    if (entries.every(({ content }) => content.cursorType)) return pages;
    pages.push(page);
    cursor = entries.find(({ content }) => content.cursorType === 'Bottom')!.content.value!;
  }
}

describe('the timeline', () => {
  it('brings the counters of the moment for every own post it shows', async () => {
    const own = ownTweetsIn(await timeline(), world.account.userId);
    expect(own.length).toBeGreaterThan(20);
    for (const { id, legacy, tweet } of own) {
      const counters = world.countersAt(id, LOOKED_AT)!;
      expect(legacy).toMatchObject({
        favorite_count: counters.likes,
        retweet_count: counters.retweets,
        reply_count: counters.replies,
        quote_count: counters.quotes,
        bookmark_count: counters.bookmarks,
      });
      expect(tweet.views).toEqual({ count: String(counters.impressions), state: 'EnabledWithCount' });
    }
  });

  it('walks through all posts by cursors, each once, and then only cursors come', async () => {
    const pages = await allPages('UserTweets');
    for (const page of pages) {
      const entries = entriesOf(page);
      const order = entries.filter(({ content }) => !content.cursorType).map(({ sortIndex }) => BigInt(sortIndex));
      expect(order.toSorted((a, b) => (a > b ? -1 : 1))).toEqual(order);
    }
    const seen = pages.flatMap((page) => ownTweetsIn(entriesOf(page), world.account.userId).map(({ id }) => id));
    const posted = world.posts.filter((post) => post.postedAt <= LOOKED_AT);
    const expected = posted.flatMap((post) => [
      post.editTweetIds.at(-1)!,
      ...post.parts.slice(1).map(({ tweetId }) => tweetId),
    ]);
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  it('pins one post apart, mixes in an advertisement and suggestions, and groups threads', async () => {
    const payload = await timeline();
    const text = JSON.stringify(payload);
    const kinds = entriesOf(payload).map(({ entryId }) => entryId.replace(/-\d.*$/, ''));
    expect(text).toContain('TimelinePinEntry');
    expect(kinds).toContain('promoted-tweet');
    expect(kinds).toContain('who-to-follow');
    expect(kinds).toContain('profile-conversation');
    expect(kinds.slice(-2)).toEqual(['cursor-top', 'cursor-bottom']);
  });

  it('shows reposts under an id of their own with the repost count of the original', async () => {
    const pages = await allPages('UserTweets');
    const reposts = tweetsIn(pages).filter(({ legacy }) => 'retweeted_status_result' in legacy);
    expect(reposts).toHaveLength(world.reposts.filter(({ postedAt }) => postedAt <= LOOKED_AT).length);
    for (const { legacy, authorId } of reposts) {
      const original = (legacy.retweeted_status_result as { result: { legacy: JsonObject } }).result.legacy;
      expect(authorId).toBe(world.account.userId);
      expect(legacy).toMatchObject({ favorite_count: 0, reply_count: 0, quote_count: 0, bookmark_count: 0 });
      expect(legacy.retweet_count).toBe(original.retweet_count);
      expect(original.user_id_str).not.toBe(world.account.userId);
    }
  });

  it('adds answers to others only under replies', async () => {
    const replies = world.replies.map(({ tweetId }) => tweetId);
    const found = (payload: unknown) => tweetsIn(payload).filter(({ id }) => replies.includes(id)).length;
    const made = world.replies.filter(({ postedAt }) => postedAt <= LOOKED_AT).length;
    expect(made).toBeGreaterThan(0);
    expect(found(await allPages('UserTweetsAndReplies'))).toBe(made);
    expect(found(await allPages('UserTweets'))).toBe(0);
  });

  it('hides the views of a brand-new post', async () => {
    const id = simulated.publish({ text: 'Just now.' });
    simulated.setNow(new Date(LOOKED_AT.getTime() + 30_000));
    const { tweet } = tweetsIn(await timeline()).find((found) => found.id === id)!;
    expect(tweet.views).toEqual({ state: 'Enabled' });
    simulated.setNow(new Date(LOOKED_AT.getTime() + 120_000));
    expect(tweetsIn(await timeline()).find((found) => found.id === id)!.tweet.views).toMatchObject({
      state: 'EnabledWithCount',
    });
  });

  it('shows an edited post under its newest id, with all ids and the counts before the edit', async () => {
    world = smallWorld({ editedShare: 0.5 });
    await simulated.close();
    simulated = await startSimulatedX({ world, now: () => LOOKED_AT });
    const edited = world.posts.filter((post) => post.editedAt && post.editedAt <= LOOKED_AT).at(-1)!;
    const { tweet } = tweetsIn(await timeline()).find(({ id }) => id === edited.editTweetIds[1])!;
    expect(tweet.edit_control).toMatchObject({
      initial_tweet_id: edited.tweetId,
      edit_control_initial: { edit_tweet_ids: [...edited.editTweetIds] },
    });
    expect(tweet.previous_counts).toHaveProperty('favorite_count');
  });
});

describe('one post', () => {
  it('comes with its thread and the answers of others, the post asked for first', async () => {
    const thread = world.posts.filter((post) => post.format === 'thread' && post.postedAt <= LOOKED_AT)[2]!;
    const payload = await ask('TweetDetail', { focalTweetId: thread.tweetId });
    const ids = tweetsIn(payload).map(({ id }) => id);
    expect(ids.slice(0, thread.parts.length)).toEqual(thread.parts.map(({ tweetId }) => tweetId));
    expect(tweetsIn(payload).some(({ authorId }) => authorId !== world.account.userId)).toBe(true);
  });

  it('that is not there is error 144 with HTTP 200', async () => {
    const payload = await ask('TweetDetail', { focalTweetId: '1234567890' });
    expect(payload).toMatchObject({
      data: {},
      errors: [{ code: 144, message: '_Missing: No status found with that ID.' }],
    });
  });

  it('can be asked for alone or with others, absent ones left empty', async () => {
    const ids = [world.posts[0]!.tweetId, '1234567890', world.posts[1]!.tweetId];
    const { data } = (await ask('TweetResultsByRestIds', { tweetIds: ids })) as { data: { tweetResult: JsonObject[] } };
    expect(data.tweetResult.map((found) => (found.result as JsonObject | undefined)?.rest_id)).toEqual([
      ids[0],
      undefined,
      ids[2],
    ]);
    const one = (await ask('TweetResultByRestId', { tweetId: ids[0] })) as {
      data: { tweetResult: { result: JsonObject } };
    };
    expect(one.data.tweetResult.result.rest_id).toBe(ids[0]);
  });
});

describe('the account', () => {
  it('has its followers in the layout of 2026', async () => {
    const payload = await ask('UserByScreenName', { screen_name: 'Warm_Walls' });
    expect(payload).toMatchObject({
      data: {
        user: {
          result: {
            rest_id: world.account.userId,
            core: { screen_name: 'warm_walls' },
            relationship_counts: { followers: world.followersAt(LOOKED_AT) },
          },
        },
      },
    });
    expect(await ask('UserByScreenName', { screen_name: 'nobody' })).toEqual({ data: {} });
  });
});

describe('the account’s own analytics', () => {
  interface Analysed {
    rest_id: string;
    organic_metrics_total: { metric_type: string; metric_value?: number }[];
  }

  it('hold all posts and parts with private metrics, and leave the value of a zero out', async () => {
    const { data } = (await ask('ContentPageV2UserTweetsQuery', { from: '2026-11-01', to: '2026-11-30' })) as {
      data: { viewer_v2: { user_results: { result: { tweets_results: { result: Analysed }[] } } } };
    };
    const results = data.viewer_v2.user_results.result.tweets_results.map(({ result }) => result);
    const posted = world.posts.filter((post) => post.postedAt <= LOOKED_AT).flatMap((post) => post.parts);
    expect(results).toHaveLength(posted.filter((part) => part.postedAt <= LOOKED_AT).length);
    for (const { rest_id, organic_metrics_total } of results) {
      const counters = world.countersAt(rest_id, LOOKED_AT)!;
      const read = new Map(organic_metrics_total.map(({ metric_type, metric_value }) => [metric_type, metric_value]));
      expect([...read.values()]).not.toContain(0);
      expect(read.get('Impressions')).toBe(counters.impressions || undefined);
      expect(read.get('Follows')).toBe(counters.newFollows || undefined);
      expect(read.get('ProfileVisits')).toBe(counters.profileVisits || undefined);
    }
  });

  it('keep to the days that are asked for', async () => {
    const answer = await ask('ContentPageV2UserTweetsQuery', { from: '2026-11-03', to: '2026-11-04' });
    const times = JSON.stringify(answer).matchAll(/"created_at_ms":(\d+)/g);
    const days = [...times].map(([, ms]) => new Date(Number(ms)).toISOString().slice(0, 10));
    expect(new Set(days)).toEqual(new Set(['2026-11-03']));
  });
});

describe('a request that is not the page’s own', () => {
  const refusal = async (change: Record<string, string | null>) => {
    const visitor = visit(simulated);
    await visitor.open('/warm_walls');
    const response = await visitor.ask('UserTweets', { userId: world.account.userId }, change);
    return { status: response.status, body: await response.text() };
  };

  it('without or with a forged transaction id is 404 with an empty body', async () => {
    expect(await refusal({ 'x-client-transaction-id': null })).toEqual({ status: 404, body: '' });
    expect(await refusal({ 'x-client-transaction-id': 'made.up.here' })).toEqual({ status: 404, body: '' });
  });

  it('cannot use a transaction id twice', async () => {
    const visitor = visit(simulated);
    await visitor.open('/warm_walls');
    const path = new URL((await visitor.ask('UserByScreenName', { screen_name: 'x' })).url).pathname;
    const used = { 'x-client-transaction-id': 'x' };
    expect((await visitor.ask('UserByScreenName', { screen_name: 'x' }, used)).status).toBe(404);
    expect(path).toMatch(/^\/i\/api\/graphql\/[\w-]{22}\/UserByScreenName$/);
  });

  it('with another csrf token is 403 with code 353, signed out 401 with code 32', async () => {
    expect(await refusal({ 'x-csrf-token': 'other' })).toMatchObject({
      status: 403,
      body: expect.stringContaining('353'),
    });
    expect(await refusal({ cookie: 'ct0=csrf' })).toMatchObject({ status: 401, body: expect.stringContaining('32') });
  });

  it('beyond the limit of a quarter of an hour is 429 until the reset', async () => {
    const visitor = visit(simulated);
    await visitor.open('/warm_walls');
    const variables = { userId: world.account.userId, cursor: 'DAAHCgABQm90dG9tOjE=' };
    for (let request = 0; request < 50; request++)
      expect((await visitor.ask('UserTweets', variables)).status).toBe(200);
    const refused = await visitor.ask('UserTweets', variables);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-rate-limit-remaining')).toBe('0');
    const reset = new Date(Number(refused.headers.get('x-rate-limit-reset')) * 1000);
    expect(reset).toEqual(new Date(LOOKED_AT.getTime() + 15 * 60_000));
    simulated.setNow(reset);
    expect((await visitor.ask('UserTweets', variables)).status).toBe(200);
  });
});

describe('the pages', () => {
  it('carry the simulated time as their Date', async () => {
    const response = await visit(simulated).open('/warm_walls');
    expect(response.headers.get('date')).toBe('Sun, 08 Nov 2026 12:00:00 GMT');
  });

  it('logged out hold the numbers in an embedded store and need no GraphQL', async () => {
    const html = await (await visit(simulated, {}).open('/warm_walls')).text();
    const newest = world.posts.filter((post) => post.postedAt <= LOOKED_AT).at(-1)!;
    const { impressions, likes } = world.countersAt(newest.tweetId, LOOKED_AT)!;
    const script = /<script class="\$tsr">(.*?)<\/script>/s.exec(html)![1]!;
    const entry = script.slice(script.indexOf('tweet_results:'), script.indexOf(`entry_id:"tweet-${newest.tweetId}"`));
    expect(entry).toContain(`favorite_count:${likes},`);
    expect(entry).toMatch(new RegExp(`views:\\$R\\[\\d+\\]={count:"${impressions}"}}}},$`));
    expect(html).toContain(`<article data-tweet-id="${newest.tweetId}">`);
    const store = new Function('self', script) as (self: object) => void;
    expect(() => store({})).not.toThrow();
    expect(html).not.toContain('/client.js');
    expect(await (await visit(simulated, {}).open('/somebody_else')).text()).toContain('This account doesn’t exist');
  });

  it('give a ct0 to a session that has none, and accept only that one afterwards', async () => {
    const visitor = visit(simulated, { auth_token: 'me' });
    await visitor.open('/warm_walls');
    expect(visitor.cookies.ct0).toMatch(/^[0-9a-f]{32}$/);
    expect((await visitor.ask('UserByScreenName', { screen_name: 'warm_walls' })).status).toBe(200);
    const stale = visit(simulated, { auth_token: 'me', ct0: 'stale' });
    await stale.open('/warm_walls');
    expect((await stale.ask('UserByScreenName', { screen_name: 'warm_walls' })).status).toBe(403);
  });

  it('are signed in only with the session that was given', async () => {
    await simulated.close();
    simulated = await startSimulatedX({ world, now: () => LOOKED_AT, session: { authToken: 'right', ct0: 'c' } });
    expect(await (await visit(simulated, { auth_token: 'wrong', ct0: 'c' }).open('/warm_walls')).text()).toContain(
      '$tsr',
    );
    expect(await (await visit(simulated, { auth_token: 'right', ct0: 'c' }).open('/warm_walls')).text()).toContain(
      '/client.js',
    );
  });

  it('count what is asked for', async () => {
    await visit(simulated).open('/warm_walls');
    for (const path of ['/media/1.jpg', '/fonts/chirp-regular.woff2', '/video/1/intro.mp4', '/client.js'])
      await (await fetch(simulated.baseUrl + path)).arrayBuffer();
    const stats = await (await fetch(`${simulated.baseUrl}/__sim/stats`)).json();
    expect(stats).toMatchObject({ requests: { page: 1, image: 1, font: 1, media: 1, script: 1, graphql: 0 } });
    expect(stats).toEqual(simulated.stats());
  });

  it('show what was published over HTTP', async () => {
    const response = await fetch(`${simulated.baseUrl}/__sim/posts`, {
      method: 'POST',
      body: JSON.stringify({ parts: ['First.', 'Second.'], generator: 'open_question', topic: 'power_grid' }),
    });
    const { tweetId } = (await response.json()) as { tweetId: string };
    expect(response.status).toBe(201);
    expect(tweetsIn(await timeline()).map(({ id }) => id)).toContain(tweetId);
    expect(world.postOf(tweetId)?.post).toMatchObject({ generator: 'open_question', postedAt: LOOKED_AT });
  });
});

const recorded = sharedPath('recorded', 'x', 'raw_user_tweets.json');
describe.skipIf(!recorded)(`against the recorded UserTweets${skipNotice(recorded)}`, () => {
  beforeEach(async () => {
    // An edited post has other keys, recorded elsewhere.
    world = smallWorld({ editedShare: 0 });
    await simulated.close();
    simulated = await startSimulatedX({ world, now: () => LOOKED_AT });
  });

  const payload = () => JSON.parse(readFileSync(recorded!, 'utf8')) as JsonObject;
  const isResult = (node: object) =>
    '__typename' in node && 'rest_id' in node && (node.__typename === 'Tweet' || node.__typename === 'User');

  /** Paths of keys with the types of their values; posts and users within are left to themselves. */
  const keyPaths = (node: unknown, at = '', into = new Set<string>()): Set<string> => {
    if (Array.isArray(node)) for (const item of node) keyPaths(item, `${at}[]`, into);
    else if (typeof node === 'object' && node !== null && (at === '' || !isResult(node)))
      for (const [key, value] of Object.entries(node)) {
        into.add(`${at}.${key}: ${Array.isArray(value) ? 'array' : typeof value}`);
        keyPaths(value, `${at}.${key}`, into);
      }
    return into;
  };

  const resultsOf = (node: unknown, type: 'Tweet' | 'User', into: object[] = []): object[] => {
    if (typeof node !== 'object' || node === null) return into;
    if (
      !Array.isArray(node) &&
      '__typename' in node &&
      node.__typename === type &&
      'rest_id' in node &&
      'legacy' in node === (type === 'Tweet')
    )
      into.push(node);
    for (const value of Object.values(node)) resultsOf(value, type, into);
    return into;
  };
  const pathsOf = (results: readonly object[]) => new Set(results.flatMap((result) => [...keyPaths(result)]));
  const alwaysIn = (results: readonly object[]) => {
    const all = results.map((result) => keyPaths(result));
    return [...pathsOf(results)].filter((path) => all.every((paths) => paths.has(path)));
  };

  it('frames posts in instructions, entries and modules with no key of its own, but for advertisements', async () => {
    const real = keyPaths(payload());
    const own = [...keyPaths(await timeline())].filter((path) => !path.includes('promotedMetadata'));
    expect(own.length).toBeGreaterThan(40);
    expect(own.filter((path) => !real.has(path))).toEqual([]);
  });

  it.each(['Tweet', 'User'] as const)(
    'has every key that each recorded %s has, and none that no one has',
    async (type) => {
      const real = resultsOf(payload(), type);
      const ours = resultsOf(await timeline(), type);
      const missing = alwaysIn(real).filter((path) => !alwaysIn(ours).includes(path));
      expect(alwaysIn(real).length).toBeGreaterThan(30);
      expect(missing).toEqual([]);
      expect([...pathsOf(ours)].filter((path) => !pathsOf(real).has(path))).toEqual([]);
    },
  );
});
