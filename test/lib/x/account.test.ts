import { describe, expect, test } from 'vitest';
import { idFromOpaque, isUserNode, readAccount, screenName, userId } from '../../../lib/x/account.ts';
import type { QuarantinedValue } from '../../../lib/x/observation.ts';
import { OWN, READ_AT } from './payloads.ts';

describe('a node is a user', () => {
  test.each([
    ['by its name', { __typename: 'User' }],
    ['by its relationships', { relationship_counts: {} }],
    ['by the handle of its core', { core: { screen_name: 'x' } }],
    ['by the handle of the older layout', { legacy: { screen_name: 'x' } }],
  ])('%s', (_, node) => expect(isUserNode(node)).toBe(true));

  test.each([
    ['when it is called something else', { __typename: 'Tweet', relationship_counts: {}, core: { screen_name: 'x' } }],
    ['without a handle', { core: { screen_name: '' }, legacy: {} }],
    ['of an empty record', {}],
  ])('not %s', (_, node) => expect(isUserNode(node)).toBe(false));
});

describe('the id of a user', () => {
  test('is the stated one, else the opaque one', () => {
    expect(userId({ rest_id: OWN, id: btoa('User:1') })).toBe(OWN);
    expect(userId({ id: btoa(`User:${OWN}`) })).toBe(OWN);
    expect([userId(null), userId({}), userId({ rest_id: 7 })]).toEqual([null, null, null]);
  });

  test('is opaque in base64, of the kind that is asked for', () => {
    expect(idFromOpaque('VXNlcjoxMjM=', 'User')).toBe('123');
    expect(idFromOpaque(btoa('Tweet:20'), 'Tweet')).toBe('20');
    expect(idFromOpaque(btoa('Tweet:20'), 'User')).toBeNull();
    expect(idFromOpaque(btoa('Fweet:20'), 'Tweet')).toBeNull();
    expect(idFromOpaque(btoa('User:x'), 'User')).toBeNull();
    expect(idFromOpaque(null, 'User')).toBeNull();
    expect(idFromOpaque('VXNlcjoxMjM=!', 'User')).toBeNull();
    expect(idFromOpaque('!VXNlcjoxMjM=', 'User')).toBeNull();
    expect(idFromOpaque('VXNl cjox MjM=', 'User')).toBeNull();
    expect(idFromOpaque('A', 'User')).toBeNull();
  });
});

test('a handle is read in either layout, in lower case', () => {
  expect(screenName({ core: { screen_name: 'XDevelopers' }, legacy: { screen_name: 'old' } })).toBe('xdevelopers');
  expect(screenName({ legacy: { screen_name: 'Old' } })).toBe('old');
  expect([screenName(null), screenName({})]).toEqual([null, null]);
});

describe('a reading of the account', () => {
  const read = (node: Record<string, unknown>) => {
    const quarantined: QuarantinedValue[] = [];
    return { account: readAccount(node, { readAt: READ_AT, quarantined }), quarantined };
  };
  const known = { userId: OWN, handle: 'x', readAt: READ_AT, followers: 10, following: 20, posts: 30 };

  test('holds its counts in either layout', () => {
    const modern = {
      rest_id: OWN,
      core: { screen_name: 'X' },
      relationship_counts: { followers: 10, following: 20 },
      tweet_counts: { tweets: 30 },
    };
    const legacy = { screen_name: 'X', followers_count: 10, friends_count: 20, statuses_count: 30 };
    expect(read(modern).account).toEqual(known);
    expect(read({ rest_id: OWN, legacy }).account).toEqual(known);
  });

  test('holds unknown counts as null and impossible ones apart', () => {
    expect(read({ rest_id: OWN }).account).toEqual({
      ...known,
      handle: null,
      followers: null,
      following: null,
      posts: null,
    });
    const legacy = { followers_count: -1, friends_count: 'x', statuses_count: 1.5 };
    expect(read({ rest_id: OWN, legacy }).quarantined.map(({ tweetId, field }) => [tweetId, field])).toEqual([
      [null, 'followers'],
      [null, 'following'],
      [null, 'posts'],
    ]);
  });

  test('is none without an id', () => expect(read({ core: { screen_name: 'x' } }).account).toBeNull());
});
