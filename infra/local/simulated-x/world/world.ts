import type { HistoryPost } from '../../../../lib/learning/history.ts';
import type { ForeignUser } from './foreigners.ts';
import type { SimulatedCounters } from './growth.ts';
import type { SimulatedPost, SimulatedReply, SimulatedRepost } from './post.ts';
import type { WorldTruth } from './truth.ts';

export interface WorldOptions {
  /** Everything random follows from it. */
  seed: number;
  /** Handle without the @, in the spelling the page shows. */
  accountHandle: string;
  /** First moment of the planned days; the account and its pinned post are older. */
  startsAt: Date;
  /** IANA zone in which hours and weekdays act on the audience. */
  timeZone: string;
  /** Planned days, default 35. */
  days?: number;
  /** At most the number of hours; default 10. */
  postsPerDay?: number;
  generators?: readonly string[];
  topics?: readonly string[];
  /** Hours of the schedule in the account's zone; default 6, 8, 10, 12, 13, 15, 17, 19, 21, 23. */
  hours?: readonly number[];
  /** Multiplies the planted generator, format and hour effects; default 1, 0 is a world where nothing is true. */
  effectScale?: number;
  /** 0: generators are spread at random; 1 (default): the account's habits confound generator, hour and topic. */
  habit?: number;
  /** Share of single posts edited within minutes, hence with a new id; default 0.01. */
  editedShare?: number;
  /** Share of single posts that quote somebody; default 0.06. */
  quotedShare?: number;
  /** Followers when the world starts; default 2400. */
  followersAtStart?: number;
  /** Taste changes once: a generator (default: the best one) gains or loses this much log-odds from then on. */
  tasteChange?: { at: Date; generator?: string; shift: number };
}

export interface PublishRequest {
  /** One text for a single post. */
  text?: string;
  /** Two or more texts for a thread. */
  parts?: readonly string[];
  /** What the audience reacts to; null or absent for a post of no known generator. */
  generator?: string | null;
  topic?: string | null;
  /** Default: by the number of parts. */
  format?: 'single' | 'thread';
  at: Date;
}

export interface SimulatedAccount {
  userId: string;
  handle: string;
  name: string;
  createdAt: Date;
  following: number;
}

export interface World {
  readonly options: Readonly<WorldOptions>;
  readonly account: SimulatedAccount;
  readonly truth: WorldTruth;
  /** Scheduled and published posts, oldest first; the future ones too. */
  readonly posts: readonly SimulatedPost[];
  readonly pinned: SimulatedPost;
  readonly reposts: readonly SimulatedRepost[];
  readonly replies: readonly SimulatedReply[];
  readonly cast: readonly ForeignUser[];
  /** The post an id belongs to: of a root, of an edit or of a part of a thread. */
  postOf(tweetId: string): { post: SimulatedPost; part: number } | null;
  /** Counters of an own post or part; null before it was posted and for ids that are not the account's. */
  countersAt(tweetId: string, time: Date): SimulatedCounters | null;
  followersAt(time: Date): number;
  /** Adds a post; its audience depends on the request and the seed only. Returns the root's id. */
  publish(request: PublishRequest): string;
  historyRecords(options: { until: Date; snapshotAgesHours?: readonly number[] }): HistoryPost[];
}
