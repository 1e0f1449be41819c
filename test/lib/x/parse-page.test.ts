import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAriaLabel } from '../../../lib/x/aria-label.ts';
import type { QuarantinedValue } from '../../../lib/x/observation.ts';
import { parsePage } from '../../../lib/x/parse-page.ts';
import { readScriptLiterals } from '../../../lib/x/script-literal.ts';
import { sharedPath } from '../../support/shared.ts';
import { OWN, READ_AT } from './payloads.ts';

const A = '2100698123983347787';

describe('labels for screen readers', () => {
  const read = (label: string) => {
    const quarantined: QuarantinedValue[] = [];
    return { counters: parseAriaLabel(label, { tweetId: A, quarantined }), quarantined };
  };

  test('are parsed by word, in any order, with parts left out', () => {
    expect(read('30142 views, 1 like').counters).toEqual({ impressions: 30_142, likes: 1 });
    expect(read('48 replies, 152 reposts, 553 likes, 9 bookmarks, 1,234 views').counters).toEqual({
      replies: 48,
      retweets: 152,
      likes: 553,
      bookmarks: 9,
      impressions: 1234,
    });
  });

  test.each(['29.9K views', '2.1M views', '1.234 views', '3万 views', '12.3 views'])('%s is refused', (label) => {
    expect(read(label).counters).toEqual({});
    expect(read(label).quarantined).toMatchObject([{ tweetId: A, field: 'impressions' }]);
  });

  test('know each counter by its word, in singular and plural, whatever its case', () => {
    const words = [
      ['reply', 'replies', 'replies'],
      ['repost', 'reposts', 'retweets'],
      ['Retweet', 'Retweets', 'retweets'],
      ['quote', 'quotes', 'quotes'],
      ['LIKE', 'Likes', 'likes'],
      ['bookmark', 'bookmarks', 'bookmarks'],
      ['view', 'views', 'impressions'],
    ] as const;
    for (const [one, many, name] of words) {
      expect(read(`1 ${one}`).counters).toEqual({ [name]: 1 });
      expect(read(`22 ${many} of something`).counters).toEqual({ [name]: 22 });
      expect(read(`22 some ${many}`).counters).toEqual({});
      expect(read(`22 ${many}x`).counters).toEqual({});
    }
  });

  test('are split at commas, semicolons and full stops, not inside numbers', () => {
    expect(read('1,234,567 likes; 12,345 views. 7 replies;8 quotes').counters).toEqual({
      likes: 1_234_567,
      impressions: 12_345,
      replies: 7,
      quotes: 8,
    });
    expect(read('  3   likes').counters).toEqual({ likes: 3 });
  });

  test('give the first number of a counter, and none without digits', () => {
    expect(read('3 likes, 9 likes').counters).toEqual({ likes: 3 });
    expect(read('no likes, Like').counters).toEqual({});
    expect(read('no likes').quarantined).toEqual([]);
  });

  test('are refused with the reason where a number is not exact', () => {
    expect(read('1,23 likes').quarantined).toEqual([
      {
        tweetId: A,
        field: 'likes',
        got: '1,23 likes',
        reason: 'not an exact number: abbreviated text is floored and refused',
      },
    ]);
    const odd = ['1234,567', '1,2345', '12345678901234567', '9999999999999999', 'x5', '5x'];
    for (const number of odd) expect(read(`${number} likes`).counters).toEqual({});
    expect(read(`9K likes ${'x'.repeat(90)}`).quarantined[0]?.got).toBe(`9K likes ${'x'.repeat(71)}`);
  });

  test('other languages are not guessed at', () => {
    expect(read('48 件の返信、152 件のリポスト').counters).toEqual({});
  });
});

