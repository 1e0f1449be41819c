import type { HistoryPost, PolicyWeights } from '../learning/history.ts';
import { localClock } from '../learning/local-time.ts';
import { toMilliseconds } from '../learning/snapshot.ts';

/**
 * How the account publishes by itself: the shares of its posts per generator, format and local hour. This is what the first
 * change starts from and what acting is measured against. A dimension about which nothing is known stays empty.
 */
export function observedPolicy(posts: readonly HistoryPost[], timeZone: string): PolicyWeights {
  const clock = localClock(timeZone);
  return {
    generators: shares(posts.map((post) => post.generator_name)),
    formats: shares(posts.map((post) => post.decision_type)),
    hours: shares(
      posts.map((post) => {
        const at = toMilliseconds(post.posted_at);
        return Number.isFinite(at) ? String(clock(at).hour) : null;
      }),
    ),
  };
}

function shares(levels: readonly (string | null | undefined)[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const level of levels) if (level) counts.set(level, (counts.get(level) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([level, n]) => [level, n / total]));
}
