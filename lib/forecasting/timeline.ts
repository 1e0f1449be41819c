import { AccountContext, type PostContext } from './account-context.ts';
import { levelReading } from './outcome.ts';
import type { PreparedPost } from './prepared-post.ts';

export interface Timeline {
  /** Per post what was known when it was published. */
  contexts: PostContext[];
  /** What is known at the end. */
  now: AccountContext;
}

/**
 * Lives through the history once: every post is described with what had been read by the moment it was published.
 *
 * @param posts in the order of time
 * @param options.nowMs nothing read or published later takes part
 * @param options.ageHours age of the target, null for the final count
 */
export function replay(
  posts: readonly PreparedPost[],
  { nowMs, ageHours }: { nowMs: number; ageHours: number | null },
): Timeline {
  const known: { index: number; timeMs: number; level: number; reach: number }[] = [];
  posts.forEach((post, index) => {
    const reading = levelReading(post, ageHours);
    if (reading && reading.timeMs <= nowMs)
      known.push({ index, timeMs: reading.timeMs, level: reading.level, reach: reading.reach });
  });
  known.sort((a, b) => a.timeMs - b.timeMs || a.index - b.index);

  const context = new AccountContext();
  const contexts: PostContext[] = [];
  let next = 0;
  const learnUntil = (timeMs: number) => {
    while (next < known.length && known[next]!.timeMs <= timeMs) {
      const { index, level, reach } = known[next++]!;
      context.learn(posts[index]!, { outcome: level, reach, context: contexts[index]! });
    }
  };
  for (const post of posts) {
    if (post.timeMs > nowMs) break;
    learnUntil(post.timeMs);
    contexts.push(context.describe(post));
    context.publish(post);
  }
  learnUntil(nowMs);
  return { contexts, now: context };
}