describe('literals in scripts', () => {
  test('assignments, references, escapes and constants are read without evaluation', () => {
    const script =
      '($R=>$R[0]={a:$R[1]={n:-1.5e2,t:!0,f:!1,u:void 0,z:null,i:1/0},b:$R[1],"q\\u0041\\x42":\'it\\\'s\\n\',l:[1,,"x"]})($R["tsr"]);f(2)';
    const tree = readScriptLiterals(script);
    const a = { n: -150, t: true, f: false, u: undefined, z: null, i: undefined };
    expect(tree).toEqual({ '#0': { a, b: a, qAB: "it's\n", l: [1, 'x'] }, '#1': ['tsr'] });
  });

  test('a beginning that is missing becomes the first child of what follows', () => {
    expect(readScriptLiterals('a:1}},entry_id:"tweet-1"')).toEqual({ '#0': { '#0': { a: 1 } }, entry_id: 'tweet-1' });
  });

  test('__proto__ is a key like any other', () => {
    const tree = readScriptLiterals('{"__proto__":{polluted:1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(tree['#0'] as object)).toEqual(['__proto__']);
  });

  test.each(['{', '"', '$R[', '}}}}', '/*', 'a:{b:[', '$R[1]=$R[1]', '\\'])('%s is survived', (script) => {
    expect(() => readScriptLiterals(script)).not.toThrow();
  });
});

/** The flat store of summer 2026, as public parsers describe it. */
function relayStore(key: string, views: string, legacy = 'retweeted_status_results:null'): string {
  return `<html><script class="$tsr">$R[0]={
    "${key}":$R[100]={__id:"${key}",__typename:"Tweet",rest_id:"${A}",counts:$R[102]={__ref:"client:${key}:counts"},
      core:$R[1]={__ref:"client:${key}:core"},views:$R[103]={__ref:"client:${key}:views"},
      legacy:$R[104]={__ref:"client:${key}:legacy"},details:$R[105]={__ref:"client:${key}:details"}},
    "client:${key}:core":$R[2]={__id:"client:${key}:core",user_results:$R[3]={__ref:"client:${key}:core:user_results"}},
    "client:${key}:core:user_results":$R[4]={result:$R[5]={__ref:"${btoa(`User:${OWN}`)}"}},
    "${btoa(`User:${OWN}`)}":$R[6]={__id:"${btoa(`User:${OWN}`)}",__typename:"User",rest_id:"${OWN}"},
    "client:${key}:counts":$R[108]={__id:"client:${key}:counts",__typename:"ApiCounts",reply_count:4,retweet_count:5,favorite_count:1200,quote_count:2,bookmark_count:9},
    "client:${key}:views":$R[109]={__id:"client:${key}:views",__typename:"ViewCountInfo",count:"${views}"},
    "client:${key}:legacy":$R[110]={__id:"client:${key}:legacy",__typename:"LegacyTweet",${legacy}},
    "client:${key}:details":$R[111]={__id:"client:${key}:details",__typename:"TBirdData",full_text:"I like tests."}}
    </script></html>`;
}

describe('the embedded store of logged-out pages', () => {
  const read = (html: string, authorId: string | null = OWN) => parsePage(html, { authorId, readAt: READ_AT });

  test.each([btoa(`Tweet:${A}`), `VHdlZXQ6${A}`])('a flat store with the key %s is put together again', (key) => {
    const [post] = read(relayStore(key, '98765')).posts;
    expect(post).toMatchObject({ tweetId: A, authorId: OWN, source: 'ssr_store', text: 'I like tests.' });
    expect(post?.counters).toMatchObject({ impressions: 98_765, likes: 1200, retweets: 5, replies: 4, quotes: 2 });
  });

  test('an abbreviated view count is quarantined', () => {
    const parsed = read(relayStore(btoa(`Tweet:${A}`), '98.7K'));
    expect(parsed.posts[0]?.counters.impressions).toBeNull();
    expect(parsed.quarantined).toMatchObject([{ tweetId: A, field: 'impressions', got: '98.7K' }]);
  });

  test('a repost in the store is not own', () => {
    const html = relayStore(btoa(`Tweet:${A}`), '1', 'retweeted_status_results:$R[8]={__ref:"VHdlZXQ6MQ=="}');
    expect(read(html).posts).toEqual([]);
    expect(read(html, null).posts).toEqual([]);
  });
});

describe('a store of linked records', () => {
  const store = (records: Record<string, unknown>) =>
    `<script>$R[0]=${JSON.stringify({ favorite_count: 'marks the script', records })}</script>`;
  const read = (records: Record<string, unknown>, authorId: string | null = null) =>
    parsePage(store(records), { authorId, readAt: READ_AT });
  const KEY = btoa(`Tweet:${A}`);
  const counts = { __id: `client:${KEY}:counts`, favorite_count: 7 };
  const bare = { [`client:${KEY}:counts`]: counts };

  test('gives a post of which only parts are there', () => {
    expect(read(bare).posts).toMatchObject([
      { tweetId: A, source: 'ssr_store', counters: { likes: 7, replies: null } },
    ]);
    const facets = {
      ...bare,
      [`client:${KEY}:views`]: { count: '40' },
      [`client:${KEY}:details`]: { full_text: 'text' },
      [`client:${KEY}:legacy`]: { user_id_str: OWN, in_reply_to_status_id_str: '19' },
      [`client:${KEY}:edit_control`]: { edit_tweet_ids: ['18', A] },
      [`client:${KEY}:note_tweet`]: { result: { text: 'long text' } },
    };
    expect(read(facets).posts).toMatchObject([
      {
        authorId: OWN,
        text: 'long text',
        inReplyToTweetId: '19',
        editTweetIds: ['18', A],
        counters: { impressions: 40 },
      },
    ]);
    const answer = { ...bare, [`client:${KEY}:reply_to_results`]: { rest_id: '17' } };
    expect(read(answer).posts).toMatchObject([{ inReplyToTweetId: '17' }]);
    const core = { ...bare, [`client:${KEY}:core`]: { user_results: { result: { rest_id: OWN } } } };
    expect(read(core).posts).toMatchObject([{ authorId: OWN }]);
  });

  test('holds the post’s own part before one of the same name', () => {
    const own = { [KEY]: { __id: KEY, counts: { favorite_count: 8 } }, ...bare };
    expect(read(own).posts).toMatchObject([{ counters: { likes: 8 } }]);
  });

  test('follows links and lists of links, ten deep', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 12 }, (_, k) => [
        `client:link:${k}`,
        { __id: `client:link:${k}`, __ref: `client:link:${k + 1}` },
      ]),
    );
    const end = (depth: number) => ({ [`client:link:${depth}`]: { favorite_count: 5 } });
    const post = { [KEY]: { __id: KEY, counts: { __ref: 'client:link:1' } } };
    expect(read({ ...post, ...chain, ...end(8) }).posts).toMatchObject([{ counters: { likes: 5 } }]);
    expect(read({ ...post, ...chain, ...end(9) }).posts).toMatchObject([{ counters: { likes: null } }]);
    const listed = {
      [KEY]: {
        __id: KEY,
        counts,
        edit_control: { edit_tweet_ids: ['18', A] },
        organic_metrics_total: { __refs: ['client:m'] },
      },
      'client:m': { metric_type: 'Likes', metric_value: 6 },
    };
    expect(read(listed).posts).toMatchObject([{ source: 'ssr_store', counters: { likes: 6 } }]);
  });

  test('is found inside lists, and links that lead in a circle end', () => {
    expect(parsePage(store([bare] as never), { readAt: READ_AT }).posts).toMatchObject([{ counters: { likes: 7 } }]);
    for (const link of [{ __ref: 'client:loop' }, { __refs: ['client:loop'] }]) {
      const loop = {
        ...bare,
        [KEY]: { __id: KEY, counts, other: link },
        'client:loop': { __id: 'client:loop', inner: link },
      };
      expect(read(loop).posts).toMatchObject([{ tweetId: A, counters: { likes: 7 } }]);
    }
  });

  test('knows posts by nothing but their keys', () => {
    const at = (key: string) => read({ [`client:${key}:counts`]: { favorite_count: 7 } }).posts.length;
    expect([at(`VHdlZXQ6${A}`), at(`xVHdlZXQ6${A}`), at(`VHdlZXQ6${A}x`), at('VHdlZXQ6x'), at('VHdlZXQ60')]).toEqual([
      1, 0, 0, 0, 0,
    ]);
  });

  test('marks posts that others quote or repost: they are not shown for themselves', () => {
    const quoting = { ...bare, 'client:x': { quoted_tweet_results: { __ref: KEY } } };
    expect(read(quoting).posts).toEqual([]);
    expect(read({ ...bare, 'client:x': { other_results: { __ref: KEY } } }).posts).toHaveLength(1);
    expect(read({ ...bare, 'client:x': { quoted_tweet_results: { __ref: 'client:y' } } }).posts).toHaveLength(1);
  });

  test('knows its users, by handle as well, and no records that are none of its own', () => {
    const me = { __id: 'u1', __typename: 'User', rest_id: OWN, core: { __ref: 'client:u1:core' } };
    const linked = { u1: me, 'client:u1:core': { __id: 'client:u1:core', screen_name: 'Me' } };
    expect(read(linked).accounts).toMatchObject([{ userId: OWN, handle: 'me' }]);
    expect(read({ u2: { __id: 'u2', __typename: 'User' } }).accounts).toEqual([]);
    const article = `<article><a href="/Me/status/20">x</a><button aria-label="3 Likes. Like"></button></article>`;
    const page = parsePage(store(linked) + article, { authorId: OWN, readAt: READ_AT });
    expect(page.posts).toMatchObject([{ tweetId: '20', authorId: OWN }]);
    const other = parsePage(`${store({ x: { __id: 'y', rest_id: A, counts } })}`, { readAt: READ_AT });
    expect(other.posts).toMatchObject([{ tweetId: A, counters: { likes: 7 } }]);
  });

  test('is read from scripts that hold counters only, and before what is rendered', () => {
    const html = `<script>$R[0]={"client:${KEY}:counts":{likes:7}}</script>`;
    expect(parsePage(html, { readAt: READ_AT }).posts).toEqual([]);
    for (const word of ['reply_count', 'relationship_counts']) {
      const script = `<script>$R[0]={"client:${KEY}:counts":{"${word}":7}}</script>`;
      expect(parsePage(script, { readAt: READ_AT }).posts).toHaveLength(1);
      expect(parsePage(script.replaceAll('script', 'p'), { readAt: READ_AT }).posts).toEqual([]);
    }
    const article = `<article><a href="/Me/status/${A}">x</a><button aria-label="9 Likes. Like"></button></article>`;
    expect(parsePage(store(bare) + article, { readAt: READ_AT }).posts.map(({ counters: { likes } }) => likes)).toEqual(
      [7],
    );
    expect(parsePage(store(bare), { readAt: READ_AT, source: 'import' }).posts).toMatchObject([{ source: 'import' }]);
  });
});

