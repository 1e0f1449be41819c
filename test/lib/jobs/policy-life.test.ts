import { beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World, type WorldOptions } from '../../../infra/local/simulated-x/index.ts';
import { addAccount, findAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { findPolicy, policyState } from '../../../lib/database/queries/policies.ts';
import { listRecommendations } from '../../../lib/database/queries/recommendations.ts';
import { answerRecommendation } from '../../../lib/jobs/answer-recommendation.ts';
import { autonomousOptimizer } from '../../../lib/jobs/autonomous-optimizer.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import type { PolicyWeights } from '../../../lib/learning/history.ts';
import { postsToDetect } from '../../../lib/optimizing/realised-lift.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';
import { simulatedPublisher } from '../../support/simulated-publisher.ts';

const db = testDatabase();
const DAY_MS = 86_400_000;
const HABIT_DAYS = 28;
const POSTS_PER_DAY = 10;
const HOLDOUT_SHARE = 0.2;
const MARGIN = 0.05;
/** Of one post about its plan in the simulated world: Student-t(3) times .35, weekdays, and about twelve engagements counted. */
const NOISE_VARIANCE = 3 * 0.35 ** 2 + 0.1 ** 2 + 1 / 12;
/** Log-odds that the generator which was best loses when the audience's taste turns. */
const TURN = -3;
const startsAt = new Date('2026-09-01T00:00:00Z');
const firstDay = new Date(startsAt.getTime() + HABIT_DAYS * DAY_MS);
const dayAt = (day: number) => new Date(firstDay.getTime() + day * DAY_MS);

function worldWith(options: Partial<WorldOptions>): World {
  const settings = { seed: 38, effectScale: 2, days: HABIT_DAYS, ...options };
  return createWorld({ accountHandle: 'ada', startsAt, timeZone: 'UTC', ...settings });
}

beforeEach(async () => {
  await db.sql`truncate accounts, job_runs, system_events cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: startsAt });
  await updateAccount(db.sql, 'ada', { autonomy: 'recommend' });
});

/**
 * Lives day by day with an operator who approves what is proposed on the first three and publishes what the policy draws, until
 * an event of this type; returns the day of it.
 */
async function liveUntil(eventType: string, world: World): Promise<number> {
  const publisher = simulatedPublisher(world, { seed: 5, postsPerDay: POSTS_PER_DAY, holdoutShare: HOLDOUT_SHARE });
  const account = (await findAccount(db.sql, 'ada'))!;
  await importHistory(db.sql, { account, posts: world.historyRecords({ until: firstDay }), now: firstDay });
  for (let day = 0; day < 30; day += 1) {
    const [yesterday, now] = [dayAt(day - 1), dayAt(day)];
    if (day > 0) {
      const { inForce, baseline } = await policyState(db.sql, 'ada', yesterday);
      publisher.publishDay(yesterday, { inForce: inForce!, baseline: baseline! });
      await importHistory(db.sql, { account, posts: publisher.read({ since: yesterday, now }), now });
    }
    await runOnce(autonomousOptimizer, { sql: db.sql, time: now });
    if ((await latestEvents(db.sql, { type: eventType, limit: 1 })).length > 0) return day;
    const [open] = await listRecommendations(db.sql, { status: 'proposed', limit: 1 });
    if (open && day < 3) {
      await answerRecommendation(db.sql, { id: open.id, approve: true, by: 'ada', reason: null, at: now });
    }
  }
  throw new Error(`no ${eventType} within 30 days`);
}

/** Planted mean of the log-odds under a policy, and their variance from post to post. */
function planted({ truth }: World, weights: PolicyWeights, turned: boolean): { mean: number; variance: number } {
  const generators = { ...truth.generators };
  if (turned) generators[truth.best!.generator]! += TURN;
  let [mean, variance] = [0, NOISE_VARIANCE];
  for (const [shares, effects] of [
    [weights.generators, generators],
    [weights.formats, truth.formats as Record<string, number>],
    [weights.hours, truth.hours],
  ] as const) {
    const of = (f: (effect: number) => number) =>
      Object.entries(shares).reduce((sum, [level, share]) => sum + share * f(effects[level] ?? 0), 0);
    const centre = of((effect) => effect);
    mean += centre;
    variance += of((effect) => (effect - centre) ** 2);
  }
  return { mean, variance };
}

/** Days in which the power calculation promises to tell version `to` from version 1. */
async function promisedDays(world: World, to: number, turned: boolean): Promise<number> {
  const side = async (version: number) => planted(world, (await findPolicy(db.sql, 'ada', version))!.weights, turned);
  const [acting, holdout] = [await side(to), await side(1)];
  const errorSd = Math.sqrt((1 - HOLDOUT_SHARE) * holdout.variance + HOLDOUT_SHARE * acting.variance);
  const beyondMargin = Math.abs(acting.mean - holdout.mean) - (turned ? MARGIN : 0);
  // A fifth of the effect is left to the luck of the draw, and posts of the newest six hours are too young to count.
  const posts = postsToDetect({ logEffect: 0.8 * beyondMargin, errorSd, holdoutShare: HOLDOUT_SHARE });
  return Math.ceil(posts! / POSTS_PER_DAY) + 1;
}

describe('a recommended change, approved and lived with', () => {
  it('ends verified where it improves what the audience does', async () => {
    const world = worldWith({});
    const day = await liveUntil('policy_verified', world);

    expect(day).toBeLessThanOrEqual(await promisedDays(world, 4, false));
    const { inForce, baseline, unproven } = await policyState(db.sql, 'ada', dayAt(day));
    expect({ inForce: inForce?.version, baseline: baseline?.version, unproven }).toEqual({
      inForce: 4,
      baseline: 4,
      unproven: [],
    });
    const verified = await listRecommendations(db.sql, { status: 'verified', limit: 10 });
    expect(verified.map(({ fromVersion, toVersion }) => [fromVersion, toVersion])).toEqual([
      [3, 4],
      [2, 3],
      [1, 2],
    ]);
    const truth = Math.expm1(
      planted(world, inForce!.weights, false).mean -
        planted(world, (await findPolicy(db.sql, 'ada', 1))!.weights, false).mean,
    );
    const { interval, lift } = verified[0]!.realisedLift as { interval: [number, number]; lift: number };
    expect(interval[0]).toBeGreaterThan(0);
    expect(lift).toBeGreaterThan(interval[0]);
    expect(truth).toBeGreaterThan(interval[0]);
    expect(truth).toBeLessThan(interval[1]);
  });

  it('is found and rolled back where it harms, within the days that the power calculation promises', async () => {
    const world = worldWith({ tasteChange: { at: firstDay, shift: TURN } });
    const day = await liveUntil('policy_rollback', world);

    expect(day).toBeLessThanOrEqual(await promisedDays(world, 4, true));
    const { inForce } = await policyState(db.sql, 'ada', dayAt(day));
    expect(inForce?.version).toBe(1);
    const statuses = (await listRecommendations(db.sql, { limit: 20 })).map(({ toVersion, status }) => [
      toVersion,
      status,
    ]);
    expect(statuses).toEqual(expect.arrayContaining([2, 3, 4].map((version) => [version, 'rolled_back'])));
    expect(statuses.filter(([, status]) => status === 'proposed')).toEqual([]);
    const [rollback] = await latestEvents(db.sql, { type: 'policy_rollback', limit: 1 });
    expect(rollback?.eventData).toMatchObject({
      trigger: 'worse_than_holdout',
      fromVersion: 4,
      toVersion: 1,
      rolledBack: [2, 3, 4],
      evidence: { verdict: 'worse', margin: MARGIN },
    });
    const [frozen] = await latestEvents(db.sql, { type: 'policy_frozen', limit: 1 });
    expect(frozen?.eventData).toMatchObject({
      trigger: 'worse_than_holdout',
      until: dayAt(day + 7).toISOString(),
    });
  });
});
