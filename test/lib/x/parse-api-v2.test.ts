import { describe, expect, test } from 'vitest';
import { API_V2_FIELDS, parseApiV2 } from '../../../lib/x/parse-api-v2.ts';
import { OTHER, OWN, READ_AT } from './payloads.ts';

const A = '2082640274845811115';
const B = '2082640276389249363';
const METRICS = {
  retweet_count: 4,
  reply_count: 3,
  like_count: 5,
  quote_count: 2,
  bookmark_count: 1,
  impression_count: 1234,
};

const apiPost = (more: Record<string, unknown> = {}) => ({
  id: A,
  author_id: OWN,
  text: `post ${A}`,
  conversation_id: A,
  edit_history_tweet_ids: [A],
  public_metrics: METRICS,
  ...more,
});
const user = (more: Record<string, unknown> = {}) => ({
  id: OWN,
  username: 'XDevelopers',
  public_metrics: { followers_count: 695_695, following_count: 762, tweet_count: 4319, listed_count: 9 },
  ...more,
});
const read = (payload: unknown, authorId: string | null = OWN) => parseApiV2(payload, { authorId, readAt: READ_AT });
const first = (more: Record<string, unknown>) => read({ data: [apiPost(more)] }).posts[0];

describe('an answer of the official API', () => {
  test('says as much of a post as the web page does', () => {
    const { posts, accounts, errors, quarantined, cursors, nextToken } = read({
      data: [apiPost()],
      includes: { users: [user({ pinned_tweet_id: A })] },
      meta: { next_token: 'b26v89c19zqg8o3f' },
    });
    expect(posts).toEqual([
      {
        tweetId: A,
        authorId: OWN,
        createdAt: new Date('2026-07-30T01:31:49.765Z'),
        readAt: READ_AT,
        source: 'api_v2',
        counters: {
          impressions: 1234,
          likes: 5,
          retweets: 4,
          replies: 3,
          quotes: 2,
          bookmarks: 1,
          newFollows: null,
          profileVisits: null,
        },
        text: `post ${A}`,
        conversationId: A,
        inReplyToTweetId: null,
        inReplyToAuthorId: null,
        editTweetIds: [A],
        isRepost: false,
        isPinned: true,
      },
    ]);
    expect(accounts).toEqual([
      { userId: OWN, handle: 'xdevelopers', readAt: READ_AT, followers: 695_695, following: 762, posts: 4319 },
    ]);
    expect({ errors, quarantined, cursors, nextToken }).toEqual({
      errors: [],
      quarantined: [],
      cursors: [],
      nextToken: 'b26v89c19zqg8o3f',
    });
  });

  test('holds every field that is asked for by name', () => {
    const asked = API_V2_FIELDS['tweet.fields'].split(',');
    for (const field of Object.keys(apiPost({ referenced_tweets: [], note_tweet: {}, created_at: '' }))) {
      if (field !== 'id' && field !== 'text') expect(asked).toContain(field);
    }
    expect(asked).toContain('in_reply_to_user_id');
    expect(API_V2_FIELDS['user.fields'].split(',')).toEqual(['public_metrics', 'pinned_tweet_id']);
    expect(API_V2_FIELDS.expansions).toBe('author_id');
  });

  test('may be one post or one user', () => {
    expect(read({ data: apiPost() }).posts.map(({ tweetId }) => tweetId)).toEqual([A]);
    const { posts, accounts } = read({ data: user() });
    expect([posts, accounts.map(({ userId }) => userId)]).toEqual([[], [OWN]]);
  });

  test.each([null, undefined, 'x', [], {}, { data: null }, { data: [null, 7] }, { includes: { users: ['x'] } }])(
    'gives nothing from %j, and throws nothing',
    (payload) => {
      expect(read(payload)).toMatchObject({ posts: [], accounts: [], gone: [], errors: [], nextToken: null });
    },
  );
});

