import type { Sql } from '../database/client.ts';
import { loadPosts } from '../database/queries/history.ts';
import { type LearningRow, learnOnce, type OutcomeRow, upsertOutcomes } from '../database/queries/outcomes.ts';
import { localClock } from '../learning/local-time.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import { type Outcome, outcomesAtAges } from '../learning/outcome-at-age.ts';
import { toHistoryPosts } from './history-posts.ts';

export interface LearningUpdate {
  posts: number;
  outcomes: number;
  /** Posts learned for the first time at an age. */
  learned: number;
}

/**
 * Brings outcomes and the learner's rows up to date for these decisions (all of the window when null): values at the fixed
 * ages from their snapshots, projected by the account's pooled maturity curve while a post is younger. Only values that were
 * reached are learned, each once, however often a post is read.
 */
export async function updateLearning(
  sql: Sql,
  input: { accountId: string; timeZone: string; decisionIds: ReadonlySet<string> | null; since: Date; now: Date },
): Promise<LearningUpdate> {
  const { accountId, timeZone, decisionIds, since, now } = input;
  const stored = await loadPosts(sql, { accountId, since, until: now });
  const histories = toHistoryPosts(stored);
  const curve = fitMaturityCurve(normaliseHistory(histories, now.getTime()).posts);
  const clockAt = localClock(timeZone);
  const outcomes: OutcomeRow[] = [];
  const learning: LearningRow[] = [];
  const touched = stored.flatMap((post, i) =>
    decisionIds === null || decisionIds.has(post.decisionId) ? [{ post, history: histories[i]! }] : [],
  );
  for (const { post, history } of touched) {
    const { hour, weekday } = clockAt(post.postedAt.getTime());
    const features = { generator: post.generatorName, format: post.decisionType, hour, weekday, topic: post.topic };
    for (const outcome of outcomesAtAges({ postedAt: post.postedAt, snapshots: history.metrics, now, curve })) {
      outcomes.push(outcomeRow(post.decisionId, outcome));
      const reward = outcome.method === 'interpolated' ? logOddsOf(outcome) : null;
      if (reward === null) continue;
      learning.push({
        decision_id: post.decisionId,
        age_hours: outcome.ageHours,
        account_id: accountId,
        features,
        ...reward,
      });
    }
  }
  await upsertOutcomes(sql, outcomes, now);
  return { posts: touched.length, outcomes: outcomes.length, learned: await learnOnce(sql, learning, now) };
}

/** y = ln((E + ½) / (I − E + ½)), and the inverse of its binomial variance as weight; null when either is unknown. */
function logOddsOf({ engagements, impressions }: Outcome): { reward: number; weight: number } | null {
  if (engagements === null || impressions === null) return null;
  const rest = Math.max(0, impressions - engagements);
  return {
    reward: Math.log((engagements + 0.5) / (rest + 0.5)),
    weight: 1 / (1 / (engagements + 0.5) + 1 / (rest + 0.5)),
  };
}

function outcomeRow(decisionId: string, outcome: Outcome): OutcomeRow {
  return {
    decision_id: decisionId,
    age_hours: outcome.ageHours,
    method: outcome.method,
    impressions: outcome.impressions,
    likes: outcome.likes,
    retweets: outcome.retweets,
    replies: outcome.replies,
    quotes: outcome.quotes,
    bookmarks: outcome.bookmarks,
    engagements: outcome.engagements,
    engagement_rate: outcome.engagementRate,
    log_sd: outcome.logSd,
    followers_gained: outcome.followersGained,
    observed_at: outcome.observedAt,
  };
}
