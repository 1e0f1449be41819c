import type { JsonObject } from '../payloads/json.ts';
import { hashedUniform } from '../world/random.ts';
import { type Fault, onPosts } from './fault.ts';
import { COUNT_KEYS, tweetsIn } from './tweets-in.ts';

/** Changes each counter of each post; what `change` returns undefined for is left out of the payload. */
function eachCounter(payload: JsonObject, change: (count: number, key: string, id: string) => unknown): JsonObject {
  for (const { id, legacy } of tweetsIn(payload)) {
    for (const key of COUNT_KEYS) {
      const changed = change(Number(legacy[key]), key, id);
      if (changed === undefined) delete legacy[key];
      else legacy[key] = changed;
    }
  }
  return payload;
}

function eachViews(payload: JsonObject, change: (views: number) => JsonObject): JsonObject {
  for (const { tweet } of tweetsIn(payload)) {
    const { count } = tweet.views as { count?: string };
    if (count !== undefined) tweet.views = change(Number(count));
  }
  return payload;
}

const viewsOf = (count: string): JsonObject => ({ count, state: 'EnabledWithCount' });

/** Numbers that X sends and that are not what they seem. */
export const oddCounters: readonly Fault[] = [
  {
    // As recorded on 2026-05-21: all quotes and bookmarks 0, about half of the likes; replies, reposts and views right.
    name: 'false_zeros',
    does: 'Quotes and bookmarks above 3 read 0 on every post, likes above 3 read 0 on about half of them.',
    actsOn: onPosts,
    reshape: (payload) =>
      eachCounter(payload, (count, key, id) => {
        const likesHidden = key === 'favorite_count' && hashedUniform('false zeros', id) < 0.5;
        return count > 3 && (key === 'quote_count' || key === 'bookmark_count' || likesHidden) ? 0 : count;
      }),
  },
  {
    name: 'counters_as_strings',
    does: 'Likes, reposts, replies, quotes and bookmarks are strings of digits.',
    actsOn: onPosts,
    reshape: (payload) => eachCounter(payload, String),
  },
  {
    name: 'counters_negative',
    does: 'Every counter is negative, views too.',
    actsOn: onPosts,
    reshape: (payload) =>
      eachViews(
        eachCounter(payload, (count) => -count - 1),
        (views) => viewsOf(String(-views - 1)),
      ),
  },
  {
    name: 'counters_fractional',
    does: 'Every counter has a half too much, views too.',
    actsOn: onPosts,
    reshape: (payload) =>
      eachViews(
        eachCounter(payload, (count) => count + 0.5),
        (views) => viewsOf(String(views + 0.5)),
      ),
  },
  {
    name: 'counters_beyond_2_53',
    does: 'Likes and views are whole numbers that a double cannot hold exactly.',
    actsOn: onPosts,
    reshape: (payload) =>
      eachViews(
        eachCounter(payload, (count, key) => (key === 'favorite_count' ? 2 ** 53 + 2 : count)),
        () => viewsOf('9007199254740993'),
      ),
  },
  {
    name: 'counters_missing',
    does: 'Quotes and bookmarks are left out, as in 2023.',
    actsOn: onPosts,
    reshape: (payload) =>
      eachCounter(payload, (count, key) => (key === 'quote_count' || key === 'bookmark_count' ? undefined : count)),
  },
  {
    name: 'views_missing',
    does: 'Views have the state Enabled and no count, on every post.',
    actsOn: onPosts,
    reshape: (payload) => eachViews(payload, () => ({ state: 'Enabled' })),
  },
  {
    name: 'views_falling',
    does: 'Views are a tenth lower than they were, which never happens honestly.',
    actsOn: onPosts,
    reshape: (payload) => eachViews(payload, (views) => viewsOf(String(Math.floor(views * 0.9)))),
  },
  {
    name: 'likes_falling',
    does: 'Likes are 5% lower than they were, as when people take them back: honest, and to be kept.',
    actsOn: onPosts,
    reshape: (payload) =>
      eachCounter(payload, (count, key) => (key === 'favorite_count' ? Math.ceil(count * 0.95) : count)),
  },
];