describe('posts of the API', () => {
  test('of others, and reposts, are not own', () => {
    const theirs = apiPost({ id: B, author_id: OTHER });
    const repost = apiPost({ id: B, referenced_tweets: [{ type: 'retweeted', id: '20' }] });
    expect(read({ data: [apiPost(), theirs] }).posts.map(({ tweetId }) => tweetId)).toEqual([A]);
    expect(read({ data: [apiPost(), theirs] }, null).posts.map(({ tweetId }) => tweetId)).toEqual([A, B]);
    expect(read({ data: [repost] }, null).posts).toEqual([]);
  });

  test('that quote or answer are own, and name what they answer', () => {
    const references = [
      { type: 'quoted', id: '21' },
      { type: 'replied_to', id: '20' },
    ];
    const post = first({ referenced_tweets: references, in_reply_to_user_id: OTHER });
    expect(post).toMatchObject({ inReplyToTweetId: '20', inReplyToAuthorId: OTHER, isRepost: false, isPinned: false });
  });

  test('keep all ids of an edit, oldest first, and only where their own is among them', () => {
    expect(first({ id: B, edit_history_tweet_ids: [B, A] })?.editTweetIds).toEqual([A, B]);
    expect(first({ edit_history_tweet_ids: [B] })?.editTweetIds).toEqual([A]);
    expect(first({ edit_history_tweet_ids: undefined })?.editTweetIds).toEqual([A]);
  });

  test('are left out when they have no id that could be one, as are users', () => {
    expect(read({ data: [apiPost({ id: Number(A) }), user({ id: 7 })] }, null)).toMatchObject({
      posts: [],
      accounts: [],
    });
  });

  test('have no author, conversation or answered post where the ids are none', () => {
    const odd = { author_id: 7, conversation_id: 'x', in_reply_to_user_id: null };
    const [post] = read({ data: [apiPost({ ...odd, referenced_tweets: [{ type: 'replied_to' }] })] }, null).posts;
    expect(post).toMatchObject({
      authorId: null,
      conversationId: null,
      inReplyToAuthorId: null,
      inReplyToTweetId: null,
    });
  });

  test('have unknown counters where the API holds them back, and quarantined ones where they cannot be', () => {
    expect(first({ public_metrics: undefined })?.counters).toMatchObject({ impressions: null, likes: null });
    const { posts, quarantined } = read({ data: [apiPost({ public_metrics: { ...METRICS, like_count: -1 } })] });
    expect(posts[0]?.counters).toMatchObject({ likes: null, retweets: 4 });
    expect(quarantined).toEqual([{ tweetId: A, field: 'likes', got: '-1', reason: 'not a count: negative' }]);
  });

  test('name the counter that cannot be right', () => {
    const broken = Object.fromEntries(Object.keys(METRICS).map((key) => [key, 'x']));
    const { quarantined } = read({ data: [apiPost({ public_metrics: broken })] });
    expect(quarantined.map(({ field }) => field)).toEqual([
      'impressions',
      'likes',
      'retweets',
      'replies',
      'quotes',
      'bookmarks',
    ]);
    const users = read({
      data: user({ public_metrics: { followers_count: -1, following_count: -1, tweet_count: -1 } }),
    });
    expect(users.quarantined.map(({ tweetId, field }) => [tweetId, field])).toEqual([
      [null, 'followers'],
      [null, 'following'],
      [null, 'posts'],
    ]);
    expect(users.accounts).toMatchObject([{ followers: null, following: null, posts: null }]);
  });

  test('take their time from the id, else from what is stated', () => {
    const stated = { id: '20', edit_history_tweet_ids: ['20'], created_at: '2006-03-21T20:50:14.000Z' };
    expect(first(stated)?.createdAt).toEqual(new Date('2006-03-21T20:50:14.000Z'));
    expect(first({ ...stated, created_at: 'long ago' })?.createdAt).toBeNull();
    expect(first({ ...stated, created_at: undefined })?.createdAt).toBeNull();
    expect(first({ created_at: '2020-01-01T00:00:00.000Z' })?.createdAt).toEqual(new Date('2026-07-30T01:31:49.765Z'));
  });

  test('give their long text, unescaped once, without NUL or half a character', () => {
    expect(first({ text: 'a &lt;b&gt; &amp;amp; c' })?.text).toBe('a <b> &amp; c');
    expect(first({ text: 'short…', note_tweet: { text: 'the long one' } })?.text).toBe('the long one');
    expect(first({ text: 'x\0y \ud800' })?.text).toBe('x\ufffdy \ufffd');
    expect(first({ text: undefined })?.text).toBeNull();
  });

  test('are read once, from the latest copy', () => {
    const again = apiPost({ public_metrics: { ...METRICS, like_count: 6 } });
    expect(read({ data: [apiPost(), again] }).posts.map(({ counters }) => counters.likes)).toEqual([6]);
  });
});

