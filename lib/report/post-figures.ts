import type { HistoryMetrics, HistoryPost } from '../learning/history.ts';

const PARTS = ['likes', 'retweets', 'replies', 'quotes', 'bookmarks'] as const;

/** One post as the report shows it: its newest reading and what follows from it. Null where X did not say. */
export interface PostFigures {
  post: HistoryPost;
  postedAt: Date;
  /** When the newest reading was taken, null when there is none. */
  readAt: Date | null;
  /** Age of the post at the newest reading. */
  ageHours: number | null;
  impressions: number | null;
  engagements: number | null;
  engagementRate: number | null;
}

export function postFigures(post: HistoryPost): PostFigures {
  const postedAt = new Date(post.posted_at);
  const newest = post.metrics.reduce<HistoryMetrics | null>(
    (best, reading) => (best === null || timeOf(reading) > timeOf(best) ? reading : best),
    null,
  );
  const readAt = newest === null ? null : new Date(newest.collected_at);
  const impressions = newest?.impressions ?? null;
  const engagements = newest === null ? null : engagementsOf(newest);
  return {
    post,
    postedAt,
    readAt,
    ageHours: readAt === null ? null : (readAt.getTime() - postedAt.getTime()) / 3_600_000,
    impressions,
    engagements,
    engagementRate: impressions !== null && impressions > 0 && engagements !== null ? engagements / impressions : null,
  };
}

/** The sum of the counters that are known, unless the reading brings its own total; null when nothing is known. */
export function engagementsOf(reading: HistoryMetrics): number | null {
  if (reading.engagements != null) return reading.engagements;
  const known = PARTS.map((part) => reading[part]).filter((count) => count != null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

/** Engagements over impressions of all the posts together; null when no post has both. */
export function pooledRate(posts: readonly PostFigures[]): number | null {
  let engagements = 0;
  let impressions = 0;
  for (const post of posts) {
    if (post.engagementRate === null) continue;
    engagements += post.engagements ?? 0;
    impressions += post.impressions ?? 0;
  }
  return impressions > 0 ? engagements / impressions : null;
}

function timeOf(reading: HistoryMetrics): number {
  return new Date(reading.collected_at).getTime();
}