describe('rendered articles', () => {
  const article = (inside: string) =>
    `<article data-tweet-id="${A}"><a href="/Me">Me</a><a href="/Me/status/${A}">1h</a>${inside}</article>`;
  const read = (html: string) => parsePage(html, { readAt: READ_AT });

  test('of the newer page: the labels of its buttons', () => {
    const buttons = ['3 Replies. Reply', '5 reposts. Repost', '41 Likes. Like', 'Bookmark'];
    const html = article(buttons.map((label) => `<button aria-label="${label}"></button>`).join(''));
    const [post] = read(html).posts;
    expect(post).toMatchObject({ tweetId: A, source: 'dom_aria' });
    expect(post?.counters).toMatchObject({ replies: 3, retweets: 5, likes: 41, bookmarks: null, impressions: null });
  });

  test('in another language are not read, and it is said', () => {
    const parsed = read(article('<div role="group" aria-label="48 件の返信、553 件のいいね"></div>'));
    expect(parsed.posts).toEqual([]);
    expect(parsed.quarantined).toMatchObject([{ tweetId: A, field: 'aria-label', got: '48 件の返信、553 件のいいね' }]);
  });

  test('of reposts are not own', () => {
    const context = '<span data-testid="socialContext">Me reposted</span>';
    expect(read(article(`${context}<button aria-label="3 Likes. Like">`)).posts).toEqual([]);
  });
});

