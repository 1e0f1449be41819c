import { base64, type JsonObject } from '../payloads/json.ts';
import { VIEWS_HIDDEN_FOR_MS } from '../payloads/tweet.ts';
import type { SimulatedPost } from '../world/post.ts';
import type { World } from '../world/world.ts';
import { nestedTree } from './nested-tree.ts';
import { escapeHtml, profileTitle } from './shell.ts';

const POSTS_SHOWN = 10;

/**
 * What X shows to anyone: the newest posts, rendered by the server, with the numbers in an embedded store (a script of
 * class `$tsr`) and no GraphQL at all. On a status page just that post.
 */
export function loggedOutPage(world: World, now: Date, path: string): string {
  const [handle = '', section, statusId] = path.split('/').filter(Boolean);
  if (handle.toLowerCase() !== world.account.handle.toLowerCase()) return nobodyPage();
  const shown = section === 'status' ? oneOf(world, statusId ?? '', now) : newest(world, now);
  const store = {
    manifest: { entry: '/x-web/main.js', logged_in: false },
    matches: [{ user: { id: base64(`User:${world.account.userId}`), result: storedUser(world, now) } }],
    timeline: {
      instructions: [{ type: 'TimelineAddEntries', entries: shown.map((post, i) => storedEntry(world, post, i, now)) }],
    },
  };
  const cards = shown.map((post) => card(world, post, now)).join('\n');
  return `<!DOCTYPE html>
<html dir="ltr" lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(profileTitle(world))}</title>
<link rel="preload" as="font" href="/fonts/chirp-regular.woff2" crossorigin></head>
<body><main>
<h1>${escapeHtml(world.account.name)}</h1><span>@${world.account.handle}</span>
${cards}
<aside><a href="/i/flow/login">Log in</a> <a href="/i/flow/signup">Sign up</a></aside>
</main>
<script class="$tsr">self.$R=self.$R||[];($R=>{${nestedTree(store)}})(self.$R)</script>
</body></html>
`;
}

function nobodyPage(): string {
  return `<!DOCTYPE html>
<html dir="ltr" lang="en"><head><meta charset="utf-8"><title>X</title></head>
<body><main><h1>This account doesn’t exist</h1><a href="/i/flow/login">Log in</a></main></body></html>
`;
}

function newest(world: World, now: Date): SimulatedPost[] {
  return world.posts
    .filter((post) => post.postedAt <= now)
    .slice(-POSTS_SHOWN)
    .reverse();
}

function oneOf(world: World, statusId: string, now: Date): SimulatedPost[] {
  const found = world.countersAt(statusId, now) === null ? null : world.postOf(statusId);
  return found ? [found.post] : [];
}

function storedUser(world: World, now: Date): JsonObject {
  return {
    __typename: 'User',
    core: {
      created_at_ms: world.account.createdAt.getTime(),
      name: world.account.name,
      screen_name: world.account.handle,
    },
    relationship_counts: { followers: world.followersAt(now), following: world.account.following },
    rest_id: world.account.userId,
    tweet_counts: { tweets: world.posts.filter((post) => post.postedAt <= now).length },
    verification: { is_blue_verified: true, verified: false },
  };
}

function storedEntry(world: World, post: SimulatedPost, index: number, now: Date): JsonObject {
  const id = currentId(post, now);
  const counters = world.countersAt(id, now)!;
  const fresh = now.getTime() - post.postedAt.getTime() < VIEWS_HIDDEN_FOR_MS;
  const result = {
    core: {
      user_results: {
        result: {
          core: { name: world.account.name, screen_name: world.account.handle },
          rest_id: world.account.userId,
        },
      },
    },
    counts: {
      bookmark_count: counters.bookmarks,
      favorite_count: counters.likes,
      quote_count: counters.quotes,
      reply_count: counters.replies,
      retweet_count: counters.retweets,
    },
    details: {
      cashtag_entities: [],
      created_at_ms: post.postedAt.getTime(),
      display_text_range: [0, post.text.length],
      full_text: post.text,
      hashtag_entities: [],
    },
    views: fresh ? {} : { count: String(counters.impressions) },
  };
  return { content: { tweet_results: { result } }, entry_id: `tweet-${id}`, sort_index: String(1000 - index) };
}

function card(world: World, post: SimulatedPost, now: Date): string {
  const id = currentId(post, now);
  const counters = world.countersAt(id, now)!;
  const button = (count: number, noun: string, verb: string) =>
    `<button type="button" aria-label="${count > 0 ? `${count} ${noun}. ` : ''}${verb}"></button>`;
  return `<article data-tweet-id="${id}"><a href="/${world.account.handle}">${escapeHtml(world.account.name)}</a>
<a href="/${world.account.handle}/status/${id}"><time datetime="${post.postedAt.toISOString()}"></time></a>
<p>${escapeHtml(post.text)}</p>${post.hasPhoto ? `<img alt="" src="/media/${id}.jpg">` : ''}
${button(counters.replies, 'Replies', 'Reply')}${button(counters.retweets + counters.quotes, 'reposts', 'Repost')}${button(counters.likes, 'Likes', 'Like')}</article>`;
}

function currentId(post: SimulatedPost, now: Date): string {
  return post.editedAt !== null && post.editedAt <= now ? post.editTweetIds.at(-1)! : post.tweetId;
}
