import { screenName, userId } from './account.ts';
import { type Collected, collect } from './collect.ts';
import { htmlTokens } from './html.ts';
import type { JsonRecord } from './json.ts';
import type { QuarantinedValue } from './observation.ts';
import { type ParsedPayload, type ParseOptions, selectOwn } from './parse-x.ts';
import { takeRelayRecords } from './relay-store.ts';
import { readRenderedPosts } from './rendered-articles.ts';
import { readScriptLiterals } from './script-literal.ts';

export interface ParsePageOptions extends ParseOptions {
  /** Lower-case handle that belongs to `authorId`: rendered posts name their author by handle only. */
  handle?: string | null;
}

/**
 * Reads a page of X as HTML: the store that logged-out pages embed (source `ssr_store`), and for posts that are not in
 * it the exact labels of rendered articles (source `dom_aria`). One post is read from one of them, never from both.
 */
export function parsePage(html: string, options: ParsePageOptions): ParsedPayload {
  const found = collectStore(html);
  const parsed = selectOwn(found, [], { ...options, source: options.source ?? 'ssr_store' });
  const known = new Set(parsed.posts.map(({ tweetId }) => tweetId));
  const authorId = options.authorId ?? null;
  const quarantined: QuarantinedValue[] = [];
  const isKnown = (tweetId: string) => known.has(tweetId);
  for (const { post, handle } of readRenderedPosts(html, { readAt: options.readAt, quarantined, isKnown })) {
    const author =
      handle !== null && handle === options.handle ? authorId : (found.idByHandle.get(handle ?? '') ?? null);
    if (known.has(post.tweetId) || (authorId !== null && author !== authorId)) continue;
    known.add(post.tweetId);
    parsed.posts.push({ ...post, authorId: author });
  }
  return { ...parsed, quarantined: [...parsed.quarantined, ...quarantined] };
}

function collectStore(html: string): Collected {
  const references = new Map<string, unknown>();
  const trees = storeScripts(html).map((script) => readScriptLiterals(script, references));
  const tree: JsonRecord = { scripts: trees };
  const relay = takeRelayRecords(tree);
  const found = collect(tree);
  for (const user of relay.users) {
    const id = userId(user);
    const handle = screenName(user);
    if (id === null) continue;
    found.users.push(user);
    if (handle !== null) found.idByHandle.set(handle, id);
  }
  for (const { post, isNested } of relay.posts) {
    const nothingAround = { entryTweetId: null, viewerId: null, isPinned: false, isPromoted: false };
    found.posts.push({ post, ...nothingAround, isForeign: isNested, source: 'ssr_store' });
  }
  return found;
}

/** Only scripts that hold counters of posts: a page carries megabytes of others. */
function storeScripts(html: string): string[] {
  const scripts: string[] = [];
  let inScript = false;
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text' && inScript && /favorite_count|reply_count|relationship_counts/.test(token.text)) {
      scripts.push(token.text);
    }
    inScript = token.kind === 'open' && token.name === 'script';
  }
  return scripts;
}
