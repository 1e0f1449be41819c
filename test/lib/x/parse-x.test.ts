import { describe, expect, test } from 'vitest';
import { parseX } from '../../../lib/x/parse-x.ts';
import { entry, legacyPost, modernPost, module, OTHER, OWN, READ_AT, timeline, timelineOf } from './payloads.ts';

const own = (payload: unknown) => parseX(payload, { authorId: OWN, readAt: READ_AT });
const ids = (payload: unknown) => own(payload).posts.map((post) => post.tweetId);
const A = '2082640274845811115';
const B = '2082640276389249363';
const C = '2074882755905585583';

describe('which posts are own', () => {
  test('both layouts give the same observation', () => {
    const [legacy] = own(timeline(entry(A, legacyPost(A)))).posts;
    const [modern] = own(timeline(entry(A, modernPost(A)))).posts;
    expect(modern?.counters).toEqual(legacy?.counters);
    expect(legacy?.counters).toMatchObject({ impressions: 1234, likes: 5, retweets: 4, replies: 3, quotes: 2 });
    expect(modern?.text).toBe(legacy?.text);
    expect(modern?.createdAt).toEqual(new Date('2026-07-30T01:31:49.765Z'));
  });

  test('an author is known by id: the same name with another id is a stranger', () => {
    const core = {
      user_results: { result: { __typename: 'User', rest_id: OTHER, core: { screen_name: 'XDevelopers' } } },
    };
    expect(ids(timeline(entry(A, legacyPost(A, { core }, { user_id_str: OTHER }))))).toEqual([]);
  });

  test('an own post may come without its author’s profile', () => {
    expect(ids(timeline(entry(A, legacyPost(A, { core: { user_results: {} } }))))).toEqual([A]);
    expect(ids(timeline(entry(A, legacyPost(A, { core: undefined }))))).toEqual([A]);
  });

  test('an author known only by X’s opaque id is known', () => {
    const core = { user_results: { result: { id: btoa(`User:${OWN}`) } } };
    expect(ids(timeline(entry(A, modernPost(A, { core }))))).toEqual([A]);
  });

  test('a post that names two authors is quarantined', () => {
    const core = { user_results: { result: { __typename: 'User', rest_id: OTHER } } };
    const parsed = own(timeline(entry(A, legacyPost(A, { core }))));
    expect(parsed.posts).toEqual([]);
    expect(parsed.quarantined).toMatchObject([{ tweetId: A, field: 'author_id', got: `${OWN} and ${OTHER}` }]);
  });

  test('a post that names two ids is quarantined', () => {
    const parsed = own(timeline(entry(A, legacyPost(A, {}, { id_str: B }))));
    expect(parsed.posts).toEqual([]);
    expect(parsed.quarantined).toMatchObject([{ tweetId: null, field: 'tweet_id' }]);
  });

  test.each([
    ['legacy.retweeted_status_result', legacyPost(A, {}, { retweeted_status_result: { result: legacyPost(B) } })],
    ['an emptied one', legacyPost(A, {}, { retweeted_status_result: {} })],
    ['repostedStatusResults', modernPost(A, { repostedStatusResults: { result: modernPost(B) } })],
  ])('a repost is not own: %s', (_, post) => {
    expect(ids(timeline(entry(A, post)))).toEqual([]);
  });

  test('a key for reposts that holds null does not make a repost', () => {
    expect(ids(timeline(entry(A, legacyPost(A, {}, { retweeted_status_results: null }))))).toEqual([A]);
  });

  test.each([
    'quoted_status_result',
    'quotedRefResult',
    'quoted_tweet_results',
    'quotedPostResults',
    'reply_to_results',
  ])('a post under %s lends its numbers to nobody', (key) => {
    const nested = { result: legacyPost(B, {}, { favorite_count: 99 }) };
    const parsed = own(timeline(entry(A, legacyPost(A, { [key]: nested }))));
    expect(parsed.posts.map((post) => [post.tweetId, post.counters.likes])).toEqual([[A, 5]]);
  });

  test('a deleted quoted post changes nothing', () => {
    expect(ids(timeline(entry(A, legacyPost(A, { quoted_status_result: {} }))))).toEqual([A]);
  });

  test('promoted entries are never own, by metadata or by name', () => {
    const promoted = entry(A, legacyPost(A), { promotedMetadata: { advertiser_results: {} } });
    const named = { ...entry(B, legacyPost(B)), entryId: `promoted-tweet-${B}-abc` };
    expect(ids(timeline(promoted, named, entry(C, legacyPost(C))))).toEqual([C]);
  });

  test('recommended modules count only when the author is asked for and matches', () => {
    const related = module('tweetdetailrelatedtweets-1', [[A, legacyPost(A)]]);
    expect(parseX(timeline(related), { readAt: READ_AT }).posts).toEqual([]);
    expect(ids(timeline(related))).toEqual([A]);
  });

  test('items of conversation modules by other authors are left out', () => {
    const theirs = legacyPost(B, { core: { user_results: {} } }, { user_id_str: OTHER });
    expect(
      ids(
        timeline(
          module('profile-conversation-1', [
            [A, legacyPost(A)],
            [B, theirs],
          ]),
        ),
      ),
    ).toEqual([A]);
  });

  test('posts behind visibility wrappers are read', () => {
    const wrapped = { __typename: 'TweetWithVisibilityResults', tweet: legacyPost(A), limitedActionResults: {} };
    expect(ids(timeline(entry(A, wrapped)))).toEqual([A]);
  });
});

