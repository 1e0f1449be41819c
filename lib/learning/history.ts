/**
 * The history record: what `hone import` and `hone analyze` read, one JSON object per line, and what the database
 * hands to the learner. Only `tweet_id`, `posted_at` and one metric are required; everything unknown is null or absent.
 */

/** One reading of a post's counters. Counts are cumulative; null or absent means unknown, 0 means zero. */
export interface HistoryMetrics {
  collected_at: string | Date;
  impressions?: number | null;
  likes?: number | null;
  retweets?: number | null;
  replies?: number | null;
  quotes?: number | null;
  bookmarks?: number | null;
  /** Total engagements where the record brings it itself; else the sum of the known counters. */
  engagements?: number | null;
  new_follows?: number | null;
}

export type DecisionType = 'single' | 'thread';

export interface HistoryPost {
  tweet_id: string;
  posted_at: string | Date;
  author?: string | null;
  generator_name?: string | null;
  decision_type?: DecisionType | null;
  topic?: string | null;
  content?: string | null;
  /** In any order; duplicates and disorder are tolerated. */
  metrics: readonly HistoryMetrics[];
  /** Drawn from the baseline policy to measure what acting changed. */
  is_holdout?: boolean;
  /** Probability with which the whole choice was drawn, where the planner drew it. */
  assignment_probability?: number | null;
  /** Version of the policy that was in force when the post was chosen, where a policy chose it. */
  policy_version?: number | null;
}

/** Publishing weights per dimension, each object summing to 1. Hours are keys '0'..'23' in the account's time zone. */
export interface PolicyWeights {
  generators: Record<string, number>;
  formats: Record<string, number>;
  hours: Record<string, number>;
  topics?: Record<string, number>;
}
