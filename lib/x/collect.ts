import { isUserNode, screenName, userId } from './account.ts';
import { isAnalyticsNode } from './analytics.ts';
import { isRecord, type JsonRecord, recordAt, stringOf } from './json.ts';
import type { GonePost, ObservationSource } from './observation.ts';
import { emptyResult, type PayloadError, userUnavailable } from './payload-error.ts';
import { isPostNode, unwrapPost } from './post.ts';
import { isId } from './snowflake.ts';

export interface Cursor {
  type: string;
  value: string;
}

/** A post where it stands in the payload. */
export interface FoundPost {
  post: JsonRecord;
  entryTweetId: string | null;
  viewerId: string | null;
  isPinned: boolean;
  isPromoted: boolean;
  /** In a module of recommendations rather than of this timeline or conversation. */
  isForeign: boolean;
  source: ObservationSource;
}

export interface Collected {
  posts: FoundPost[];
  users: JsonRecord[];
  /** The signed-in user where X sends it without an id, as its account analytics do. */
  viewers: JsonRecord[];
  idByHandle: Map<string, string>;
  gone: GonePost[];
  cursors: Cursor[];
  errors: PayloadError[];
}

interface Place {
  path: string;
  depth: number;
  entryId: string | null;
  viewerId: string | null;
  isPinned: boolean;
  isPromoted: boolean;
  isForeign: boolean;
  source: ObservationSource;
}

interface Walk {
  found: Collected;
  /** Each object once: an embedded store's back references make cycles. */
  seen: Set<object>;
}

/** Deeper than any payload X ever sent; a nest beyond it is not walked, so that no input can exhaust the stack. */
const DEEPEST = 120;
/** Posts under these keys belong to somebody else's number series: quoted, reposted, replied to. */
export const NESTED_POST = /^(quoted|retweeted|reposted|reply_to|in_reply_to)/i;
const FOREIGN_MODULE = /^(who-to-follow|tweetdetailrelatedtweets|related|similar|youmightalsolike|suggest|trends)/i;
const GONE_TYPES = new Set(['TweetTombstone', 'TweetUnavailable', 'TweetPreviewDisplay', 'TimelineTombstone']);
const POST_CONTAINER = /^tweet_?results?(_by_rest_ids?)?$/i;

/** Walks a payload once, in document order, and gathers what is at its top level; it never looks inside a post. */
export function collect(payload: unknown): Collected {
  const found: Collected = {
    posts: [],
    users: [],
    viewers: [],
    idByHandle: new Map(),
    gone: [],
    cursors: [],
    errors: [],
  };
  walk(payload, start, { found, seen: new Set() });
  return found;
}

const start: Place = {
  path: '',
  depth: 0,
  entryId: null,
  viewerId: null,
  isPinned: false,
  isPromoted: false,
  isForeign: false,
  source: 'timeline_json',
};

function walk(node: unknown, place: Place, walking: Walk): void {
  const { found, seen } = walking;
  if (typeof node !== 'object' || node === null || place.depth > DEEPEST || seen.has(node)) return;
  seen.add(node);
  if (Array.isArray(node)) {
    for (const item of node) walk(item, { ...place, depth: place.depth + 1 }, walking);
    return;
  }
  if (!isRecord(node)) return;
  const here = enter(node, place);
  if (isGone(node)) noteGone(node, here, found);
  else if (isPostNode(node)) notePost(node, here, found);
  else if (node.__typename !== 'UserUnavailable') walkInside(node, here, walking);
  else if (here.entryId === null) found.errors.push(userUnavailable(node, here.path));
}

function isGone(node: JsonRecord): boolean {
  return typeof node.__typename === 'string' && GONE_TYPES.has(node.__typename);
}

function walkInside(node: JsonRecord, here: Place, walking: Walk): void {
  const { found } = walking;
  if (isUserNode(node)) noteUser(node, here, found);
  const cursorType = stringOf(node.cursorType);
  const cursorValue = stringOf(node.value);
  if (cursorType !== null && cursorValue !== null) found.cursors.push({ type: cursorType, value: cursorValue });
  for (const key of Object.keys(node)) {
    if (NESTED_POST.test(key)) continue;
    const value = node[key];
    if (isEmptyResult(key, value, here)) found.errors.push(emptyResult(join(here.path, key)));
    walk(value, { ...descend(key, value, here), depth: here.depth + 1 }, walking);
  }
}

