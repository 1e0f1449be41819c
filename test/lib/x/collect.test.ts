import { describe, expect, test } from 'vitest';
import { collect } from '../../../lib/x/collect.ts';
import { parseX } from '../../../lib/x/parse-x.ts';
import { entry, legacyPost, module, OTHER, OWN, READ_AT, timeline, timelineOf } from './payloads.ts';

const A = '2082640274845811115';
const B = '2082640276389249363';
const ids = (payload: unknown, authorId: string | null = OWN) =>
  parseX(payload, { authorId, readAt: READ_AT }).posts.map(({ tweetId }) => tweetId);
const posts = (payload: unknown) => collect(payload).posts;

describe('a post in its place', () => {
  test('is pinned by its entry or by its context, in either spelling, and by nothing else', () => {
    const pinned = (more: Record<string, unknown>) => posts(timeline(entry(A, legacyPost(A), more)))[0]?.isPinned;
    expect(posts(timelineOf({ type: 'TimelinePinEntry', entry: entry(A, legacyPost(A)) }))[0]?.isPinned).toBe(true);
    expect(pinned({ socialContext: { contextType: 'Pin' } })).toBe(true);
    expect(pinned({ social_context: { context_type: 'Pin' } })).toBe(true);
    expect(pinned({ social_context: { contextType: 'Pin' } })).toBe(true);
    expect(pinned({ socialContext: { contextType: 'Community' } })).toBe(false);
    expect(pinned({})).toBe(false);
  });

  test('is promoted by its metadata in either spelling, or by the name of its entry', () => {
    expect(ids(timeline(entry(A, legacyPost(A), { promotedMetadata: {} })))).toEqual([]);
    expect(ids(timeline(entry(A, legacyPost(A), { promoted_metadata: {} })))).toEqual([]);
    expect(ids(timeline(entry(A, legacyPost(A), { promotedMetadata: null })))).toEqual([A]);
    expect(ids(timeline({ ...entry(A, legacyPost(A)), entryId: `Promoted-Tweet-${A}` }))).toEqual([]);
    // An ad beside it, or a module around it, does not make a post one.
    expect(ids(timeline(entry(B, legacyPost(B), { promotedMetadata: {} }), entry(A, legacyPost(A))))).toEqual([A]);
  });

  test.each([
    'who-to-follow-1',
    'tweetdetailrelatedtweets-1',
    'related-1',
    'similar-1',
    'youMightAlsoLike-1',
    'suggest-1',
    'trends-1',
  ])('in the module %s is recommended, not shown', (name) => {
    expect(ids(timeline(module(name, [[A, legacyPost(A)]])), null)).toEqual([]);
  });

  test('in a module whose name only holds such a word is shown', () => {
    expect(ids(timeline(module('my-related-1', [[A, legacyPost(A)]])), null)).toEqual([A]);
  });

  test('takes its id from the entry’s name where it has none itself', () => {
    const bare = legacyPost(A, { rest_id: undefined }, { id_str: undefined });
    expect(ids(timeline(entry(A, bare)))).toEqual([A]);
    expect(ids(timeline({ ...entry(A, bare), entryId: `profile-conversation-9-tweet-${A}` }))).toEqual([A]);
    const snake = { ...entry(A, bare), entryId: undefined, entry_id: `tweet-${A}` };
    expect(ids(timeline(snake))).toEqual([A]);
    expect(ids(timeline({ ...entry(A, bare), entryId: `tweet-${A}-x` }))).toEqual([]);
    expect(ids(timeline({ ...entry(A, bare), entryId: `retweet-${A}` }))).toEqual([]);
    expect(ids(timeline({ ...entry(A, bare), entryId: `tweet-0` }))).toEqual([]);
  });

  test('keeps the kind of reading of what is around it', () => {
    const source = (data: unknown) => posts({ data })[0]?.source;
    expect(source({ tweet_results_by_rest_ids: [{ result: legacyPost(A) }] })).toBe('batch_json');
    expect(source({ tweet_result_by_rest_id: { result: legacyPost(A) } })).toBe('status_json');
    expect(source({ my_tweet_result: { result: legacyPost(A) } })).toBe('timeline_json');
    expect(source({ tweet_result_extra: { result: legacyPost(A) } })).toBe('timeline_json');
    expect(source({ Threaded_Conversation_v3: { x: legacyPost(A) } })).toBe('status_json');
    expect(source({ a_threaded_conversation: { x: legacyPost(A) } })).toBe('timeline_json');
  });
});

describe('a payload', () => {
  test('lends nobody the numbers of posts that are quoted, reposted or answered', () => {
    for (const key of ['quoted_status_result', 'retweeted_x', 'reposted_x', 'reply_to_results', 'in_reply_to_x']) {
      expect(posts({ data: { [key]: { result: legacyPost(A) } } })).toEqual([]);
      expect(posts({ data: { [`my_${key}`]: { result: legacyPost(A) } } })).toHaveLength(1);
    }
  });

  test('that refers to itself is walked once', () => {
    const post = legacyPost(A);
    const list: unknown[] = [post, post];
    list.push(list);
    expect(posts({ list })).toHaveLength(1);
  });

  test('is walked to a depth beyond any that X sends, and no deeper', () => {
    const nest = (depth: number) => {
      let node: unknown = legacyPost(A);
      for (let i = 0; i < depth; i += 1) node = { inner: node };
      return posts(node).length;
    };
    expect([nest(120), nest(121)]).toEqual([1, 0]);
    let lists: unknown = [legacyPost(A)];
    for (let i = 0; i < 121; i += 1) lists = [lists];
    expect(posts(lists)).toEqual([]);
  });

  test('hands on each cursor that has a type and a value', () => {
    const cursors = [
      { cursorType: 'Top', value: 'a' },
      { cursorType: 'Bottom' },
      { value: 'b' },
      { cursorType: 7, value: 'c' },
    ];
    expect(collect({ cursors }).cursors).toEqual([{ type: 'Top', value: 'a' }]);
  });
});

