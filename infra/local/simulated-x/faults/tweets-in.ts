import type { JsonObject } from '../payloads/json.ts';

/** A `Tweet` result found in a payload, with the parts that faults change. */
export interface TweetInPayload {
  tweet: JsonObject;
  id: string;
  authorId: string;
  legacy: JsonObject;
  /** The object whose `result` it is, so that it can be replaced. */
  holder: JsonObject;
}

/** Every post of a payload in document order, nested ones (reposted, quoted) included. */
export function tweetsIn(payload: unknown): TweetInPayload[] {
  const found: TweetInPayload[] = [];
  const visit = (node: unknown, holder: JsonObject | null): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, null);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const object = node as JsonObject;
    const legacy = object.legacy as JsonObject | undefined;
    if (object.__typename === 'Tweet' && holder && legacy) {
      found.push({ tweet: object, holder, legacy, id: String(object.rest_id), authorId: String(legacy.user_id_str) });
    }
    for (const [key, value] of Object.entries(object)) visit(value, key === 'result' ? object : null);
  };
  visit(payload, null);
  return found;
}

/** The posts of one author, reposts by the author left out. */
export function ownTweetsIn(payload: unknown, authorId: string): TweetInPayload[] {
  return tweetsIn(payload).filter(
    (found) => found.authorId === authorId && !('retweeted_status_result' in found.legacy),
  );
}

export const COUNT_KEYS = ['favorite_count', 'retweet_count', 'reply_count', 'quote_count', 'bookmark_count'] as const;
