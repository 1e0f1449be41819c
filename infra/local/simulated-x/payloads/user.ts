import type { ForeignUser } from '../world/foreigners.ts';
import type { World } from '../world/world.ts';
import { base64, type JsonObject, xDate } from './json.ts';

interface UserFacts {
  userId: string;
  handle: string;
  name: string;
  createdAt: Date;
  followers: number;
  following: number;
  posts: number;
  bio: string;
  pinned: readonly string[];
}

interface AccountCounts {
  at: number;
  published: number;
  followers: number;
  posts: number;
}

/** One answer names the account on every post; its counts are the same on all of them. */
const latestCounts = new WeakMap<World, AccountCounts>();

function countsOf(world: World, now: Date): AccountCounts {
  const known = latestCounts.get(world);
  if (known && known.at === now.getTime() && known.published === world.posts.length) return known;
  const side = [...world.reposts, ...world.replies].filter((entry) => entry.postedAt <= now).length;
  const parts = world.posts.reduce((sum, post) => sum + (post.postedAt <= now ? post.parts.length : 0), 0);
  const counts = {
    at: now.getTime(),
    published: world.posts.length,
    followers: world.followersAt(now),
    posts: 1 + parts + side,
  };
  latestCounts.set(world, counts);
  return counts;
}

/** The account itself as X describes a user since 2026: counts apart from `legacy`, which is gone. */
export function ownUser(world: World, now: Date): JsonObject {
  const { followers, posts } = countsOf(world, now);
  return userResult({
    ...world.account,
    followers,
    posts,
    bio: 'Notes on energy at home, measured before claimed.',
    pinned: world.pinned.postedAt <= now ? [world.pinned.tweetId] : [],
  });
}

export function foreignUser(user: ForeignUser): JsonObject {
  return userResult({
    ...user,
    following: Number(user.userId) % 900,
    posts: 400 + (Number(user.userId) % 9000),
    bio: `${user.name} on X.`,
    pinned: [],
  });
}

function userResult(user: UserFacts): JsonObject {
  return {
    __typename: 'User',
    action_counts: { favorites_count: user.posts * 2 },
    affiliates_highlighted_label: {},
    avatar: { image_url: `https://pbs.twimg.com/profile_images/${user.userId}/face_normal.jpg` },
    banner: { image_url: `https://pbs.twimg.com/profile_banners/${user.userId}/1690213128` },
    core: { created_at: xDate(user.createdAt), name: user.name, screen_name: user.handle },
    dm_permissions: { can_dm: true },
    follow_request_sent: false,
    has_graduated_access: true,
    id: base64(`User:${user.userId}`),
    is_blue_verified: true,
    location: { location: '' },
    media_permissions: { can_media_tag: true },
    notifications_settings: { notifications_enabled: false },
    pinned_items: { tweet_ids_str: user.pinned },
    possibly_sensitive: false,
    privacy: { protected: false },
    profile_bio: {
      description: user.bio,
      entities: { description: {}, url: { urls: [shortLink(user)] } },
    },
    profile_description_language: 'en',
    profile_image_shape: 'Circle',
    profile_metadata: { profile_interstitial_type: '' },
    profile_translation: { translator_type: 'none' },
    relationship_counts: { followers: user.followers, following: user.following },
    relationship_perspectives: {
      blocked_by: false,
      blocking: false,
      followed_by: false,
      following: false,
      live_following: false,
      muting: false,
    },
    rest_id: user.userId,
    super_follow_eligible: false,
    super_followed_by: false,
    super_following: false,
    tipjar_settings: {},
    tweet_counts: { media_tweets: Math.floor(user.posts / 7), tweets: user.posts },
    verification: { verified: false },
    website: { url: shortLink(user).url },
  };
}

function shortLink(user: UserFacts): { display_url: string; expanded_url: string; indices: number[]; url: string } {
  const domain = `${user.handle.toLowerCase()}.example`;
  return {
    display_url: domain,
    expanded_url: `https://${domain}/`,
    indices: [0, 23],
    url: `https://t.co/${base64(user.userId).slice(0, 10)}`,
  };
}
