import { describe, expect, test } from 'vitest';
import type { QuarantinedValue } from '../../../lib/x/observation.ts';
import { parseX } from '../../../lib/x/parse-x.ts';
import { isPostNode, readPost, unwrapPost } from '../../../lib/x/post.ts';
import { entry, legacyPost, modernPost, OTHER, OWN, READ_AT, timeline } from './payloads.ts';

const A = '2082640274845811115';
const B = '2082640276389249363';
const where = {
  entryTweetId: null,
  viewerId: null,
  isPinned: false,
  source: 'timeline_json' as const,
  readAt: READ_AT,
  idByHandle: new Map<string, string>(),
};

function read(post: Record<string, unknown>, surroundings: Partial<typeof where> | Record<string, unknown> = {}) {
  const quarantined: QuarantinedValue[] = [];
  return { post: readPost(post, { ...where, ...surroundings }, quarantined), quarantined };
}

describe('a node is a post', () => {
  test.each([
    ['by its name', { __typename: 'Tweet' }],
    ['behind a wrapper, by its name', { __typename: 'TweetWithVisibilityResults' }],
    ['by a counter of the older layout', { legacy: { reply_count: 0 } }],
    ['by a counter of the newer layout', { counts: { bookmark_count: null } }],
    ['when X calls it Post and it has a counter', { __typename: 'Post', counts: { quote_count: 1 } }],
    ['by its analytics', { organic_metrics_total: [] }],
    ['by its grid of analytics', { datapoints_grid: [] }],
  ])('%s', (_, node) => expect(isPostNode(node)).toBe(true));

  test.each([
    ['when it is called something else', { __typename: 'User', legacy: { favorite_count: 1 } }],
    ['without a counter', { legacy: { full_text: 'x' }, counts: {} }],
    ['when X calls it Post and it has none', { __typename: 'Post' }],
  ])('not %s', (_, node) => expect(isPostNode(node)).toBe(false));

  test('inside wrappers, up to four of them', () => {
    const post = legacyPost(A);
    const wrap = (depth: number) => {
      let node: Record<string, unknown> = post;
      for (let i = 0; i < depth; i += 1) node = { tweet: node };
      return unwrapPost(node);
    };
    expect([wrap(0), wrap(1), wrap(4)].every((node) => node === post)).toBe(true);
    expect(wrap(5)).toEqual({ tweet: post });
  });
});

describe('the id of a post', () => {
  test('is stated, or opaque, or that of its entry', () => {
    expect(read({ id: btoa(`Tweet:${A}`), legacy: {} }).post?.tweetId).toBe(A);
    expect(read({ legacy: { id_str: A } }, { entryTweetId: B }).post?.tweetId).toBe(A);
    expect(read({ legacy: {} }, { entryTweetId: B }).post?.tweetId).toBe(B);
  });

  test.each([
    [legacyPost(A, {}, { id_str: B }), `["${A}","${B}"]`, 'two ids named for one post'],
    [{ legacy: {} }, 'no id', 'not the id of a post'],
    [{ rest_id: 'x' }, 'x', 'not the id of a post'],
    [{ rest_id: 'x', legacy: { id_str: A } }, `["x","${A}"]`, 'not the id of a post'],
  ])('that cannot be told is quarantined: %#', (post, got, reason) => {
    expect(read(post)).toEqual({ post: null, quarantined: [{ tweetId: null, field: 'tweet_id', got, reason }] });
  });
});

