import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createWorld,
  FAULTS,
  type SimulatedX,
  startSimulatedX,
  type World,
} from '../../../infra/local/simulated-x/index.ts';
import { type BrowserSourceOptions, browserSource } from '../../../lib/sources/browser.ts';
import type { SourceError, SourceErrorCode } from '../../../lib/sources/errors.ts';
import type { ReadResult } from '../../../lib/sources/metrics-source.ts';

/** What a reading under a fault comes to: an error when nothing was read, else problems beside what was read. */
type Expected =
  | { fails: SourceErrorCode }
  | {
      problems: readonly SourceErrorCode[];
      posts: 'right' | 'none' | 'perhaps' | 'unknown counters' | 'wrong on purpose';
    };

const fails = (code: SourceErrorCode): Expected => ({ fails: code });
const right: Expected = { problems: [], posts: 'right' };
const lost = (...problems: SourceErrorCode[]): Expected => ({ problems, posts: 'none' });
const unbelievable: Expected = { problems: [], posts: 'unknown counters' };
/** Whole and plausible, but not true: only what is stored already can tell (judge-reading). */
const lie: Expected = { problems: [], posts: 'wrong on purpose' };

/** How far it comes is a matter of milliseconds; that it ends, and that what it read is true, is not. */
const hostilePage: Expected = { problems: [], posts: 'perhaps' };

const EXPECTED: Record<string, Expected> = {
  login_wall: fails('X_LOGIN_WALL'),
  challenge: fails('X_CHALLENGE'),
  cloudflare: fails('X_CLOUDFLARE'),
  redirect_loop: fails('NAVIGATION_FAILED'),
  unauthorized: fails('X_UNAUTHORIZED'),
  forbidden: fails('X_FORBIDDEN'),
  account_locked: fails('X_ACCOUNT_LOCKED'),
  viewer_suspended: fails('X_SUSPENDED'),
  rate_limited: fails('X_RATE_LIMITED'),
  rate_limited_without_reset: fails('X_RATE_LIMITED'),
  rate_limited_early: fails('X_PUNISHED'),
  stale_query: fails('X_STALE_QUERY'),
  features_outdated: fails('X_STALE_QUERY'),
  over_capacity: fails('X_OVER_CAPACITY'),
  deadline_exceeded: fails('X_DEADLINE_EXCEEDED'),
  partial_error: { problems: ['X_DEADLINE_EXCEEDED'], posts: 'right' },
  account_suspended: fails('X_SUSPENDED'),
  user_unavailable: fails('X_UNAVAILABLE'),
  user_not_found: fails('X_NOT_FOUND'),
  no_status_found: lost('X_NOT_FOUND'),
  connection_reset: fails('NAVIGATION_FAILED'),
  never_answers: fails('NAVIGATION_TIMEOUT'),
  disconnect_mid_stream: lost('X_UNREADABLE_RESPONSE'),
  never_ending_response: lost('X_SLOW_RESPONSE'),
  slow_drip: lost('X_SLOW_RESPONSE'),
  half_json: lost('X_UNREADABLE_RESPONSE'),
  huge_json: right,
  html_for_json: fails('X_UNREADABLE_RESPONSE'),
  server_error_page: fails('X_SERVER_ERROR'),
  false_zeros: lie,
  counters_as_strings: right,
  counters_negative: unbelievable,
  counters_fractional: unbelievable,
  counters_beyond_2_53: unbelievable,
  counters_missing: right,
  views_missing: right,
  views_falling: lie,
  likes_falling: lie,
  empty_timeline: lost(),
  duplicate_entries: right,
  cursor_loop: right,
  two_posts_in_one_millisecond: lie,
  foreign_author_injected: right,
  post_vanished: right,
  post_tombstone: right,
  post_unavailable: right,
  texts_swapped: right,
  new_layout: right,
  visibility_wrapper: right,
  author_missing: right,
  unknown_types: right,
  hostile_text_sql: right,
  hostile_text_html: right,
  hostile_text_prompt: right,
  hostile_text_rtl: right,
  hostile_text_nul: right,
  hostile_text_long: right,
  ct0_rotation: right,
  clock_ahead: lie,
  clock_behind: lie,
  clock_missing: right,
  clock_garbled: right,
  heap_grows: hostilePage,
  script_hangs: hostilePage,
  navigates_away: hostilePage,
  // The profile does not care; the analytics page has its own tests below.
  analytics_upgrade_wall: right,
  script_fails: fails('X_NOTHING_READ'),
  scripts_unreachable: fails('X_NOTHING_READ'),
};