describe('accounts of the API', () => {
  test('are the wanted one, or all where none is asked for', () => {
    const includes = { users: [user(), user({ id: OTHER, username: 'Other' })] };
    expect(read({ includes }).accounts.map(({ handle }) => handle)).toEqual(['xdevelopers']);
    expect(read({ includes }, null).accounts.map(({ handle }) => handle)).toEqual(['xdevelopers', 'other']);
  });

  test('have no handle where the name is empty, and unknown counts where none are given', () => {
    expect(read({ data: user({ username: '', public_metrics: null }) }).accounts).toEqual([
      { userId: OWN, handle: null, readAt: READ_AT, followers: null, following: null, posts: null },
    ]);
  });
});

const problems = 'https://api.twitter.com/2/problems';

describe('errors of the API', () => {
  test.each(['resource-not-found', 'not-authorized-for-resource'])(
    '%s of a post that was asked for is a gone post',
    (type) => {
      const error = { type: `${problems}/${type}`, resource_type: 'tweet', resource_id: A, title: 'Not Found Error' };
      expect(read({ errors: [error] })).toMatchObject({
        gone: [{ tweetId: A, reason: 'Not Found Error' }],
        errors: [],
      });
      expect(read({ errors: [{ ...error, title: undefined }] }).gone).toEqual([{ tweetId: A, reason: 'gone' }]);
    },
  );

  test.each([
    [
      'a user that is not there',
      { type: `${problems}/resource-not-found`, resource_type: 'user', resource_id: OWN, title: 'Not Found Error' },
      { kind: 'not_found', name: 'Not Found Error', message: 'Not Found Error' },
    ],
    [
      'a post without an id',
      { type: `${problems}/resource-not-found`, resource_type: 'tweet', detail: 'No such post.', parameter: 'ids' },
      { kind: 'not_found', name: null, message: 'No such post.', path: 'ids' },
    ],
    [
      'a field for which the token does not suffice',
      { type: `${problems}/not-authorized-for-field`, title: 'Field Authorization Error', detail: 'Sorry.' },
      { kind: 'auth', name: 'Field Authorization Error', message: 'Sorry.', path: null },
    ],
    ['a token of the wrong kind', { type: `${problems}/unsupported-authentication` }, { kind: 'auth' }],
    [
      'something new about a post',
      { type: `${problems}/other`, resource_type: 'tweet', resource_id: A },
      { kind: 'unknown', name: null, message: `${problems}/other` },
    ],
    ['nothing said at all', {}, { kind: 'unknown', code: null, message: 'an error without words' }],
  ])('%s is a problem, not a gone post', (_, error, expected) => {
    const parsed = read({ errors: [error, 'not a record'] });
    expect(parsed.gone).toEqual([]);
    expect(parsed.errors).toHaveLength(1);
    expect(parsed.errors).toMatchObject([expected]);
  });

  test('are cut after three hundred letters', () => {
    expect(read({ errors: [{ detail: 'x'.repeat(500) }] }).errors[0]?.message).toBe('x'.repeat(300));
  });
});