describe('users', () => {
  const user = (id: string, name: string) => ({ __typename: 'User', rest_id: id, core: { screen_name: name } });

  test('are known by handle, the first of each name', () => {
    const { users, idByHandle } = collect({ data: [user(OWN, 'Me'), user(OTHER, 'me'), user('7', 'Else')] });
    expect(users).toHaveLength(3);
    expect([...idByHandle]).toEqual([
      ['me', OWN],
      ['else', '7'],
    ]);
  });

  test('who wrote a post are known; of promoted and recommended posts they are not', () => {
    const written = (more: Record<string, unknown>) =>
      collect(timeline(entry(A, legacyPost(A), more))).users.map(({ rest_id }) => rest_id);
    expect(written({})).toEqual([OWN]);
    expect(written({ promotedMetadata: {} })).toEqual([]);
    expect(collect(timeline(module('who-to-follow-1', [[A, legacyPost(A)]]))).users).toEqual([]);
    const recommended = { entryId: 'who-to-follow-1', content: { user: user(OTHER, 'Else') } };
    expect(collect(timeline(recommended)).users).toEqual([]);
  });

  test('without an id are viewers where X shows who looks, and nobody elsewhere', () => {
    const nameless = { __typename: 'User', legacy: { screen_name: 'me', followers_count: 5 } };
    expect(collect({ data: { viewer: { result: nameless } } }).viewers).toEqual([nameless]);
    expect(collect({ data: { user: { result: nameless } } })).toMatchObject({ viewers: [], users: [] });
    const payload = { data: { viewer: { user_results: { result: nameless } } } };
    expect(parseX(payload, { authorId: OWN, readAt: READ_AT }).accounts).toMatchObject([
      { userId: OWN, handle: 'me', followers: 5 },
    ]);
    expect(parseX(payload, { readAt: READ_AT }).accounts).toEqual([]);
  });

  test('who are unavailable are an error, except within a timeline', () => {
    const unavailable = { __typename: 'UserUnavailable', reason: 'Suspended' };
    expect(collect({ data: { user: { result: unavailable } } }).errors).toMatchObject([
      { kind: 'suspended', path: 'data.user.result' },
    ]);
    expect(collect(timeline({ entryId: 'x-1', content: unavailable })).errors).toEqual([]);
  });
});

describe('emptiness', () => {
  test('where a user or a post was asked for is an error that names its place', () => {
    expect(collect({ data: { user: {} } }).errors).toMatchObject([{ kind: 'not_found', path: 'data.user' }]);
    expect(collect({ data: { tweetResult: {} } }).errors).toMatchObject([{ path: 'data.tweetResult' }]);
    expect(collect({ data: { other: {} } }).errors).toEqual([]);
    expect(collect({ data: { inner: { user: {} } } }).errors).toEqual([]);
    expect(collect({ data: { user: [] } }).errors).toEqual([]);
  });

  test('that X explains is told once, by X’s own words', () => {
    const payload = { data: { user: {} }, errors: [{ code: 50, message: 'User not found.' }] };
    expect(parseX(payload, { readAt: READ_AT }).errors.map(({ message }) => message)).toEqual(['User not found.']);
  });
});

describe('gone posts', () => {
  const gone = (node: unknown, name = `tweet-${A}`) => collect(timeline({ entryId: name, content: node })).gone;

  test('are named by themselves, by the post inside, or by their entry', () => {
    const tombstone = { __typename: 'TweetTombstone' };
    expect(gone({ ...tombstone, rest_id: B })).toEqual([{ tweetId: B, reason: 'TweetTombstone' }]);
    expect(gone({ ...tombstone, tweet: { rest_id: B } })).toEqual([{ tweetId: B, reason: 'TweetTombstone' }]);
    expect(gone(tombstone, `tombstone-${A}`)).toEqual([{ tweetId: A, reason: 'TweetTombstone' }]);
    expect(gone(tombstone, 'x-1')).toEqual([]);
  });

  test.each([
    [{ __typename: 'TweetUnavailable', reason: 'Deleted', tombstone: { text: { text: 'b' } } }, 'Deleted'],
    [{ __typename: 'TweetTombstone', tombstone: { text: { text: 'By its author' } } }, 'By its author'],
    [{ __typename: 'TimelineTombstone', tombstoneInfo: { text: 'Unavailable' } }, 'Unavailable'],
    [{ __typename: 'TweetPreviewDisplay' }, 'TweetPreviewDisplay'],
    [{ __typename: 'TweetUnavailable', reason: 'r'.repeat(300) }, 'r'.repeat(200)],
  ])('say why: %j', (node, reason) => expect(gone(node)).toEqual([{ tweetId: A, reason }]));

  test('behind a visibility wrapper are gone as well', () => {
    const wrapped = { __typename: 'TweetWithVisibilityResults', tweet: { __typename: 'TweetTombstone', rest_id: A } };
    expect(collect(timeline(entry(A, wrapped)))).toMatchObject({ posts: [], gone: [{ tweetId: A }] });
  });

  test('that stand elsewhere in the payload are not gone', () => {
    const both = timeline(entry(A, legacyPost(A)), entry(A, { __typename: 'TweetTombstone', rest_id: A }));
    expect(parseX(both, { authorId: OWN, readAt: READ_AT }).gone).toEqual([]);
  });
});
