/** One post's figures at the same age as all others'. */
export interface ComparablePost {
  postedAt: Date;
  impressions: number | null;
  engagements: number | null;
}

const WINDOW_MS = 7 * 86_400_000;
/** Fewer posts than this on either side say nothing about a week. */
const LEAST_POSTS = 2;

/**
 * How a week compares with the one before it, per metric, in percent: means per post at one fixed age, so that young posts
 * do not look weak. A metric without enough known values on both sides is left out: unknown is not "no change".
 */
export function performanceChanges(posts: readonly ComparablePost[], now: Date): Record<string, number> {
  const week = (index: number) =>
    posts.filter(({ postedAt }) => {
      const ago = now.getTime() - postedAt.getTime();
      return ago >= index * WINDOW_MS && ago < (index + 1) * WINDOW_MS;
    });
  const [recent, before] = [week(0), week(1)];
  const changes: Record<string, number> = {};
  for (const [metric, read] of Object.entries(METRICS)) {
    const [a, b] = [known(recent, read), known(before, read)];
    const base = mean(b);
    if (a.length < LEAST_POSTS || b.length < LEAST_POSTS || base === 0) continue;
    changes[metric] = round((mean(a) / base - 1) * 100);
  }
  if (before.length > 0) changes.posts = round((recent.length / before.length - 1) * 100);
  return changes;
}

const METRICS: Record<string, (post: ComparablePost) => number | null> = {
  impressions: ({ impressions }) => impressions,
  engagements: ({ engagements }) => engagements,
  engagement_rate: ({ impressions, engagements }) =>
    impressions === null || engagements === null || impressions === 0 ? null : engagements / impressions,
};

function known(posts: readonly ComparablePost[], read: (post: ComparablePost) => number | null): number[] {
  return posts.map(read).filter((value): value is number => value !== null);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
