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
