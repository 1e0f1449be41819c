/** Small payloads of X's shapes for tests; the recorded ones are read from the shared folder where it exists. */

export const OWN = '2244994945';
export const OTHER = '145606726';
export const READ_AT = new Date('2026-11-22T10:00:00.000Z');

/** A post in the layout of 2023 to 2026: `legacy` and `views`. */
export function legacyPost(id: string, overrides: Record<string, unknown> = {}, legacy: Record<string, unknown> = {}) {
  return {
    __typename: 'Tweet',
    rest_id: id,
    core: { user_results: { result: { __typename: 'User', rest_id: OWN, core: { screen_name: 'XDevelopers' } } } },
    legacy: {
      id_str: id,
      user_id_str: OWN,
      full_text: `post ${id}`,
      conversation_id_str: id,
      favorite_count: 5,
      retweet_count: 4,
      reply_count: 3,
      quote_count: 2,
      bookmark_count: 1,
      ...legacy,
    },
    views: { count: '1234', state: 'EnabledWithCount' },
    ...overrides,
  };
}

/** The same in the layout of 2026: `counts`, `details` and `views`. */
export function modernPost(id: string, overrides: Record<string, unknown> = {}) {
  return {
    __typename: 'Tweet',
    rest_id: id,
    core: { user_results: { result: { __typename: 'User', rest_id: OWN } } },
    details: { full_text: `post ${id}`, created_at_ms: 1_790_374_749_000 },
    counts: { favorite_count: 5, retweet_count: 4, reply_count: 3, quote_count: 2, bookmark_count: 1 },
    views: { count: '1234' },
    ...overrides,
  };
}

export function entry(id: string, post: unknown, itemContent: Record<string, unknown> = {}) {
  return {
    entryId: `tweet-${id}`,
    content: {
      entryType: 'TimelineTimelineItem',
      itemContent: { __typename: 'TimelineTweet', tweet_results: { result: post }, ...itemContent },
    },
  };
}

export function module(entryId: string, posts: readonly [string, unknown][]) {
  return {
    entryId,
    content: {
      entryType: 'TimelineTimelineModule',
      items: posts.map(([id, post]) => ({
        entryId: `${entryId}-tweet-${id}`,
        item: { itemContent: { __typename: 'TimelineTweet', tweet_results: { result: post } } },
      })),
    },
  };
}

export function timeline(...entries: unknown[]) {
  return timelineOf({ type: 'TimelineAddEntries', entries });
}

export function timelineOf(...instructions: unknown[]) {
  return { data: { user: { result: { __typename: 'User', timeline: { timeline: { instructions } } } } } };
}