describe('the id and author of a rendered article', () => {
  const LIKES = '<button aria-label="3 Likes. Like"></button>';
  const read = (html: string, options = {}) => parsePage(html, { readAt: READ_AT, ...options }).posts;
  const links = (...hrefs: string[]) => hrefs.map((href) => `<a href="${href}">x</a>`).join('');
  const idsOf = (...hrefs: string[]) =>
    read(`<article>${links(...hrefs)}${LIKES}</article>`).map(({ tweetId }) => tweetId);

  test('are those of its one permalink', () => {
    expect(idsOf(`/Me/status/${A}`)).toEqual([A]);
    expect(idsOf(`https://x.com/Me/status/${A}`, `/Me/status/${A}/analytics`)).toEqual([A]);
    expect(idsOf(`/Me/status/${A}/photo/1`)).toEqual([]);
    expect(idsOf(`/i/Me/status/${A}`)).toEqual([]);
    expect(idsOf(`/Me/status/${A}`, '/Me/status/20')).toEqual([]);
    expect(idsOf('/Me/status/0')).toEqual([]);
    expect(idsOf('/AHandleOfSixteen/status/20')).toEqual([]);
    expect(idsOf('/Me')).toEqual([]);
  });

  test('are stated by the article itself in newer pages, by no other element', () => {
    const html = `<article data-tweet-id="${A}">${links('/Else/status/20')}${LIKES}</article>`;
    expect(read(html).map(({ tweetId }) => tweetId)).toEqual([A]);
    expect(read(`<article><p data-tweet-id="${A}"></p>${LIKES}</article>`)).toEqual([]);
    expect(read(`<article data-tweet-id="0">${links('/Me/status/20')}${LIKES}</article>`)[0]?.tweetId).toBe('20');
  });

  test('belong to the author whose handle the link names', () => {
    const html = `<article>${links(`/Me/status/${A}`)}${LIKES}</article>`;
    expect(read(html, { authorId: OWN, handle: 'me' })[0]?.authorId).toBe(OWN);
    expect(read(html, { authorId: OWN, handle: 'else' })).toEqual([]);
    expect(read(html, { authorId: OWN })).toEqual([]);
    expect(read(html)[0]?.authorId).toBeNull();
    const stated = `<article data-tweet-id="${A}">${links('/search?q=1', '/Me', '/Else')}${LIKES}</article>`;
    expect(read(stated, { authorId: OWN, handle: 'me' })[0]?.authorId).toBe(OWN);
    const nameless = `<article data-tweet-id="${A}">${LIKES}</article>`;
    expect(read(nameless, { authorId: OWN, handle: null })).toEqual([]);
  });

  test('are read once, from the first article of each', () => {
    const article = `<article>${links(`/Me/status/${A}`)}${LIKES}</article>`;
    expect(read(article + article)).toHaveLength(1);
  });

  test('are not those of an article inside', () => {
    const inner = `<article>${links('/Else/status/20')}<button aria-label="9 Likes. Like"></button></article>`;
    const html = `<article>${links(`/Me/status/${A}`)}${inner}${LIKES}</article>`;
    expect(read(html).map(({ tweetId, counters }) => [tweetId, counters.likes])).toEqual([
      [A, 3],
      ['20', 9],
    ]);
  });
});

