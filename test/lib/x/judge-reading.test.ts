import { describe, expect, test } from 'vitest';
import { judgeReading, type PriorReading } from '../../../lib/x/judge-reading.ts';
import type { PostCounters, PostObservation } from '../../../lib/x/observation.ts';
import { canBeSameText } from '../../../lib/x/same-text.ts';
import { OTHER, OWN, READ_AT } from './payloads.ts';

const counters: PostCounters = {
  impressions: 1000,
  likes: 10,
  retweets: 4,
  replies: 3,
  quotes: 1,
  bookmarks: null,
  newFollows: null,
  profileVisits: null,
};
const previous: PriorReading = {
  counters,
  source: 'timeline_json',
  authorId: OWN,
  text: 'We shipped the new API today',
};

function reading(changes: Partial<PostCounters>, more: Partial<PostObservation> = {}): PostObservation {
  return {
    tweetId: '1',
    authorId: OWN,
    createdAt: null,
    readAt: READ_AT,
    source: 'timeline_json',
    counters: { ...counters, ...changes },
    text: 'We shipped the new API today',
    conversationId: null,
    inReplyToTweetId: null,
    inReplyToAuthorId: null,
    editTweetIds: ['1'],
    isRepost: false,
    isPinned: false,
    ...more,
  };
}

describe('a reading against what was believed before', () => {
  test('the first reading of a post is believed', () => {
    expect(judgeReading(null, reading({ likes: 0 })).quality).toBe('ok');
  });

  test('a counter above 3 that reads zero is suspect, and named', () => {
    const judged = judgeReading(previous, reading({ likes: 0, retweets: 0 }));
    expect(judged.quality).toBe('suspect');
    expect(judged.suspect).toEqual(['likes', 'retweets']);
    expect(judged.reason).toContain('likes 10 -> 0');
  });

  test('3 may become 0, and likes may fall', () => {
    expect(judgeReading(previous, reading({ replies: 0, likes: 4 })).quality).toBe('ok');
  });

  test('views that fall are suspect, by however little', () => {
    expect(judgeReading(previous, reading({ impressions: 999 })).suspect).toEqual(['impressions']);
    expect(judgeReading(previous, reading({ impressions: 1000 })).quality).toBe('ok');
  });

  test('an unknown counter is no zero', () => {
    expect(judgeReading(previous, reading({ likes: null, impressions: null })).quality).toBe('ok');
  });

  test('sources that count differently are not compared', () => {
    expect(judgeReading(previous, reading({ likes: 0 }, { source: 'dom_aria' })).quality).toBe('ok');
    expect(judgeReading(previous, reading({ likes: 0 }, { source: 'status_json' })).quality).toBe('suspect');
  });

  test('is judged by the highest value that was believed, not by the latest', () => {
    const peaks = { ...counters, likes: 9, impressions: 2000 };
    const low: PriorReading = { ...previous, counters: { ...counters, likes: 2, impressions: null }, peaks };
    expect(judgeReading(low, reading({ likes: 0, impressions: 1999 }))).toEqual({
      quality: 'suspect',
      suspect: ['impressions', 'likes'],
      reason: 'counters that cannot be right: impressions 2000 -> 1999, likes 9 -> 0',
    });
    expect(
      judgeReading({ ...low, peaks: { ...peaks, likes: null } }, reading({ likes: 0, impressions: 2000 })),
    ).toEqual({
      quality: 'ok',
      suspect: [],
      reason: null,
    });
  });

  test('is believed of a counter that nobody knew before', () => {
    const unknown = Object.fromEntries(Object.keys(counters).map((name) => [name, null])) as unknown as PostCounters;
    expect(judgeReading({ ...previous, counters: unknown }, reading({ likes: 0, impressions: 0 })).quality).toBe('ok');
  });

  test('names the strange author and the strange text, its first sixty letters', () => {
    expect(judgeReading(previous, reading({}, { authorId: OTHER })).reason).toBe(
      `author ${OTHER} where the stored post has ${OWN}`,
    );
    const strange = 'Completely unrelated words about gardening and everything that grows in a garden';
    expect(judgeReading(previous, reading({}, { text: strange }))).toEqual({
      quality: 'quarantined',
      suspect: [],
      reason: `text "${strange.slice(0, 60)}" where the stored post has "We shipped the new API today"`,
    });
    const long = judgeReading({ ...previous, text: strange }, reading({})).reason;
    expect(long).toBe(`text "We shipped the new API today" where the stored post has "${strange.slice(0, 60)}"`);
  });

  test('may leave its author or its text out, as may what is stored', () => {
    for (const more of [{ authorId: null }, { text: null }]) {
      expect(judgeReading(previous, reading({}, more)).quality).toBe('ok');
      expect(judgeReading({ ...previous, ...more }, reading({})).quality).toBe('ok');
    }
  });

  test('another author is quarantined', () => {
    expect(judgeReading(previous, reading({}, { authorId: OTHER }))).toMatchObject({ quality: 'quarantined' });
  });

  test('another text is quarantined, whatever its numbers', () => {
    const judged = judgeReading(
      previous,
      reading({ likes: 0 }, { text: 'Completely unrelated words about gardening' }),
    );
    expect(judged.quality).toBe('quarantined');
  });
});

describe('texts of one post', () => {
  test.each([
    ['We shipped the new API today https://t.co/abc', 'We shipped the new API today'],
    ['We shipped the new API today, and this is the whole long story of it', 'We shipped the new API today…'],
    ['We shipped the new API todai', 'We shipped the new API today'],
    ['https://t.co/abc', 'something else entirely, an article'],
    ['今日は新しいAPIを公開しました', '今日は新しい API を公開しました'],
    ['Version 2.0: it works -- really!', 'version 2 0 it works really'],
    ['ＦＵＬＬ width letters', 'full width letters'],
    // Three runs of three letters are too few to tell.
    ['abcde', 'vwxyz'],
    // Half of the runs of the shorter one: abc and bcd of abc, bcd, cdx, dxy.
    ['abcdxy', 'abcdefghij'],
  ])('%j can be %j', (left, right) => {
    expect([canBeSameText(left, right), canBeSameText(right, left)]).toEqual([true, true]);
  });

  test.each([
    ['We shipped the new API today', 'Your account can now become a programmable intelligence system'],
    ['今日は新しいAPIを公開しました', '明日の天気は晴れのち曇りです'],
    ['abcdef', 'uvwxyz'],
    // Two of five runs are less than half.
    ['abcdxyz', 'abcdefghij'],
    // What both have in common is only the link.
    ['https://t.co/abcdefgh grow tomatoes', 'https://t.co/abcdefgh ship software'],
  ])('%j cannot be %j', (left, right) => {
    expect([canBeSameText(left, right), canBeSameText(right, left)]).toEqual([false, false]);
  });
});
