import { readCounter } from './counter.ts';
import { type JsonRecord, recordAt, stringOf } from './json.ts';
import type { AccountObservation, QuarantinedValue } from './observation.ts';
import { isId } from './snowflake.ts';

/** A user in either layout: `core` and `relationship_counts`, or everything under `legacy`. */
export function isUserNode(node: JsonRecord): boolean {
  if (typeof node.__typename === 'string') return node.__typename === 'User';
  return (
    recordAt(node, 'relationship_counts') !== null ||
    stringOf(recordAt(node, 'core')?.screen_name) !== null ||
    stringOf(recordAt(node, 'legacy')?.screen_name) !== null
  );
}

/** The numeric user id, from `rest_id` or from X's opaque id (base64 of "User:123"); null when the payload has neither. */
export function userId(node: JsonRecord | null): string | null {
  if (node === null) return null;
  if (isId(node.rest_id)) return node.rest_id;
  return idFromOpaque(stringOf(node.id), 'User');
}

export function screenName(node: JsonRecord | null): string | null {
  const name = stringOf(recordAt(node, 'core')?.screen_name) ?? stringOf(recordAt(node, 'legacy')?.screen_name);
  return name === null ? null : name.toLowerCase();
}

/** Decodes X's opaque ids, e.g. "VXNlcjoxMjM=" is "User:123"; null for anything else. */
export function idFromOpaque(opaque: string | null, kind: 'User' | 'Tweet'): string | null {
  if (opaque === null || opaque.length > 64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(opaque)) return null;
  try {
    const id = atob(opaque).slice(kind.length + 1);
    return atob(opaque) === `${kind}:${id}` && isId(id) ? id : null;
  } catch {
    return null;
  }
}

/** One reading of the account; null when it carries no id. */
export function readAccount(
  node: JsonRecord,
  options: { readAt: Date; quarantined: QuarantinedValue[] },
): AccountObservation | null {
  const id = userId(node);
  if (id === null) return null;
  const legacy = recordAt(node, 'legacy');
  const relationships = recordAt(node, 'relationship_counts');
  const count = (raw: unknown, field: string) =>
    readCounter(raw, { tweetId: null, field, quarantined: options.quarantined });
  return {
    userId: id,
    handle: screenName(node),
    readAt: options.readAt,
    followers: count(relationships?.followers ?? legacy?.followers_count, 'followers'),
    following: count(relationships?.following ?? legacy?.friends_count, 'following'),
    posts: count(recordAt(node, 'tweet_counts')?.tweets ?? legacy?.statuses_count, 'posts'),
  };
}