describe('the author of a post', () => {
  const core = (user: unknown) => ({ user_results: { result: user } });
  const bare = (more: Record<string, unknown> = {}) =>
    legacyPost(A, { core: undefined, ...more }, { user_id_str: undefined });

  test('is named by the post, by its user in either spelling, or by an opaque id', () => {
    expect(read(legacyPost(A, { core: undefined })).post?.authorId).toBe(OWN);
    expect(read(bare({ core: core({ rest_id: OTHER }) })).post?.authorId).toBe(OTHER);
    expect(read(bare({ core: { user_result: { result: { rest_id: OTHER } } } })).post?.authorId).toBe(OTHER);
    expect(read(bare({ core: { user_results: { rest_id: OTHER } } })).post?.authorId).toBe(OTHER);
  });

  test('is known by handle where the payload has that user, else it is the viewer', () => {
    const named = bare({ core: core({ core: { screen_name: 'Else' } }) });
    const idByHandle = new Map([['else', OTHER]]);
    expect(read(named, { idByHandle, viewerId: OWN }).post?.authorId).toBe(OTHER);
    expect(read(named, { viewerId: OWN }).post?.authorId).toBe(OWN);
    expect(read(bare()).post?.authorId).toBeNull();
  });

  test('cannot be two', () => {
    expect(read(legacyPost(A, { core: core({ rest_id: OTHER }) }))).toEqual({
      post: null,
      quarantined: [
        { tweetId: A, field: 'author_id', got: `${OWN} and ${OTHER}`, reason: 'two authors named for one post' },
      ],
    });
  });
});

