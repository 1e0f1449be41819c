import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLines } from '../../../lib/x/parse-lines.ts';
import { parseText } from '../../../lib/x/parse-text.ts';
import { parseX } from '../../../lib/x/parse-x.ts';
import { sharedPath } from '../../support/shared.ts';
import { OWN, READ_AT } from './payloads.ts';

const folder = sharedPath('recorded', 'x');
const skipped = folder === null ? ' (skipped: ../shared/recorded/x is absent)' : '';

describe.skipIf(folder === null)(`recorded payloads${skipped}`, () => {
  const read = (file: string) => JSON.parse(readFileSync(join(folder as string, file), 'utf8'));
  const own = (file: string) => parseX(read(file), { authorId: OWN, readAt: READ_AT });

  test('a timeline with 16 reposts gives the five own posts and nothing else', () => {
    const lines = parseLines(own('raw_user_tweets.json').posts);
    expect(lines.map((line) => line.tweet_id)).toEqual([
      '2019881223666233717',
      '2082640274845811115',
      '2082640276389249363',
      '2074882755905585583',
      '2072126677535346779',
    ]);
    expect(lines[0]).toEqual({
      tweet_id: '2019881223666233717',
      author_id: OWN,
      created_at: '2026-02-06T21:09:45.957Z',
      impressions: 2_525_462,
      likes: 5569,
      retweets: 832,
      replies: 783,
      quotes: 573,
      bookmarks: 2810,
      source: 'timeline_json',
    });
  });

  test('only the post of the pin entry is pinned', () => {
    const pinned = own('raw_user_tweets.json').posts.filter((post) => post.isPinned);
    expect(pinned.map((post) => post.tweetId)).toEqual(['2019881223666233717']);
  });

  test.each([
    ['raw_user_tweets.json', 'timeline'],
    ['2026-05-21_14b3cd5_raw_user_tweets.json', 'timeline'],
    ['2023-12-27_61d159c_user_tweets_raw.json', 'timeline_v2'],
    ['raw_tweet_details.json', 'conversation'],
    ['2026-05-21_14b3cd5_raw_tweet_details.json', 'conversation'],
    ['manual_tweet_with_video_2.json', 'conversation'],
  ])('%s: every counter agrees with a reading along the known paths', (file, container) => {
    const payload = read(file);
    for (const authorId of [null, OWN, '1130021685351079938']) {
      const got = parseX(payload, { authorId, readAt: READ_AT }).posts.map((post) => [
        post.tweetId,
        post.counters.impressions,
        post.counters.likes,
        post.counters.retweets,
        post.counters.replies,
        post.counters.quotes,
        post.counters.bookmarks,
      ]);
      expect(got).toEqual(
        alongKnownPaths(payload, container)
          .filter((row) => authorId === null || row[0] === authorId)
          .map((row) => row.slice(1)),
      );
    }
  });

  test('a missing bookmark count is unknown, never zero', () => {
    const { posts } = parseX(read('manual_tweet_with_video_2.json'), { readAt: READ_AT });
    // Twelve posts stand in the payload, one of them is promoted.
    expect(posts).toHaveLength(11);
    expect(posts.filter((post) => post.counters.bookmarks === null)).toHaveLength(10);
    expect(posts.every((post) => post.counters.likes !== null)).toBe(true);
  });

  test('an edited post names all its ids, oldest first', () => {
    const edited = own('2023-12-27_61d159c_user_tweets_raw.json').posts.filter((post) => post.editTweetIds.length > 1);
    expect(edited.map((post) => [post.tweetId, post.editTweetIds, post.counters.likes])).toEqual([
      ['1643373950930661377', ['1643366600710684672', '1643373950930661377'], 452],
    ]);
  });

  test('accounts are read in both layouts', () => {
    expect(own('raw_user_by_login.json').accounts).toEqual([
      { userId: OWN, handle: 'xdevelopers', readAt: READ_AT, followers: 695_695, following: 762, posts: 4319 },
    ]);
    expect(own('2023-12-27_61d159c_user_tweets_raw.json').accounts).toEqual([
      { userId: OWN, handle: 'xdevelopers', readAt: READ_AT, followers: 600_385, following: 1800, posts: 4042 },
    ]);
  });

  test.each([
    ['GenericError.json', 'not_found', 144],
    ['_issue_346_deadline_exceeded_empty_user.json', 'deadline_exceeded', null],
    ['_issue_346_user_by_id_not_found.json', 'not_found', null],
    ['_issue_346_user_suspended.json', 'suspended', null],
    ['_issue_346_user_tweets_unavailable.json', 'unavailable', null],
  ])('%s is one error of kind %s', (file, kind, code) => {
    const { errors, posts } = own(join('errors', file));
    expect(errors.map((error) => [error.kind, error.code])).toEqual([[kind, code]]);
    expect(posts).toEqual([]);
  });

  test('a repost is never an own post, not even of its own author', () => {
    const parsed = parseX(read('errors/_issue_341_retweet_TRIMMED.json'), { authorId: '110405142', readAt: READ_AT });
    expect(parsed.posts).toEqual([]);
    expect(parsed.accounts.map((account) => account.followers)).toEqual([37_557]);
  });

  test('analytics: a metric listed without a value is zero, one that is not listed is unknown', () => {
    const { posts } = parseX(read('analytics/ContentPostList_SHAPE.json'), { authorId: '1', readAt: READ_AT });
    expect(posts.map((post) => [post.tweetId, post.text, post.counters])).toEqual([
      ['100', 'old layout', counters({ impressions: 11, likes: 0, bookmarks: 0 })],
      ['101', 'new layout', counters({ impressions: 21, likes: 3 })],
    ]);
    expect(posts[1]).toMatchObject({ source: 'analytics_page', inReplyToTweetId: '99' });
  });

  test('every recorded file parses without an exception', () => {
    const files = readdirSync(folder as string, { recursive: true, encoding: 'utf8' });
    const recorded = files.filter((file) => /\.(json|html)$/.test(file));
    expect(recorded.length).toBeGreaterThan(15);
    for (const file of recorded) {
      const text = readFileSync(join(folder as string, file), 'utf8');
      for (const authorId of [OWN, null]) expect(() => parseText(text, { authorId, readAt: READ_AT })).not.toThrow();
    }
  });
});

