import type { HistoryPost } from '../../../lib/learning/history.ts';
import { createNoise } from '../../support/noise.ts';

const HOUR_MS = 3_600_000;
export const HISTORY_START = Date.UTC(2026, 8, 1);

export interface PostPlan {
  /** Multiplies impressions. */
  reach?: number;
  /** Multiplies the engagement rate. */
  rate?: number;
  thread?: boolean;
  topic?: string;
}

/** Six posts a day at fixed hours with everyday noise, read at 6, 24 and 72 hours as far as `until` allows. */
export function accountHistory(
  days: number,
  planOf: (day: number, index: number) => PostPlan = () => ({}),
  { seed = 3, until = HISTORY_START + days * 24 * HOUR_MS } = {},
): HistoryPost[] {
  const noise = createNoise(seed);
  return Array.from({ length: 6 * days }, (_, index) => {
    const day = Math.floor(index / 6);
    const posted = HISTORY_START + day * 24 * HOUR_MS + (7 + 2 * (index % 6)) * HOUR_MS;
    const { reach = 1, rate = 1, thread = false, topic } = planOf(day, index);
    const impressions = 3000 * reach * Math.exp(0.25 * noise.normal());
    const share = 0.03 * rate * (thread ? 2 : 1) * Math.exp(0.2 * noise.normal());
    const at = (age: number) => {
      const seen = 1 - Math.exp(-((age / 6) ** 0.7));
      return {
        collected_at: new Date(posted + age * HOUR_MS).toISOString(),
        impressions: Math.round(impressions * seen),
        likes: Math.round(impressions * share * seen),
      };
    };
    return {
      tweet_id: String(1_000 + index),
      posted_at: new Date(posted).toISOString(),
      author: 'ada',
      decision_type: thread ? ('thread' as const) : ('single' as const),
      ...(topic !== undefined && { topic }),
      metrics: [6, 24, 72].filter((age) => posted + age * HOUR_MS <= until).map(at),
    };
  }).filter(({ metrics }) => metrics.length > 0);
}