describe('what a post says', () => {
  test('of its counters keeps their names when they cannot be right, in either layout', () => {
    const broken = Object.fromEntries(
      ['favorite_count', 'retweet_count', 'reply_count', 'quote_count', 'bookmark_count'].map((key) => [key, -1]),
    );
    const fields = ['impressions', 'likes', 'retweets', 'replies', 'quotes', 'bookmarks'];
    const views = { views: { count: -1 } };
    expect(read(legacyPost(A, views, broken)).quarantined.map(({ field }) => field)).toEqual(fields);
    expect(read(modernPost(A, { counts: broken, ...views })).quarantined.map(({ field }) => field)).toEqual(fields);
  });

  test('counts each under its own name', () => {
    const counters = {
      impressions: 1234,
      likes: 5,
      retweets: 4,
      replies: 3,
      quotes: 2,
      bookmarks: 1,
      newFollows: null,
      profileVisits: null,
    };
    expect(read(legacyPost(A)).post?.counters).toEqual(counters);
    expect(read(modernPost(A)).post?.counters).toEqual(counters);
  });

  test('of its conversation, in either layout', () => {
    const answer = { in_reply_to_status_id_str: '20', in_reply_to_user_id_str: OTHER, conversation_id_str: '19' };
    const told = { conversationId: '19', inReplyToTweetId: '20', inReplyToAuthorId: OTHER };
    expect(read(legacyPost(A, {}, answer)).post).toMatchObject(told);
    const details = { conversation_id_str: '19' };
    const direct = { details, reply_to_results: { rest_id: '20' }, reply_to_user_results: { rest_id: OTHER } };
    expect(read(modernPost(A, direct)).post).toMatchObject(told);
    const nested = {
      details,
      reply_to_results: { result: { rest_id: '20' } },
      reply_to_user_results: { result: { rest_id: OTHER } },
    };
    expect(read(modernPost(A, nested)).post).toMatchObject(told);
    expect(read(legacyPost(A, {}, { conversation_id_str: 'x' })).post).toMatchObject({
      conversationId: null,
      inReplyToTweetId: null,
      inReplyToAuthorId: null,
    });
  });

  test('of its edits, in either place, where its own id is among them', () => {
    const edited = (edit_control: unknown) => read(legacyPost(B, { edit_control })).post?.editTweetIds;
    expect(edited({ edit_tweet_ids: [B, A, B] })).toEqual([A, B]);
    expect(edited({ edit_control_initial: { edit_tweet_ids: [A, B] } })).toEqual([A, B]);
    expect(edited({ edit_tweet_ids: [A] })).toEqual([B]);
    expect(edited({ edit_tweet_ids: 'x' })).toEqual([B]);
    expect(edited(undefined)).toEqual([B]);
  });

  test('of being a repost, wherever it is said', () => {
    const keys = [
      'retweeted_status_result',
      'retweeted_status_results',
      'repostedStatusResults',
      'reposted_status_results',
    ];
    for (const key of keys) {
      expect(read(legacyPost(A, { [key]: {} })).post?.isRepost).toBe(true);
      expect(read(legacyPost(A, {}, { [key]: {} })).post?.isRepost).toBe(true);
      expect(read(modernPost(A, { details: { [key]: {} } })).post?.isRepost).toBe(true);
      expect(read(legacyPost(A, { [key]: null })).post?.isRepost).toBe(false);
    }
  });

  test('of its time counts only where its id tells none', () => {
    const old = (more: Record<string, unknown>, legacy = {}) => read(legacyPost('20', more, legacy)).post?.createdAt;
    expect(old({ details: { created_at_ms: 1_142_974_214_000 } })).toEqual(new Date('2006-03-21T20:50:14.000Z'));
    expect(old({}, { created_at: 'Tue Mar 21 20:50:14 +0000 2006' })).toEqual(new Date('2006-03-21T20:50:14.000Z'));
    expect([old({}), old({}, { created_at: 'long ago' }), old({ details: { created_at_ms: 1e300 } })]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('the text of a post', () => {
  const textOf = (more: Record<string, unknown>, legacy = {}) => read(legacyPost(A, more, legacy)).post?.text;
  const article = (result: unknown) => ({ article: { article_results: { result } } });

  test('is the long one where there is one, in either place', () => {
    expect(textOf({ note_tweet: { note_tweet_results: { result: { text: 'long' } } } })).toBe('long');
    expect(textOf({ note_tweet: { result: { text: 'long' } } })).toBe('long');
    expect(textOf({ note_tweet: { note_tweet_results: {} } })).toBe(`post ${A}`);
  });

  test('is unescaped where X escapes it, once', () => {
    expect(textOf({}, { full_text: '&lt;b&gt; &lt;i&gt; &amp;amp; &amp;' })).toBe('<b> <i> &amp; &');
    expect(textOf({ note_tweet: { result: { text: '&amp;' } } })).toBe('&amp;');
    expect(read(modernPost(A, { details: { full_text: 'a &amp; b' } })).post?.text).toBe('a & b');
    expect(textOf({}, { full_text: '' })).toBeNull();
  });

  test('of an article is its title and its body, or its preview', () => {
    expect(textOf(article({ title: 'T', plain_text: 'all', preview_text: 'p' }))).toBe('T\n\nall');
    expect(textOf(article({ plain_text: 'all' }))).toBe('all');
    expect(textOf(article({ title: 'T' }))).toBe('T');
    expect(textOf(article({ content_state: { blocks: [{ text: 'a' }, 7, { text: '' }, { text: 'b' }] } }))).toBe(
      'a\n\nb',
    );
    expect(textOf(article({}))).toBe(`post ${A}`);
  });
});

describe('X’s analytics', () => {
  const METRICS = [
    ['Impressions', 'impressions'],
    ['Likes', 'likes'],
    ['Retweets', 'retweets'],
    ['Replies', 'replies'],
    ['Bookmark', 'bookmarks'],
    ['Follows', 'newFollows'],
    ['ProfileVisits', 'profileVisits'],
  ] as const;
  const counters = (more: Record<string, unknown>) =>
    read({ rest_id: A, ...more }).post?.counters as unknown as Record<string, number>;

  test('hold each metric under the counter it is', () => {
    for (const list of ['organic_metrics_total', 'datapoints_grid']) {
      const read = counters({ [list]: METRICS.map(([metric_type], k) => ({ metric_type, metric_value: k + 1 })) });
      expect(METRICS.map(([, name]) => read[name])).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(read.quotes).toBeNull();
    }
  });

  test('count what is listed without a value as zero, once, and name what cannot be', () => {
    const twice = [{ metric_type: 'Likes' }, { metric_type: 'Likes', metric_value: 5 }, 'x'];
    expect(counters({ organic_metrics_total: twice })).toMatchObject({ likes: 0, impressions: null });
    const broken = METRICS.map(([metric_type]) => ({ metric_type, metric_value: -1 }));
    const { quarantined } = read({ rest_id: A, datapoints_grid: broken });
    expect(quarantined.map(({ tweetId, field }) => `${tweetId} ${field}`)).toEqual(
      METRICS.map(([, name]) => `${A} ${name}`),
    );
  });

  test('belong to the viewer, and to who asks where X leaves the viewer out', () => {
    const analytics = {
      result: { __typename: 'Tweet', rest_id: A, organic_metrics_total: [{ metric_type: 'Likes' }] },
    };
    const viewed = (user: Record<string, unknown>) => ({
      data: { viewer_v2: { user_results: { result: { __typename: 'User', tweets_results: [analytics], ...user } } } },
    });
    const authors = (payload: unknown, authorId: string | null) =>
      parseX(payload, { authorId, readAt: READ_AT }).posts.map((post) => [post.authorId, post.source]);
    expect(authors(viewed({ rest_id: OWN }), null)).toEqual([[OWN, 'analytics_page']]);
    expect(authors(viewed({ rest_id: OTHER }), OWN)).toEqual([]);
    expect(authors(viewed({}), OWN)).toEqual([[OWN, 'analytics_page']]);
    // A post of a timeline is nobody's because somebody looks at it.
    const nameless = legacyPost(A, { core: undefined }, { user_id_str: undefined });
    expect(authors(timeline(entry(A, nameless)), OWN)).toEqual([]);
  });
});

describe('accounts and copies', () => {
  const user = (legacy: Record<string, unknown>) => ({ __typename: 'User', rest_id: OWN, legacy });

  test('are read from the copy that says most, the first of equals', () => {
    const read = (...users: unknown[]) => parseX({ data: users }, { authorId: OWN, readAt: READ_AT });
    const [poor, rich] = [user({ followers_count: 1 }), user({ followers_count: 2, friends_count: 3 })];
    expect(read(poor, rich).accounts).toMatchObject([{ followers: 2, following: 3 }]);
    expect(read(rich, poor).accounts).toMatchObject([{ followers: 2, following: 3 }]);
    expect(read(poor, user({ followers_count: 9 })).accounts).toMatchObject([{ followers: 1 }]);
    expect(read(poor, user({ followers_count: 9, screen_name: 'x' })).accounts).toMatchObject([{ followers: 9 }]);
    expect(read(poor, user({ followers_count: 9, statuses_count: 3 })).accounts).toMatchObject([{ followers: 9 }]);
  });

  test('of another account are left out with their complaints', () => {
    const other = { ...user({ followers_count: -1 }), rest_id: OTHER };
    expect(parseX({ data: [other] }, { authorId: OWN, readAt: READ_AT })).toMatchObject({
      accounts: [],
      quarantined: [],
    });
    expect(parseX({ data: [other, other] }, { readAt: READ_AT }).quarantined).toHaveLength(1);
    const fuller = { ...user({ followers_count: -1, friends_count: 3 }), rest_id: OTHER };
    expect(parseX({ data: [other, fuller] }, { readAt: READ_AT }).quarantined).toHaveLength(1);
  });

  test('of a post: the first of equals, complaints of strangers left out', () => {
    const likes = (...posts: unknown[]) =>
      parseX({ data: posts }, { authorId: OWN, readAt: READ_AT }).posts.map(({ counters }) => counters.likes);
    expect(likes(legacyPost(A), legacyPost(A, {}, { favorite_count: 9 }))).toEqual([5]);
    expect(likes(legacyPost(A, { views: {} }), legacyPost(A, {}, { favorite_count: 9 }))).toEqual([9]);
    expect(likes(legacyPost(A, {}, { favorite_count: 9 }), legacyPost(A, { views: {} }))).toEqual([9]);
    const theirs = legacyPost(A, { core: undefined }, { user_id_str: OTHER, favorite_count: -1 });
    expect(parseX({ data: theirs }, { authorId: OWN, readAt: READ_AT }).quarantined).toEqual([]);
  });

  test('stay pinned whichever of them is', () => {
    const pin = { type: 'TimelinePinEntry', post: legacyPost(A) };
    for (const data of [
      [pin, legacyPost(A)],
      [legacyPost(A), pin],
    ]) {
      expect(parseX({ data }, { authorId: OWN, readAt: READ_AT }).posts).toMatchObject([{ isPinned: true }]);
    }
  });
});