function counters(known: Record<string, number>) {
  const unknown = { impressions: null, likes: null, retweets: null, replies: null, quotes: null, bookmarks: null };
  return { ...unknown, newFollows: null, profileVisits: null, ...known };
}

/** An independent reading: walks the documented paths only and knows no shapes. Rows begin with the author's id. */
// biome-ignore lint/suspicious/noExplicitAny: the independent reading trusts the recorded paths
function alongKnownPaths(payload: any, container: string): unknown[][] {
  const instructions =
    container === 'conversation'
      ? payload.data.threaded_conversation_with_injections_v2.instructions
      : payload.data.user.result[container].timeline.instructions;
  const rows = new Map<string, unknown[]>();
  for (const instruction of instructions) {
    for (const entry of [instruction.entry, ...(instruction.entries ?? [])]) {
      if (!entry || /^(who-to-follow|cursor)/.test(entry.entryId)) continue;
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const items = entry.content.items?.map((item: any) => item.item.itemContent) ?? [entry.content.itemContent];
      for (const item of items) {
        const result = item.tweet_results?.result;
        if (!result || item.promotedMetadata) continue;
        const tweet = result.tweet ?? result;
        if (tweet.legacy.retweeted_status_result || rows.has(tweet.rest_id)) continue;
        rows.set(tweet.rest_id, [
          tweet.legacy.user_id_str,
          tweet.rest_id,
          tweet.views.count === undefined ? null : Number(tweet.views.count),
          tweet.legacy.favorite_count,
          tweet.legacy.retweet_count,
          tweet.legacy.reply_count,
          tweet.legacy.quote_count,
          tweet.legacy.bookmark_count ?? null,
        ]);
      }
    }
  }
  return [...rows.values()];
}