describe('faults of the simulated X, each in its own run', () => {
  const startsAt = new Date('2026-10-23T10:00:00Z');
  let now = new Date('2026-11-20T10:00:00Z');
  let session = 0;
  let world: World;
  let x: SimulatedX;
  beforeAll(async () => {
    world = createWorld({ seed: 3, accountHandle: 'HoneTest', timeZone: 'UTC', startsAt });
    x = await startSimulatedX({ world, now: () => now });
  });
  afterAll(() => x.close());

  /** Each run an hour later and with a session of its own, so that no limit and no ct0 of the one before counts. */
  function read(options: Partial<BrowserSourceOptions> = {}): Promise<ReadResult> {
    now = new Date(now.getTime() + 3_600_000);
    session += 1;
    const source = browserSource({
      baseUrl: x.baseUrl,
      session: { authToken: `token${session}`, ct0: `ct0${session}` },
      quietMs: 500,
      dataTimeoutMs: 3_000,
      navigationTimeoutMs: 3_000,
      maxScrolls: 1,
      maxStatusPages: 0,
      clock: () => now,
      launch: { closeTimeoutMs: 500 },
      ...options,
    });
    const wanted = world.posts.filter((post) => post.postedAt <= now).slice(-5);
    const signal = new AbortController().signal;
    const ids = wanted.map((post) => post.tweetId);
    return source.read({ handle: 'honetest', xUserId: world.account.userId, wanted: ids, signal });
  }

  test('every fault that exists is listed here', () => {
    expect(FAULTS.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  test.each(Object.entries(EXPECTED))('%s', { timeout: 60_000 }, async (name, expected) => {
    x.clearFaults();
    x.setFault(name);
    const outcome = await read().catch((error: SourceError) => error);
    if ('fails' in expected) {
      expect(outcome).toMatchObject({ name: 'SourceError', code: expected.fails });
      return;
    }
    if (outcome instanceof Error) throw outcome;
    const codes = new Set(outcome.problems.map((problem) => (problem as SourceError).code));
    for (const code of expected.problems) expect(codes).toContain(code);
    if (expected.problems.length === 0 && expected.posts !== 'perhaps') expect([...codes]).toEqual([]);
    const { posts } = outcome;
    expect(posts.every(({ authorId }) => authorId === world.account.userId)).toBe(true);
    if (expected.posts === 'none') expect(posts).toEqual([]);
    else if (expected.posts !== 'perhaps') expect(posts.length).toBeGreaterThan(5);
    if (expected.posts === 'unknown counters') {
      expect(posts.every(({ counters }) => counters.likes === null && counters.impressions === null)).toBe(true);
      expect(outcome.quarantined.length).toBeGreaterThanOrEqual(2 * posts.length);
    }
    if (expected.posts === 'right' || expected.posts === 'perhaps') expectTrue(posts);
  });

  test('the analytics page is one navigation, and brings what the profile does not', async () => {
    x.clearFaults();
    const result = await read({ useAnalyticsPage: true });
    expect(result.navigations).toBe(1);
    expect(result.problems).toEqual([]);
    expect(result.posts.length).toBeGreaterThan(20);
    expect(result.posts.every(({ source }) => source === 'analytics_page')).toBe(true);
    expect(result.posts.some(({ counters }) => counters.profileVisits !== null)).toBe(true);
  });

  test('behind the wall of its analytics the profile is read, and it is said', async () => {
    x.clearFaults();
    x.setFault('analytics_upgrade_wall');
    const result = await read({ useAnalyticsPage: true });
    expect(result.problems).toMatchObject([{ code: 'X_ANALYTICS_UNAVAILABLE' }]);
    expect(result.navigations).toBe(2);
    expectTrue(result.posts);
  });

  test('the next run without a fault is whole', async () => {
    x.clearFaults();
    const result = await read();
    expect(result.problems).toEqual([]);
    expectTrue(result.posts);
  });

  function expectTrue(posts: ReadResult['posts']): void {
    for (const post of posts) {
      const truth = world.countersAt(post.tweetId, now);
      const { impressions, likes, retweets, replies } = post.counters;
      expect({ likes, retweets, replies }).toEqual({
        likes: truth?.likes,
        retweets: truth?.retweets,
        replies: truth?.replies,
      });
      if (impressions !== null) expect(impressions).toBe(truth?.impressions);
    }
  }
});
