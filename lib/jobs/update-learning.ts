import type { Queryable, Sql } from '../database/client.ts';
import { type EssentialPost, keepEssentials, loadEssentials } from '../database/queries/essentials.ts';
import {
  type LearningRow,
  learnOnce,
  lockLearning,
  type OutcomeRow,
  replaceOutcomes,
} from '../database/queries/outcomes.ts';
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

/** So long a post's outcomes may be projected, and then change with the curve: the last fixed age and a day. */
const PROJECTED_DAYS = 8;
const DAY_MS = 86_400_000;

/**
 * Brings outcomes and the learner's rows up to date for these decisions and for all that are still projected (all of the
 * window when null): values at the fixed ages from their snapshots, projected by the account's pooled maturity curve
 * while a post is younger. Only values that were reached are learned, each once, however often a post is read. All of it
 * follows from what is stored, not from the order in which runs stored it; runs that overlap learn one after the other.
 */
export async function updateLearning(
  sql: Sql,
  input: { accountId: string; timeZone: string; decisionIds: ReadonlySet<string> | null; since: Date; now: Date },
): Promise<LearningUpdate> {
  return sql.begin(async (tx) => {
    await lockLearning(tx, input.accountId);
    return learn(tx, input);
  });
}

async function learn(tx: Queryable, input: Parameters<typeof updateLearning>[1]): Promise<LearningUpdate> {
  const { accountId, timeZone, decisionIds, since } = input;
  const stored = await loadEssentials(tx, { accountId, since, until: null });
  const histories = toHistoryPosts(stored);
  const now = newestOf(stored, input.now);
  const curve = fitMaturityCurve(normaliseHistory(histories, now.getTime()).posts);
  const clockAt = localClock(timeZone);
  const outcomes: OutcomeRow[] = [];
  const learning: LearningRow[] = [];
  const isProjected = (postedAt: Date) => now.getTime() - postedAt.getTime() < PROJECTED_DAYS * DAY_MS;
  const touched = stored.flatMap((post, i) =>
    decisionIds === null || decisionIds.has(post.decisionId) || isProjected(post.postedAt)
      ? [{ post, history: histories[i]! }]
      : [],
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
  const ids = touched.map(({ post }) => post.decisionId);
  await replaceOutcomes(tx, { decisionIds: ids, outcomes, at: now });
  const learned = await learnOnce(tx, { decisionIds: ids, rows: learning, at: now });
  await keepEssentials(tx, stored);
  return { posts: touched.length, outcomes: outcomes.length, learned };
}

/** A run that comes late does not forget what was read after its time. */
function newestOf(posts: readonly EssentialPost[], now: Date): Date {
  return new Date(posts.reduce((latest, { newestAt }) => Math.max(latest, newestAt?.getTime() ?? 0), now.getTime()));
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
