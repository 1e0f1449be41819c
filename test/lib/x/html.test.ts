import { describe, expect, test } from 'vitest';
import { decodeEntities, type HtmlToken, htmlTokens } from '../../../lib/x/html.ts';

/** Tokens in short: `<name key=value>`, `</name>` and texts as they are. */
const short = (token: HtmlToken) => {
  if (token.kind === 'text') return token.text;
  if (token.kind === 'close') return `</${token.name}>`;
  return `<${[token.name, ...[...token.attributes].map(([key, value]) => `${key}=${value}`)].join(' ')}>`;
};
const tokens = (html: string) => [...htmlTokens(html)].map(short);

describe('entities', () => {
  test.each([
    ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['a&nbsp;b', 'a\u00a0b'],
    ['&AMP;', '&'],
    ['&#65;&#x42;&#X43;&#x1f600;', 'ABC\u{1f600}'],
    ['&#x10ffff;', '\u{10ffff}'],
    ['&#1;', '\u0001'],
  ])('%j are %j', (text, plain) => expect(decodeEntities(text)).toBe(plain));

  test.each(['&#0;', '&#x110000;', '&hearts;', '&amp', 'a & b;', '&#;', '&a;', '&abcdefg;', '&#12345678;'])(
    '%j stays as it is',
    (text) => expect(decodeEntities(text)).toBe(text),
  );
});

describe('tokens of a page', () => {
  test('are tags and texts in order', () => {
    expect(tokens('a<p>b &amp; c</p>d')).toEqual(['a', '<p>', 'b & c', '</p>', 'd']);
    expect(tokens('')).toEqual([]);
    expect(tokens('only text')).toEqual(['only text']);
    expect(tokens('<p>')).toEqual(['<p>']);
  });

  test('hold attributes however they are quoted, the first of each name, in lower case', () => {
    expect(tokens(`<A HREF="/x?a=1&amp;b=2" title='it "is"' data-id=7 disabled id="1" id="2">`)).toEqual([
      '<a href=/x?a=1&b=2 title=it "is" data-id=7 disabled= id=1>',
    ]);
    expect(tokens('<a href = "/x">')).toEqual(['<a href=/x>']);
    expect(tokens('<br/>')).toEqual(['<br>']);
    expect(tokens('<my-tag x="">')).toEqual(['<my-tag x=>']);
  });

  test('end where their tag ends, not within a quoted attribute', () => {
    expect(tokens('<a title="1 > 0" alt=\'2 > 1\'>b</a>')).toEqual(['<a title=1 > 0 alt=2 > 1>', 'b', '</a>']);
    // A quotation mark that follows no equals sign quotes nothing.
    expect(tokens('<a it"s>b')).toEqual(['<a it= s=>', 'b']);
    expect(tokens(`<a title="it's > that">b`)).toEqual([`<a title=it's > that>`, 'b']);
    expect(tokens('<a href="x')).toEqual(['<a href= x=>']);
  });

  test('leave out comments, cut ones included', () => {
    expect(tokens('a<!-- <p> -->b')).toEqual(['a', 'b']);
    expect(tokens('a<!---->b')).toEqual(['a', 'b']);
    expect(tokens('a<!-- <p> b')).toEqual(['a']);
  });

  test('pass over what is no tag', () => {
    expect(tokens('<!doctype html><p>1 < 2</p>')).toEqual(['<p>', '1 ']);
    expect(tokens('<>a')).toEqual(['a']);
    expect(tokens('<7>a')).toEqual(['a']);
  });

  test.each(['script', 'style', 'textarea', 'title'])('take the contents of %s as one text, undecoded', (name) => {
    expect(tokens(`<${name}>if (a < b && "&amp;") <p></${name.toUpperCase()}>c`)).toEqual([
      `<${name}>`,
      'if (a < b && "&amp;") <p>',
      `</${name}>`,
      'c',
    ]);
    expect(tokens(`<${name}>cut`)).toEqual([`<${name}>`, 'cut']);
  });
});
