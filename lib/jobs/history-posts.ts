import type { EssentialPost } from '../database/queries/essentials.ts';
import type { StoredPost } from '../database/queries/history.ts';
import type { HistoryPost } from '../learning/history.ts';
import { oneSeries } from '../x/source-family.ts';

/** Stored posts as history records: what the analysis of a database and of a file both start from. */
export function toHistoryPosts(posts: readonly (StoredPost | EssentialPost)[]): HistoryPost[] {
  return posts.map((post) => ({
    tweet_id: post.tweetId,
    posted_at: post.postedAt,
    author: post.author,
    generator_name: post.generatorName,
    decision_type: post.decisionType,
    topic: post.topic,
    content: post.content,
    is_holdout: post.isHoldout,
    assignment_probability: post.assignmentProbability,
    policy_version: post.policyVersion,
    metrics: 'metrics' in post ? post.metrics : oneSeries(post.readings),
  }));
}