describe('what a rendered article says', () => {
  const read = (inside: string) =>
    parsePage(`<article><a href="/Me/status/${A}">1h</a>${inside}</article>`, { readAt: READ_AT });
  const counters = (inside: string) => read(inside).posts[0]?.counters;
  const UNKNOWN = {
    impressions: null,
    likes: null,
    retweets: null,
    replies: null,
    quotes: null,
    bookmarks: null,
    newFollows: null,
    profileVisits: null,
  };

  test('is one reading of the page', () => {
    expect(read('<button aria-label="3 Likes. Like"></button>').posts[0]).toEqual({
      tweetId: A,
      authorId: null,
      createdAt: new Date('2026-09-17T21:27:16.498Z'),
      readAt: READ_AT,
      source: 'dom_aria',
      counters: { ...UNKNOWN, likes: 3 },
      text: null,
      conversationId: null,
      inReplyToTweetId: null,
      inReplyToAuthorId: null,
      editTweetIds: [A],
      isRepost: false,
      isPinned: false,
    });
  });

  test('stands in the label of its group, if there is one with numbers', () => {
    const group = '<div role="group" aria-label="3 likes, 40 views"></div>';
    const button = '<button aria-label="9 Likes. Like"></button>';
    expect(counters(group + button)).toEqual({ ...UNKNOWN, likes: 3, impressions: 40 });
    expect(counters(`<div role="group" aria-label="actions"></div>${button}`)).toEqual({ ...UNKNOWN, likes: 9 });
    expect(counters(group + group + button)).toEqual({ ...UNKNOWN, likes: 9 });
    expect(counters(`<div role="list" aria-label="3 likes"></div>${button}`)).toEqual({ ...UNKNOWN, likes: 9 });
  });

  test.each(['reply', 'retweet', 'unretweet', 'like', 'unlike', 'bookmark', 'removeBookmark'])(
    'stands in the labels of its actions: %s',
    (id) => {
      expect(counters(`<div data-testid="${id}" aria-label="9 Likes. Like"></div>`)).toMatchObject({ likes: 9 });
      expect(counters(`<div data-testid="my-${id}" aria-label="9 Likes. Like"></div>`)).toBeUndefined();
      expect(counters(`<div data-testid="${id}-x" aria-label="9 Likes. Like"></div>`)).toBeUndefined();
    },
  );

  test('stands in the label of the link to its analytics', () => {
    const link = (href: string) => counters(`<a href="${href}" aria-label="40 views. View post analytics"></a>`);
    expect(link(`/Me/status/${A}/analytics`)).toEqual({ ...UNKNOWN, impressions: 40 });
    expect(link('/Me/analytics/x')).toBeUndefined();
  });

  test('is not guessed where no label has numbers in English', () => {
    const reason = 'no exact English label with numbers: the page may be in another language or have changed';
    expect(read('')).toMatchObject({
      posts: [],
      quarantined: [{ tweetId: A, field: 'aria-label', got: 'no label', reason }],
    });
    expect(read('<div aria-label="Gefällt mir"></div><div aria-label="b"></div>').quarantined).toEqual([
      { tweetId: A, field: 'aria-label', got: 'Gefällt mir', reason },
    ]);
  });

  const LIKES = '<button aria-label="3 Likes. Like"></button>';
  const textOf = (html: string) => read(html + LIKES).posts[0]?.text;

  test('of its text is what people read, pictures of characters included', () => {
    expect(
      textOf('<div data-testid="tweetText"><span>It <b>works</b></span> <img alt="🎉"> &amp; more</div> not this'),
    ).toBe('It works 🎉 & more');
    expect(textOf('<div data-testid="tweetText"><div>in</div>side</div><div>out</div>')).toBe('inside');
    expect(textOf('<div data-testid="tweetText"><img>x</div>')).toBe('x');
    expect(textOf('<div data-testid="tweetText"></div>')).toBeNull();
    expect(textOf('<div data-testid="other">x</div>')).toBeNull();
  });

  test('of its context is whether it is pinned, or a repost', () => {
    const context = (text: string) => read(`<span data-testid="socialContext">${text}</span>${LIKES}`).posts[0];
    expect(context('Pinned')?.isPinned).toBe(true);
    expect(context(' pinned post')?.isPinned).toBe(true);
    expect(context('Somebody pinned')?.isPinned).toBe(false);
    expect([context('You reposted'), context('Me Retweeted')]).toEqual([undefined, undefined]);
    expect(context('unreposted')?.tweetId).toBe(A);
  });
});

