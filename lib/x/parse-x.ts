import { readAccount } from './account.ts';
import { type Collected, type Cursor, collect } from './collect.ts';
import { isRecord } from './json.ts';
import {
  type AccountObservation,
  COUNTER_NAMES,
  type GonePost,
  type ObservationSource,
  type PostObservation,
  type QuarantinedValue,
} from './observation.ts';
import { type PayloadError, readErrors } from './payload-error.ts';
import { readPost } from './post.ts';

export interface ParseOptions {
  /** X's numeric user id: only this author's posts are returned. Without it, every top-level post that is not a repost. */
  authorId?: string | null;
  /** When the response arrived, by the source's clock. */
  readAt: Date;
  /** Overrides what the payload's shape says about where it came from. */
  source?: ObservationSource;
}

export interface ParsedPayload {
  /** In the order X showed them, each id once. Never reposts, quoted, promoted or recommended posts. */
  posts: PostObservation[];
  /** The account itself when `authorId` is given, else every user at the top level; each id once. */
  accounts: AccountObservation[];
  gone: GonePost[];
  quarantined: QuarantinedValue[];
  cursors: Cursor[];
  /** What X reported as wrong; usable data beside it are in the other fields all the same. */
  errors: PayloadError[];
}

/**
 * Reads any of X's web payloads (timelines, conversations, single posts, batches, users, account analytics) by shape,
 * in the layout of 2023 (`legacy` and `views`) or of 2026 (`counts`, `details`, `views`). Never throws: what cannot be
 * right is in `quarantined`, what X refused is in `errors`.
 *
 * @example parseX(JSON.parse(body), { authorId: '2244994945', readAt: responseTime }).posts[0]?.counters.likes
 */
export function parseX(payload: unknown, options: ParseOptions): ParsedPayload {
  const found = collect(isRecord(payload) && 'data' in payload ? { data: payload.data } : payload);
  const errors = isRecord(payload) ? readErrors(payload) : [];
  return selectOwn(found, errors, options);
}

/** Turns what was collected into observations of one author. */
export function selectOwn(found: Collected, errors: PayloadError[], options: ParseOptions): ParsedPayload {
  const wantedAuthor = options.authorId ?? null;
  const quarantined: QuarantinedValue[] = [];
  const posts = new Map<string, PostObservation>();
  for (const place of found.posts) {
    if (place.isPromoted || (place.isForeign && wantedAuthor === null)) continue;
    const complaints: QuarantinedValue[] = [];
    const surroundings = {
      ...place,
      // X's own analytics show nobody but the viewer, and some of its answers leave the viewer's id out.
      viewerId: place.viewerId ?? (place.source === 'analytics_page' ? wantedAuthor : null),
      source: options.source ?? place.source,
      readAt: options.readAt,
      idByHandle: found.idByHandle,
    };
    const post = readPost(place.post, surroundings, complaints);
    if (post !== null && (post.isRepost || (wantedAuthor !== null && post.authorId !== wantedAuthor))) continue;
    quarantined.push(...complaints);
    if (post !== null) posts.set(post.tweetId, fuller(posts.get(post.tweetId), post));
  }
  return {
    posts: [...posts.values()],
    accounts: accountsOf(found, quarantined, options),
    gone: found.gone.filter(({ tweetId }) => !posts.has(tweetId)),
    quarantined,
    cursors: found.cursors,
    // An explained emptiness is told once, by X's own error.
    errors: errors.length > 0 ? [...errors, ...found.errors.filter(({ kind }) => kind !== 'not_found')] : found.errors,
  };
}

/** X repeats a post within one payload (pinned, then in line): the copy with more counters is kept whole, never merged. */
function fuller(first: PostObservation | undefined, second: PostObservation): PostObservation {
  if (first === undefined) return second;
  const kept = knownCounters(second) > knownCounters(first) ? second : first;
  return { ...kept, isPinned: first.isPinned || second.isPinned };
}

function knownCounters(post: PostObservation): number {
  return COUNTER_NAMES.filter((name) => post.counters[name] !== null).length;
}

function accountsOf(found: Collected, quarantined: QuarantinedValue[], options: ParseOptions): AccountObservation[] {
  const accounts = new Map<string, AccountObservation>();
  const viewers = options.authorId == null ? [] : found.viewers.map((user) => ({ ...user, rest_id: options.authorId }));
  for (const user of [...found.users, ...viewers]) {
    const complaints: QuarantinedValue[] = [];
    const account = readAccount(user, { readAt: options.readAt, quarantined: complaints });
    if (account === null || (options.authorId != null && account.userId !== options.authorId)) continue;
    const before = accounts.get(account.userId);
    if (before !== undefined && knownFields(before) >= knownFields(account)) continue;
    accounts.set(account.userId, account);
    if (before === undefined) quarantined.push(...complaints);
  }
  return [...accounts.values()];
}

function knownFields(account: AccountObservation): number {
  return [account.handle, account.followers, account.following, account.posts].filter((field) => field !== null).length;
}