function enter(node: JsonRecord, place: Place): Place {
  const entryId = stringOf(node.entryId) ?? stringOf(node.entry_id) ?? place.entryId;
  const isModule = entryId !== place.entryId && entryId !== null;
  return {
    ...place,
    entryId,
    isPinned: place.isPinned || node.type === 'TimelinePinEntry' || isPinnedContext(node),
    isPromoted:
      place.isPromoted ||
      isRecord(node.promotedMetadata) ||
      isRecord(node.promoted_metadata) ||
      (isModule && /promoted/i.test(entryId)),
    isForeign: place.isForeign || (isModule && FOREIGN_MODULE.test(entryId)),
    viewerId: isUserNode(node) ? (userId(node) ?? place.viewerId) : place.viewerId,
  };
}

function isPinnedContext(node: JsonRecord): boolean {
  const context = recordAt(node, 'socialContext') ?? recordAt(node, 'social_context');
  return context?.contextType === 'Pin' || context?.context_type === 'Pin';
}

/** Which kind of reading a container is: a conversation or a single result is the status page's, a list of results a batch. */
function descend(key: string, value: unknown, here: Place): Place {
  const path = join(here.path, key);
  if (/^threaded_conversation/i.test(key)) return { ...here, path, source: 'status_json' };
  if (here.entryId === null && POST_CONTAINER.test(key)) {
    return { ...here, path, source: Array.isArray(value) ? 'batch_json' : 'status_json' };
  }
  return { ...here, path };
}

function isEmptyResult(key: string, value: unknown, here: Place): boolean {
  const isContainer = here.path === 'data' && (key === 'user' || POST_CONTAINER.test(key));
  return isContainer && isRecord(value) && Object.keys(value).length === 0;
}

function notePost(node: JsonRecord, place: Place, found: Collected): void {
  const post = unwrapPost(node);
  if (isGone(post)) {
    noteGone(post, place, found);
    return;
  }
  const author = recordAt(post, 'core', 'user_results', 'result');
  if (author !== null && !place.isPromoted && !place.isForeign) noteUser(author, place, found);
  found.posts.push({
    post,
    entryTweetId: entryTweetId(place.entryId),
    viewerId: isAnalyticsNode(post) ? place.viewerId : null,
    isPinned: place.isPinned,
    isPromoted: place.isPromoted,
    isForeign: place.isForeign,
    source: isAnalyticsNode(post) ? 'analytics_page' : place.source,
  });
}

function noteUser(node: JsonRecord, place: Place, found: Collected): void {
  if (place.isForeign) return;
  const id = userId(node);
  const handle = screenName(node);
  if (id === null && place.path.startsWith('data.viewer')) found.viewers.push(node);
  if (id === null) return;
  found.users.push(node);
  if (handle !== null && !found.idByHandle.has(handle)) found.idByHandle.set(handle, id);
}

/** Gone only where X names the post: an anonymous tombstone says nothing about any post of ours. */
function noteGone(node: JsonRecord, place: Place, found: Collected): void {
  const named = node.rest_id ?? recordAt(node, 'tweet')?.rest_id;
  const tweetId = isId(named) ? named : entryTweetId(place.entryId);
  if (tweetId === null) return;
  const reason =
    stringOf(node.reason) ??
    stringOf(recordAt(node, 'tombstone', 'text')?.text) ??
    stringOf(recordAt(node, 'tombstoneInfo')?.text) ??
    String(node.__typename);
  found.gone.push({ tweetId, reason: reason.slice(0, 200) });
}

/** The post id at the end of an entry's name: "tweet-1", "profile-conversation-9-tweet-1". */
function entryTweetId(entryId: string | null): string | null {
  const id = entryId === null ? undefined : /(?:^|-)(?:tweet|tombstone)-(\d{1,19})$/.exec(entryId)?.[1];
  return isId(id) ? id : null;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
