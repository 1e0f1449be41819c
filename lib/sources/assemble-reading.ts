import { COUNTER_NAMES, type GonePost, type PostObservation } from '../x/observation.ts';
import { type ParsedPayload, selectOwn } from '../x/parse-x.ts';
import type { ReadRequest, ReadResult } from './metrics-source.ts';
import type { ObservedAnswer } from './page-observer.ts';

/** What the answers observed so far say about the account and its posts. */
export type Reading = Pick<ReadResult, 'posts' | 'account' | 'gone' | 'quarantined'>;

/**
 * Puts the answers of one run together: own posts by author id, each id once. The author is the id that is already known
 * for the account, else the one that X itself gives for the handle in these answers.
 */
export function assembleReading(answers: readonly ObservedAnswer[], request: ReadRequest): Reading {
  const named = answers.map(({ found }) => found.idByHandle.get(request.handle)).find((id) => id !== undefined);
  const authorId = request.xUserId ?? named ?? null;
  if (authorId === null) return { posts: [], account: null, gone: [], quarantined: [] };
  const parsed = answers.map(({ found, errors, readAt }) => selectOwn(found, errors, { authorId, readAt }));
  const reading = mergeReadings(parsed, { ...request, accountId: named ?? authorId });
  if (named === undefined || named === authorId) return reading;
  // The handle has changed hands: the account as X shows it now, so that the caller can see that.
  const now = answers.map(({ found, errors, readAt }) => selectOwn(found, errors, { authorId: named, readAt }));
  return { ...reading, account: mergeReadings(now, { ...request, accountId: named }).account };
}

export function mergeReadings(
  parsed: readonly ParsedPayload[],
  request: { handle: string; accountId: string | null },
): Reading {
  const posts = new Map<string, PostObservation>();
  for (const post of parsed.flatMap((each) => each.posts)) {
    const before = posts.get(post.tweetId);
    if (before === undefined || known(post) > known(before)) posts.set(post.tweetId, post);
  }
  const gone = new Map<string, GonePost>();
  for (const each of parsed.flatMap(({ gone }) => gone)) if (!posts.has(each.tweetId)) gone.set(each.tweetId, each);
  const accounts = parsed
    .flatMap((each) => each.accounts)
    .filter(({ userId, handle }) => userId === request.accountId && (handle ?? request.handle) === request.handle);
  return {
    posts: [...posts.values()],
    account: accounts.find(({ followers }) => followers !== null) ?? accounts[0] ?? null,
    gone: [...gone.values()],
    quarantined: parsed.flatMap((each) => each.quarantined),
  };
}

function known(post: PostObservation): number {
  return COUNTER_NAMES.filter((name) => post.counters[name] !== null).length;
}