describe('containers', () => {
  const post = legacyPost(A);
  const instructions = [{ type: 'TimelineAddEntries', entries: [entry(A, post)] }];
  test.each([
    ['a pin entry', timelineOf({ type: 'TimelinePinEntry', entry: entry(A, post) }), 'timeline_json'],
    [
      'an addition to a module',
      timelineOf({ type: 'TimelineAddToModule', moduleItems: module('m', [[A, post]]).content.items }),
      'timeline_json',
    ],
    ['a replaced entry', timelineOf({ type: 'TimelineReplaceEntry', entry: entry(A, post) }), 'timeline_json'],
    ['timeline_v2', { data: { user: { result: { timeline_v2: { timeline: { instructions } } } } } }, 'timeline_json'],
    [
      'a search',
      { data: { search_by_raw_query: { search_timeline: { timeline: { instructions } } } } },
      'timeline_json',
    ],
    ['a list', { data: { list: { tweets_timeline: { timeline: { instructions } } } } }, 'timeline_json'],
    [
      'a community',
      { data: { communityResults: { result: { ranked_community_timeline: { timeline: { instructions } } } } } },
      'timeline_json',
    ],
    ['a conversation', { data: { threaded_conversation_with_injections_v2: { instructions } } }, 'status_json'],
    ['one post', { data: { tweetResult: { result: post } } }, 'status_json'],
    ['one post by id', { data: { tweet_result: { result: post } } }, 'status_json'],
    ['a batch', { data: { tweetResult: [{ result: post }, {}] } }, 'batch_json'],
    ['an unheard-of one', { data: { a: { b: [{ whatever: { result: post } }] } } }, 'timeline_json'],
  ])('%s', (_, payload, source) => {
    expect(own(payload).posts.map((found) => [found.tweetId, found.source])).toEqual([[A, source]]);
  });

  test('the source can be given', () => {
    const [first] = parseX(
      { data: { tweetResult: { result: post } } },
      { readAt: READ_AT, source: 'batch_json' },
    ).posts;
    expect(first?.source).toBe('batch_json');
  });

  test('a post that X repeats is read once, from the copy that says more, and stays pinned', () => {
    const poor = legacyPost(A, { views: { state: 'Enabled' } });
    const parsed = own(timelineOf({ type: 'TimelinePinEntry', entry: entry(A, poor) }, ...instructions));
    expect(parsed.posts.map((found) => [found.tweetId, found.counters.impressions, found.isPinned])).toEqual([
      [A, 1234, true],
    ]);
  });

  test('cursors are handed on', () => {
    const cursor = { entryId: 'cursor-bottom-1', content: { cursorType: 'Bottom', value: 'DAAB' } };
    expect(own(timeline(cursor)).cursors).toEqual([{ type: 'Bottom', value: 'DAAB' }]);
  });
});

