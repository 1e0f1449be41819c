import { describe, expect, it } from 'vitest';
import { entitiesIn } from '../../../lib/content/entities.ts';

describe('links in a text', () => {
  it.each([
    'Read https://evil.example/x now',
    'Read evil.com now',
    'EVIL.COM',
    'see foo.zip',
    'hxxps://evil.example',
    'evil[.]com is the place',
    'evil (dot) com is the place',
    'ｅｖｉｌ．ｃｏｍ',
    'evil。com',
    'e\u200bvil.c\u200bom',
    'go to 203.0.113.9 today',
    'www .evil',
    'evil.brandnewtld/claim',
    'mailto:someone',
    'ftp://files',
    't.co/abc',
    '_evil.com',
    '#evil.com',
    '-evil.com and /evil.ru',
    'evil dot com',
    'xевил.com',
    'пример.рф/x',
  ])('%j holds one', (text) => {
    expect(entitiesIn(text).links).not.toEqual([]);
  });

  it.each([
    'Runs at 3.5 kW, e.g. at night. It works.',
    'Version 1.2.3 of node.js is out',
    'A day.And a night',
    'either/or, 24/7, 1/3',
    'Costs 1.500,00 € i.e. a lot...',
    'Wait for it: done.',
    'The dot commands of the shell',
    'z.B. bei -5 °C, u.a. nachts, No.1, B.V., 10:30-11.45',
  ])('%j holds none', (text) => {
    expect(entitiesIn(text).links).toEqual([]);
  });
});

describe('a text that wants to take long', () => {
  // X's patterns need seconds for this where it is ten times as long; candidates and examples are cut before.
  it.each(['a.'.repeat(750), 'x'.repeat(1_500), '@'.repeat(1_500), 'a@'.repeat(750), '/-.'.repeat(500)])(
    'is read all the same (%#)',
    (text) => {
      expect(Object.keys(entitiesIn(text))).toHaveLength(5);
    },
  );
});

describe('mentions, addresses and tags in a text', () => {
  it.each([
    ['Thanks @bob and @alice_1', ['bob', 'alice_1']],
    ['Thanks ＠bob', ['bob']],
    ['Thanks @\u200bbob', ['bob']],
    ['(@bob)', ['bob']],
    ['3 kW @ 45 degrees', []],
  ])('%j mentions %j', (text, mentions) => {
    expect(entitiesIn(text).mentions).toEqual(mentions);
  });

  it('tells an address from a mention and a link', () => {
    expect(entitiesIn('Write to jane.doe@example.com')).toMatchObject({
      addresses: ['jane.doe@example.com'],
      mentions: [],
      links: [],
    });
  });

  it.each([
    ['Call +49 (30) 1234-5678 now', 1],
    ['Call 0049 30 12345678', 1],
    ['It cost +15,000 in 2025-2026, 0012 times, +3 to +26', 0],
  ])('%j holds %i telephone numbers', (text, count) => {
    expect(entitiesIn(text).addresses).toHaveLength(count);
  });

  it('counts cashtags and hashtags, not prices and numbers', () => {
    expect(entitiesIn('$TSLA and $AAPL cost $100, #solar #日本 #1')).toMatchObject({
      cashtags: ['TSLA', 'AAPL'],
      hashtags: ['solar', '日本'],
    });
  });
});