const dom = sharedPath('recorded', 'x', 'dom');
const skipped = dom === null ? ' (skipped: ../shared/recorded/x is absent)' : '';

describe.skipIf(dom === null)(`recorded pages${skipped}`, () => {
  const read = (file: string, options = {}) =>
    parsePage(readFileSync(join(dom as string, file), 'utf8'), { readAt: READ_AT, ...options });

  test('a logged-out page: exact counts, the id from the entry, the author by this page’s own users', () => {
    const { posts, accounts } = read('2026-10_nested_tree.html', { authorId: '2103' });
    expect(posts).toMatchObject([{ tweetId: '2105738378847170635', authorId: '2103', source: 'ssr_store' }]);
    expect(posts[0]?.counters).toEqual({
      impressions: 21_711,
      likes: 41,
      retweets: 5,
      replies: 14,
      quotes: 0,
      bookmarks: 1,
      newFollows: null,
      profileVisits: null,
    });
    expect(accounts).toMatchObject([{ userId: '2103', handle: 'memeinds', followers: 770, following: 0, posts: 16 }]);
  });

  test('a status page: the exact label, not the visible 29.9K', () => {
    const [post] = read('x-tweet-sample.html').posts;
    expect(post).toMatchObject({ tweetId: '1981398750557065646', source: 'dom_aria', authorId: null });
    expect(post?.counters).toMatchObject({ impressions: 30_142, likes: 553, retweets: 152, replies: 48, bookmarks: 9 });
    expect(post?.counters.quotes).toBeNull();
  });

  test('a quote: the quoting post’s id and label, not the quoted one’s', () => {
    const [post] = read('x-tweet-quote.html', { authorId: '7', handle: 'testquoter' }).posts;
    expect(post).toMatchObject({ tweetId: '1983130065320780162', authorId: '7' });
    expect(post?.counters).toMatchObject({ impressions: 2_596_467, likes: 25_616, retweets: 4483, replies: 2534 });
  });

  test('a rendered post of an unknown author is not own', () => {
    expect(read('x-tweet-quote.html', { authorId: '7', handle: 'somebodyelse' }).posts).toEqual([]);
  });
});
