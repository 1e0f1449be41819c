import { describe, expect, test } from 'vitest';
import { parseLines } from '../../../lib/x/parse-lines.ts';
import { parseText } from '../../../lib/x/parse-text.ts';
import { legacyPost, OWN, READ_AT } from './payloads.ts';

const A = '2082640274845811115';
const ids = (text: string) => parseText(text, { authorId: OWN, readAt: READ_AT }).posts.map(({ tweetId }) => tweetId);

describe('a recorded file', () => {
  const payload = JSON.stringify({ data: legacyPost(A) });

  test('is read as JSON, with space or a byte order mark before it', () => {
    expect([payload, `\n  ${payload}`, `\ufeff${payload}`].map(ids)).toEqual([[A], [A], [A]]);
  });

  test('is read as a page when it begins like one', () => {
    const page = `<article data-tweet-id="${A}"><button aria-label="3 Likes. Like"></button></article>`;
    const read = (text: string) => parseText(text, { readAt: READ_AT }).posts.map(({ source }) => source);
    expect([page, ` \ufeff${page}`].map(read)).toEqual([['dom_aria'], ['dom_aria']]);
  });

  test('that is empty or neither is refused in words', () => {
    const empty = 'the file is empty; expected JSON that X sent, or a page of X as HTML';
    for (const text of ['', '  \n', '\ufeff']) expect(() => ids(text)).toThrow(new SyntaxError(empty));
    const cut = `{"data":${'x'.repeat(60)}`;
    expect(() => ids(cut)).toThrow(
      /^neither JSON nor HTML \(it begins "\{\\"data\\":x{32}"\): .+\. Is the file complete\?$/,
    );
    expect(() => ids(cut)).toThrow(SyntaxError);
  });
});

test('lines say what X showed, and null where it did not', () => {
  const { posts } = parseText(JSON.stringify({ data: [legacyPost(A), legacyPost('20', { views: {} })] }), {
    readAt: READ_AT,
  });
  expect(parseLines(posts)).toEqual([
    {
      tweet_id: A,
      author_id: OWN,
      created_at: '2026-07-30T01:31:49.765Z',
      impressions: 1234,
      likes: 5,
      retweets: 4,
      replies: 3,
      quotes: 2,
      bookmarks: 1,
      source: 'timeline_json',
    },
    expect.objectContaining({ tweet_id: '20', created_at: null, impressions: null, likes: 5 }),
  ]);
});
