import { idFromOpaque } from './account.ts';
import { NESTED_POST } from './collect.ts';
import { isRecord, type JsonRecord, stringOf } from './json.ts';
import { isId } from './snowflake.ts';

/** Posts and users of a Relay store, each with its linked records in place. */
export interface RelayContents {
  posts: { post: JsonRecord; isNested: boolean }[];
  users: JsonRecord[];
}

const FACETS = ['counts', 'views', 'details', 'legacy', 'core', 'edit_control', 'note_tweet', 'reply_to_results'];
const DEEPEST_LINK = 10;

/**
 * Takes the records of a Relay store (`"client:VHdlZXQ6…:counts": {…}`, linked by `__ref`) out of a tree read from a
 * page's scripts, and puts every post and user together again. A post that others quote or repost is marked nested.
 */
export function takeRelayRecords(tree: JsonRecord): RelayContents {
  const records = new Map<string, JsonRecord>();
  takeRecords(tree, records, new Set());
  const nested = new Set<string>();
  for (const record of records.values()) {
    for (const [key, value] of Object.entries(record)) {
      const target = isRecord(value) && NESTED_POST.test(key) ? stringOf(value.__ref) : null;
      const id = target === null ? null : tweetIdOfKey(target);
      if (id !== null) nested.add(id);
    }
  }
  const keys = new Map<string, string>();
  for (const key of records.keys()) {
    const owner = key.startsWith('client:') ? (key.split(':')[1] as string) : key;
    const id = tweetIdOfKey(owner);
    if (id !== null) keys.set(id, owner);
  }
  return {
    posts: [...keys].map(([id, key]) => ({ post: postOf(id, key, records), isNested: nested.has(id) })),
    users: [...records.values()]
      .filter(({ __typename }) => __typename === 'User')
      .map((user) => resolve(user, records, 0) as JsonRecord),
  };
}

function takeRecords(node: unknown, records: Map<string, JsonRecord>, seen: Set<object>): void {
  const waiting: unknown[] = [node];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (Array.isArray(next)) {
      waiting.push(...next);
      continue;
    }
    for (const [key, value] of Object.entries(next)) {
      waiting.push(value);
      if (!isRecord(value) || !(key.startsWith('client:') || value.__id === key)) continue;
      records.set(key, value);
      delete (next as JsonRecord)[key];
    }
  }
}

function postOf(id: string, key: string, records: Map<string, JsonRecord>): JsonRecord {
  const post: JsonRecord = { ...(resolve(records.get(key) ?? {}, records, 0) as JsonRecord) };
  for (const facet of FACETS) {
    const record = records.get(`client:${key}:${facet}`);
    if (post[facet] === undefined && record !== undefined) post[facet] = resolve(record, records, 0);
  }
  return { ...post, __typename: 'Tweet', rest_id: post.rest_id ?? id };
}

/** The key names the post: base64 of "Tweet:123", in newer stores only the word is encoded. */
function tweetIdOfKey(key: string): string | null {
  const plain = /^VHdlZXQ6(\d{1,19})$/.exec(key)?.[1];
  const decoded = idFromOpaque(key, 'Tweet');
  return decoded ?? (isId(plain) ? plain : null);
}

function resolve(value: unknown, records: Map<string, JsonRecord>, depth: number): unknown {
  if (depth > DEEPEST_LINK) return undefined;
  if (Array.isArray(value)) return value.map((item) => resolve(item, records, depth + 1));
  if (!isRecord(value)) return value;
  const link = stringOf(value.__ref);
  if (link !== null) return resolve(records.get(link), records, depth + 1);
  if (Array.isArray(value.__refs)) {
    return value.__refs.map((ref) => resolve(records.get(String(ref)), records, depth + 1));
  }
  const resolved: JsonRecord = {};
  for (const [key, item] of Object.entries(value)) {
    // What a quoted or reposted post looks like is not needed, that there is one is.
    resolved[key] = NESTED_POST.test(key) ? item : resolve(item, records, depth + 1);
  }
  return resolved;
}