describe('values', () => {
  test('views that X holds back are unknown', () => {
    const [post] = own(timeline(entry(A, legacyPost(A, { views: { state: 'Enabled' } })))).posts;
    expect(post?.counters.impressions).toBeNull();
  });

  test.each([-1, 1.5, 2 ** 53, '2.1M', '', ' 5', true, {}, [], '99999999999999999999'])(
    'a counter of %j is quarantined and unknown, the others stay',
    (value) => {
      const parsed = own(timeline(entry(A, legacyPost(A, {}, { favorite_count: value }))));
      expect(parsed.posts[0]?.counters).toMatchObject({ likes: null, retweets: 4, replies: 3 });
      expect(parsed.quarantined).toMatchObject([{ tweetId: A, field: 'likes' }]);
    },
  );

  test('digits in a string are a counter', () => {
    expect(own(timeline(entry(A, legacyPost(A, {}, { favorite_count: '0042' })))).posts[0]?.counters.likes).toBe(42);
  });

  test('ids are strings of digits: a number has lost some', () => {
    const parsed = own(timeline({ content: { x: legacyPost(A, { rest_id: Number(A) }, { id_str: undefined }) } }));
    expect(parsed.posts).toEqual([]);
    expect(parsed.quarantined).toMatchObject([{ field: 'tweet_id' }]);
  });

  test('long posts and articles give their full text', () => {
    const note = { note_tweet_results: { result: { text: 'a long one & more' } } };
    const article = {
      article_results: { result: { title: 'T', content_state: { blocks: [{ text: 'one' }, { text: 'two' }] } } },
    };
    const preview = { article_results: { result: { title: 'T', preview_text: 'one…' } } };
    const texts = [{ note_tweet: note }, { article }, { article: preview }].map(
      (extra) => own(timeline(entry(A, legacyPost(A, extra)))).posts[0]?.text,
    );
    expect(texts).toEqual(['a long one & more', 'T\n\none\n\ntwo', 'T\n\none…']);
  });

  test('text is as its author wrote it, but never with NUL or half a character', () => {
    const text = 'a &amp;lt; b \0 \ud800 \u202e';
    const [post] = own(timeline(entry(A, legacyPost(A, {}, { full_text: text })))).posts;
    expect(post?.text).toBe('a &lt; b \ufffd \ufffd \u202e');
  });

  test('ids from before November 2010 tell no time; the stated time is used', () => {
    const [post] = own(
      timeline(entry('20', legacyPost('20', {}, { created_at: 'Tue Mar 21 20:50:14 +0000 2006' }))),
    ).posts;
    expect(post?.createdAt).toEqual(new Date('2006-03-21T20:50:14.000Z'));
  });
});

describe('gone posts and errors', () => {
  test.each([
    [{ __typename: 'TweetTombstone', tombstone: { text: { text: 'This Post was deleted' } } }, 'This Post was deleted'],
    [{ __typename: 'TweetUnavailable', reason: 'Suspended' }, 'Suspended'],
    [{ __typename: 'TweetPreviewDisplay', tweet: { rest_id: A } }, 'TweetPreviewDisplay'],
  ])('a gone post is gone, not zero: %j', (node, reason) => {
    const parsed = own(timeline(entry(A, node)));
    expect(parsed.posts).toEqual([]);
    expect(parsed.gone).toEqual([{ tweetId: A, reason }]);
  });

  test('errors beside usable data are reported and the data kept', () => {
    const payload = { ...timeline(entry(A, legacyPost(A))), errors: [{ message: 'DeadlineExceeded: Unspecified' }] };
    expect(own(payload).posts).toHaveLength(1);
    expect(own(payload).errors).toMatchObject([{ kind: 'deadline_exceeded' }]);
  });

  test.each([
    [{ code: 88, message: 'Rate limit exceeded' }, 'rate_limit'],
    [{ code: 32, message: 'Could not authenticate you' }, 'auth'],
    [{ code: 353, message: 'This request requires a matching csrf cookie and header' }, 'auth'],
    [{ code: 326, message: 'To protect our users…' }, 'locked'],
    [{ code: 64, message: 'Your account is suspended' }, 'suspended'],
    [{ code: 336, message: 'The following features cannot be null' }, 'stale_query'],
    [{ extensions: { code: 131, name: 'DependencyError' }, message: 'Internal error' }, 'over_capacity'],
    [{ message: 'Denied by access control: LoadShed' }, 'over_capacity'],
    [{ message: 'something new' }, 'unknown'],
  ])('%j is of kind %s', (error, kind) => {
    expect(own({ errors: [error] }).errors).toMatchObject([{ kind }]);
  });

  test.each([null, undefined, 1, 'x', [], {}, { data: null }, { data: [] }, { errors: 'no' }])(
    'nothing is read from %j, and nothing thrown',
    (payload) => {
      expect(own(payload)).toMatchObject({ posts: [], accounts: [], gone: [], quarantined: [], errors: [] });
    },
  );

  test('a payload nested a hundred thousand deep is survived', () => {
    const deep = JSON.parse(`${'{"a":['.repeat(50_000)}${']}'.repeat(50_000)}`);
    expect(own(deep).posts).toEqual([]);
  });
});
