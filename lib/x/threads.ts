import type { PostObservation } from './observation.ts';
import { byId } from './snowflake.ts';

/** One post as its readers see it: a single post, or a thread of an author answering themselves. */
export interface AssembledThread {
  root: PostObservation;
  /** The parts after the root, oldest first; empty for a single post. */
  parts: PostObservation[];
  /** Earlier ids of the root and of its parts (X gives an edit a new id), oldest first, by the id that is shown now. */
  editIds: Record<string, string[]>;
}

/**
 * Puts self-threads together: same author, answering themselves inside one conversation. Threads come in the order in
 * which their roots were given. Timelines leave out the middle of long threads, so a post that answers an own post
 * that is not shown joins the conversation's root; an answer to somebody else stays a post of its own.
 */
export function assembleThreads(observations: readonly PostObservation[]): AssembledThread[] {
  const current = currentVersions(observations);
  const threads = new Map<PostObservation, AssembledThread>();
  const roots = new Map(current.posts.map((post) => [post, rootOf(post, current.byAnyId)]));
  for (const post of current.posts) {
    if (roots.get(post) === post) threads.set(post, { root: post, parts: [], editIds: {} });
  }
  for (const [post, root] of roots) {
    const thread = threads.get(root);
    if (thread === undefined) continue;
    if (post !== root) thread.parts.push(post);
    const earlier = post.editTweetIds.filter((id) => id !== post.tweetId);
    if (earlier.length > 0) thread.editIds[post.tweetId] = earlier;
  }
  for (const thread of threads.values()) thread.parts.sort((left, right) => byId(left.tweetId, right.tweetId));
  return [...threads.values()];
}

/** Of several versions of an edited post, or several readings of one, the newest stands for all. */
function currentVersions(observations: readonly PostObservation[]): {
  posts: PostObservation[];
  byAnyId: Map<string, PostObservation>;
} {
  const byAnyId = new Map<string, PostObservation>();
  for (const post of observations) {
    if (post.isRepost) continue;
    for (const id of new Set([post.tweetId, ...post.editTweetIds])) {
      const known = byAnyId.get(id);
      if (known === undefined || isNewer(post, known)) byAnyId.set(id, post);
    }
  }
  return { posts: [...new Set(byAnyId.values())].filter((post) => byAnyId.get(post.tweetId) === post), byAnyId };
}

function isNewer(post: PostObservation, known: PostObservation): boolean {
  const order = byId(post.tweetId, known.tweetId);
  return order > 0 || (order === 0 && post.readAt > known.readAt);
}

function rootOf(post: PostObservation, byAnyId: ReadonlyMap<string, PostObservation>): PostObservation {
  let at = post;
  const passed = new Set<PostObservation>();
  while (!passed.has(at)) {
    passed.add(at);
    const above = parentOf(at, byAnyId);
    if (above === null) return at;
    at = above;
  }
  // Posts that answer each other in a circle cannot exist; each then stands alone.
  return post;
}

function parentOf(post: PostObservation, byAnyId: ReadonlyMap<string, PostObservation>): PostObservation | null {
  if (post.inReplyToTweetId === null || post.authorId === null) return null;
  const parent = byAnyId.get(post.inReplyToTweetId);
  const isOwn = (other: PostObservation) =>
    other !== post && other.authorId === post.authorId && other.conversationId === post.conversationId;
  if (parent !== undefined) return isOwn(parent) ? parent : null;
  const opener = post.conversationId === null ? undefined : byAnyId.get(post.conversationId);
  return post.inReplyToAuthorId === post.authorId && opener !== undefined && isOwn(opener) ? opener : null;
}
