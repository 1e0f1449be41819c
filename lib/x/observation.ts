/**
 * What reading X yields: one normalised shape for every container, layout and source.
 * `null` means "X did not say"; `0` means zero. The two are never exchanged.
 */

/** Where a reading came from, most trusted first. Readings of different sources never mix within a series. */
export const OBSERVATION_SOURCES = [
  'analytics_page',
  'timeline_json',
  'status_json',
  'batch_json',
  'dom_aria',
  'ssr_store',
  'api_v2',
  'import',
] as const;

export type ObservationSource = (typeof OBSERVATION_SOURCES)[number];

/** Counters of one post as non-negative safe integers; null where unknown. */
export interface PostCounters {
  impressions: number | null;
  likes: number | null;
  /** Reposts without quotes, as the JSON counts them (the visible page adds quotes). */
  retweets: number | null;
  replies: number | null;
  quotes: number | null;
  bookmarks: number | null;
  newFollows: number | null;
  profileVisits: number | null;
}

export const COUNTER_NAMES = [
  'impressions',
  'likes',
  'retweets',
  'replies',
  'quotes',
  'bookmarks',
  'newFollows',
  'profileVisits',
] as const satisfies readonly (keyof PostCounters)[];

/** One reading of one post. */
export interface PostObservation {
  /** The id under which X showed the post at this reading; an edit gets a new one. */
  tweetId: string;
  authorId: string | null;
  /** From the snowflake id, millisecond precision. */
  createdAt: Date | null;
  /** When the response arrived, by the source's clock. */
  readAt: Date;
  source: ObservationSource;
  counters: PostCounters;
  text: string | null;
  conversationId: string | null;
  inReplyToTweetId: string | null;
  inReplyToAuthorId: string | null;
  /** All ids of an edited post, oldest first; just its own id when never edited. */
  editTweetIds: readonly string[];
  /** A repost wrapper: never an own post, whatever its author id. */
  isRepost: boolean;
  isPinned: boolean;
}

/** A post X says is not there (deleted, withheld, hidden): gone, not zero. */
export interface GonePost {
  tweetId: string;
  reason: string;
}

/** One reading of the account itself. */
export interface AccountObservation {
  userId: string;
  handle: string | null;
  readAt: Date;
  followers: number | null;
  following: number | null;
  posts: number | null;
}

/** A value that cannot be right: kept apart and reported, never learned from. */
export interface QuarantinedValue {
  tweetId: string | null;
  field: string;
  got: string;
  reason: string;
}
