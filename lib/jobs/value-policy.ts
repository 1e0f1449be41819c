import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { loadPosts } from '../database/queries/history.ts';
import { type RandomisedPost, randomisedPosts } from '../database/queries/randomised-posts.ts';
import { ExperimentError } from '../experiments/experiment-error.ts';
import { requireMetric } from '../experiments/experiment-rows.ts';
import { type ChosenPostIn, type PolicyValue, policyValueIn, type WantedPolicy } from '../experiments/policy-value.ts';
import type { PolicyWeights } from '../learning/history.ts';
import { learningRows } from '../learning/learning-rows.ts';
import { localClock } from '../learning/local-time.ts';
import { fitMaturityCurve } from '../learning/maturity-curve.ts';
import { normaliseHistory } from '../learning/normalise-history.ts';
import type { Objective } from '../learning/reward.ts';
import { resolveSettings } from '../optimizing/settings.ts';
import { accountSettings } from './account-settings.ts';
import { toHistoryPosts } from './history-posts.ts';

const DAY_MS = 86_400_000;
const DIMENSIONS = [
  ['generator', 'generators'],
  ['format', 'formats'],
  ['hour', 'hours'],
] as const;

type Dimension = (typeof DIMENSIONS)[number][0];

export interface PolicyWorth {
  metric: string;
  /** Days looked back. */
  days: number;
  dimensions: Dimension[];
  /** On the metric's log scale. */
  estimate: PolicyValue;
  /** Mean of the posts as they were drawn, on the same scale. */
  asDrawn: number;
  /** Relative lift over the posts as they were drawn, with its 95% interval. */
  lift: number;
  interval: [number, number];
}

/**
 * What an account would have had under other weights, from the probabilities that its posts were drawn with. Only posts with a reading and
 * a stored probability in every dimension the weights name; the weights as they are, without the rails.
 *
 * @throws ExperimentError with the reason where the posts cannot say it
 */
export async function valuePolicy(
  sql: Sql,
  request: { account: Account; weights: Partial<PolicyWeights>; metric?: string; days: number; now: Date },
): Promise<PolicyWorth> {
  const { account, weights, days, now } = request;
  const { accountId, timeZone } = account;
  const settings = resolveSettings(accountSettings(account.settings).analysis);
  const metric = request.metric ?? settings.objective;
  requireMetric(metric);
  const named = DIMENSIONS.filter(([, key]) => Object.keys(weights[key] ?? {}).length > 0);
  const window = { accountId, since: new Date(now.getTime() - days * DAY_MS), until: now };
  const { posts } = normaliseHistory(toHistoryPosts(await loadPosts(sql, window)), now.getTime());
  const { rows } = learningRows({
    posts,
    curve: fitMaturityCurve(posts),
    nowMs: now.getTime(),
    timeZone,
    objective: metric as Objective,
    weights: settings.interactionWeights,
    halfLifeDays: days,
  });
  const rewards = new Map(rows.map(({ id, reward }) => [id, reward]));
  const clock = localClock(timeZone);
  const drawn = (await randomisedPosts(sql, window)).flatMap((post) => {
    const reward = rewards.get(post.tweetId);
    const choices = choicesOf(post, clock);
    const isWhole = named.every(([dimension]) => choices[dimension].probability !== null);
    return reward === undefined || !isWhole ? [] : [{ choices, reward }];
  });
  if (drawn.length === 0) {
    throw new ExperimentError(
      `no post of @${accountId} in the last ${days} days was drawn at random and has been read; posts that Hone plans and that are published come with their probabilities`,
      'not_enough_data',
    );
  }
  const policy = Object.fromEntries(
    named.map(([dimension, key]) => [dimension, weights[key]]),
  ) as WantedPolicy<Dimension>;
  const estimate = policyValueIn(drawn, policy);
  const asDrawn = drawn.reduce((sum, { reward }) => sum + reward, 0) / drawn.length;
  const lift = (value: number) => Math.expm1(value - asDrawn);
  const [low, high] = estimate.interval;
  return {
    metric,
    days,
    dimensions: named.map(([dimension]) => dimension),
    estimate,
    asDrawn,
    lift: lift(estimate.value),
    interval: [lift(low), lift(high)],
  };
}

function choicesOf(
  { generator, format, scheduledAt, probabilities }: RandomisedPost,
  clock: ReturnType<typeof localClock>,
): ChosenPostIn<Dimension>['choices'] {
  const probability = (dimension: Dimension) => probabilities[dimension] ?? null;
  return {
    generator: { level: generator ?? '', probability: generator === null ? null : probability('generator') },
    format: { level: format, probability: probability('format') },
    hour: {
      level: scheduledAt === null ? '' : String(clock(scheduledAt.getTime()).hour),
      probability: scheduledAt === null ? null : probability('hour'),
    },
  };
}
