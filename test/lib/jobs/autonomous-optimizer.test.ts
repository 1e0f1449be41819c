import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../../infra/local/simulated-x/index.ts';
import { addAccount, findAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents, recordEvent } from '../../../lib/database/queries/events.ts';
import { findPolicy, policyState } from '../../../lib/database/queries/policies.ts';
import { listRecommendations } from '../../../lib/database/queries/recommendations.ts';
import { answerRecommendation } from '../../../lib/jobs/answer-recommendation.ts';
import { autonomousOptimizer } from '../../../lib/jobs/autonomous-optimizer.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import type { Goals } from '../../../lib/optimizing/analysis.ts';
import { policyDistance } from '../../../lib/optimizing/policy-difference.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';

const db = testDatabase();
const HOUR_MS = 3_600_000;
const startsAt = new Date('2026-10-01T00:00:00Z');
const now = new Date('2026-10-22T03:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);

// An account whose effects are planted, with three weeks of its own posts.
beforeAll(async () => {
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: startsAt });
  const account = (await findAccount(db.sql, 'ada'))!;
  const world = createWorld({ seed: 7, accountHandle: 'ada', startsAt, timeZone: 'UTC', days: 21, effectScale: 2 });
  await importHistory(db.sql, { account, posts: world.historyRecords({ until: now }), now });
});
beforeEach(async () => {
  await db.sql`truncate policies, recommendations, system_events, job_runs, follower_snapshots`;
  await db.sql`update accounts set policy_frozen_at = null, policy_frozen_by = null, policy_frozen_until = null`;
  await updateAccount(db.sql, 'ada', { autonomy: 'auto', settings: {} });
});

const optimize = (time = now) => runOnce(autonomousOptimizer, { sql: db.sql, time });
const state = (at = now) => policyState(db.sql, 'ada', at);
const versions = async () =>
  (await db.sql`select version, made_by, active_from is not null as active from policies order by version`).map(
    ({ version, made_by, active }) => `${version} ${made_by}${active ? '' : ' (proposed)'}`,
  );
const event = async (type = 'autonomous_optimization') =>
  (await latestEvents(db.sql, { type, accountId: 'ada', limit: 1 }))[0]?.eventData as Record<string, never> | undefined;
const implemented = async () => {
  const optimizations = ((await event())?.optimizations ?? []) as { implemented: boolean }[];
  return optimizations.map((optimization) => optimization.implemented);
};
const proposal = async () => (await listRecommendations(db.sql, { status: 'proposed', limit: 1 }))[0]!;
/** A reading that was just made, so that data are not stale. */
const scraped = (at: Date) =>
  db.sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at)
    values ('metrics_scraper', 'ada', ${at}, 'ok', ${at}, ${at}, ${at})`;

describe('an account that observes', () => {
  it('is analysed, and nothing else', async () => {
    await updateAccount(db.sql, 'ada', { autonomy: 'observe' });
    expect((await optimize()).counts).toMatchObject({ applied: 0, proposed: 0 });
    expect(await versions()).toEqual([]);
    expect(await listRecommendations(db.sql, { limit: 1 })).toEqual([]);
    const done = await implemented();
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done)).toEqual(new Set([false]));
  });
});

describe('an account that wants to be asked', () => {
  beforeEach(() => updateAccount(db.sql, 'ada', { autonomy: 'recommend' }));

  it('gets a proposal, and stays as it was', async () => {
    await optimize();
    expect(await versions()).toEqual(['1 baseline', '2 autonomous_optimizer (proposed)']);
    expect((await state()).inForce?.version).toBe(1);
    expect(new Set(await implemented())).toEqual(new Set([false]));
    expect(await event()).toMatchObject({ policyVersions: { baseline: null, inForce: null, proposed: 2 } });
    const proposed = await proposal();
    expect(proposed).toMatchObject({ status: 'proposed', fromVersion: 1, toVersion: 2, decidedAt: null });
    expect(proposed.evidence).toMatchObject({
      posts: { total: expect.any(Number) },
      optimizations: expect.any(Array),
    });
  });

  it('keeps the proposal while nothing better is known', async () => {
    await optimize();
    await optimize(later(4));
    expect(await versions()).toHaveLength(2);
  });

  it('gets a new one in its place when the evidence asks for something else', async () => {
    await optimize();
    const { weights } = (await findPolicy(db.sql, 'ada', 2))!;
    const [leader] = Object.entries(weights.generators).sort(([, a], [, b]) => b - a)[0]!;
    await updateAccount(db.sql, 'ada', { settings: { locks: { weights: { generators: { [leader]: 0.1 } } } } });
    await optimize(later(4));
    const all = await listRecommendations(db.sql, { limit: 5 });
    expect(all.map(({ status, reason }) => [status, reason])).toEqual([
      ['proposed', null],
      ['rejected', 'superseded by a newer proposal'],
    ]);
  });

  it('has the change in force from the moment it approves', async () => {
    await optimize();
    const { id } = await proposal();
    const done = await answerRecommendation(db.sql, {
      id: id.slice(0, 8),
      approve: true,
      by: 'ada',
      reason: 'looks right',
      at: later(1),
    });
    expect(done).toMatchObject({ status: 'applied', decidedBy: 'ada', decidedAt: later(1), appliedAt: later(1) });
    expect(await state(later(1))).toMatchObject({ inForce: { version: 2 }, baseline: { version: 1 } });
    expect((await state(now)).inForce?.version).toBe(1);
    await expect(
      answerRecommendation(db.sql, { id, approve: true, by: 'ada', reason: null, at: later(2) }),
    ).rejects.toThrow(`recommendation ${id.slice(0, 8)} is applied already`);
  });

  it('is asked again a day after it approved, not before', async () => {
    await optimize();
    await answerRecommendation(db.sql, { id: (await proposal()).id, approve: true, by: 'ada', reason: null, at: now });
    await optimize(later(20));
    expect(await versions()).toHaveLength(2);
    await optimize(later(24));
    expect(await proposal()).toMatchObject({ fromVersion: 2, toVersion: 3 });
  });

  it('stays as it was where it rejects', async () => {
    await optimize();
    const { id } = await proposal();
    const done = await answerRecommendation(db.sql, {
      id,
      approve: false,
      by: 'ada',
      reason: 'no threads',
      at: later(1),
    });
    expect(done).toMatchObject({ status: 'rejected', reason: 'no threads', appliedAt: null });
    expect((await state(later(1))).inForce?.version).toBe(1);
  });
});

describe('an account that is changed automatically', () => {
  it('is changed within the bounds of a day, and the event says so', async () => {
    await optimize();
    const { inForce, baseline } = await state();
    expect([baseline?.version, inForce?.version]).toEqual([1, 2]);
    const distance = policyDistance(baseline!.weights, inForce!.weights);
    expect(distance).toBeGreaterThan(0.05);
    expect(distance).toBeLessThanOrEqual(0.25 + 1e-9);
    expect(new Set(await implemented())).toEqual(new Set([true]));
    expect(await event()).toMatchObject({
      autonomy: 'auto',
      policy: inForce!.weights,
      policyVersions: { inForce: 2, proposed: null },
      realisedLift: { lift: null, interval: null, n: 0 },
    });
    const [applied] = await listRecommendations(db.sql, { limit: 1 });
    expect(applied).toMatchObject({
      status: 'applied',
      decidedBy: 'autonomous_optimizer',
      fromVersion: 1,
      toVersion: 2,
    });
  });

  it('moves by a sixth of a day in four hours', async () => {
    await optimize();
    await optimize(later(4));
    const [second, third] = [await findPolicy(db.sql, 'ada', 2), await findPolicy(db.sql, 'ada', 3)];
    const distance = policyDistance(second!.weights, third!.weights);
    expect(distance).toBeGreaterThan(0.01);
    expect(distance).toBeLessThanOrEqual((0.25 * 4) / 24 + 1e-9);
  });

  it('makes one version of one moment, however often it runs', async () => {
    await optimize();
    await optimize();
    await optimize();
    expect(await versions()).toEqual(['1 baseline', '2 autonomous_optimizer']);
  });

  it('cannot be changed in the past', async () => {
    await optimize();
    await optimize(later(-24));
    expect(await versions()).toEqual(['1 baseline', '2 autonomous_optimizer']);
    expect(new Set(await implemented())).toEqual(new Set([true]));
    expect((await event())?.timestamp).toBe(now.toISOString());
  });

  it('keeps what the operator pinned and forbade', async () => {
    await optimize();
    const before = (await state()).inForce!.weights;
    const [generator, hour] = [Object.keys(before.generators)[0]!, Object.keys(before.hours)[0]!];
    const locks = { weights: { generators: { [generator]: 0.3 } }, forbiddenHours: [Number(hour)] };
    await updateAccount(db.sql, 'ada', { settings: { locks } });
    await optimize(later(4));
    const { weights } = (await state(later(4))).inForce!;
    expect(weights.generators[generator]).toBeCloseTo(0.3, 12);
    expect(Object.keys(weights.hours)).not.toContain(hour);
    for (const shares of [weights.generators, weights.formats, weights.hours]) {
      expect(Object.values(shares).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    }
  });

  it('is not run with settings that cannot be used, which are named', async () => {
    await updateAccount(db.sql, 'ada', { settings: { halfLifeDays: '28', locks: { forbiddenHours: [24] } } });
    await expect(optimize()).rejects.toThrow(
      'locks.forbiddenHours.0 must be a whole number from 0 to 23, but got 24; halfLifeDays must be a number from 1 to 3650, but got "28"',
    );
    expect(await versions()).toEqual([]);
  });
});

describe('an account whose followers are read', () => {
  it('gets both goals in its event, with the reference of the first one kept', async () => {
    for (let day = -15; day <= 2; day += 1) {
      await db.sql`insert into follower_snapshots (account_id, collected_at, followers)
        values ('ada', ${later(24 * day)}, ${2_400 + 3 * day + (day % 3)})`;
    }
    await optimize();
    const first = (await event())?.goals as unknown as Goals[];
    expect(first.map(({ dimension, followers }) => `${dimension} ${followers}`)).toEqual([
      'generator counted',
      'format counted',
      'hour counted',
    ]);
    await optimize(later(48));
    const second = (await event())?.goals as unknown as Goals[];
    expect(second.map(({ reference }) => reference)).toEqual(first.map(({ reference }) => reference));
    expect(second[0]?.arms).not.toEqual(first[0]?.arms);
  });
});

describe('the guardrails', () => {
  it('take back and freeze when nothing was read for two days, and let go when reading goes on', async () => {
    await optimize();
    await optimize(later(52));
    expect((await state(later(52))).inForce?.version).toBe(1);
    expect(await event('policy_rollback')).toMatchObject({ trigger: 'stale_data', fromVersion: 2, toVersion: 1 });
    expect(await event('policy_frozen')).toMatchObject({
      trigger: 'stale_data',
      until: null,
      reason: 'The newest reading is 52 hours old; after 48 data are stale.',
    });
    expect((await listRecommendations(db.sql, { limit: 1 }))[0]).toMatchObject({
      status: 'rolled_back',
      endedAt: later(52),
    });

    await optimize(later(56));
    expect(new Set(await implemented())).toEqual(new Set([false]));
    expect(await latestEvents(db.sql, { type: 'policy_frozen', limit: 5 })).toHaveLength(1);
    await scraped(later(59));
    await optimize(later(60));
    expect(await event('policy_thawed')).toEqual({ frozenBy: 'stale_data' });
    expect((await state(later(60))).inForce?.version).toBe(3);
  });

  it('take back and freeze for a week when followers fall beyond what is usual', async () => {
    for (let day = -25; day <= 4; day += 1) {
      const followers = 2_400 + day + (day % 3) - (day > 1 ? 15 * (day - 1) : 0);
      await db.sql`insert into follower_snapshots (account_id, collected_at, followers)
        values ('ada', ${later(24 * day)}, ${followers})`;
    }
    await optimize();
    await scraped(later(95));
    await optimize(later(96));
    expect(await event('policy_rollback')).toMatchObject({
      trigger: 'followers_fall',
      evidence: { days: 3, falls: true },
    });
    expect(await event('policy_frozen')).toMatchObject({
      trigger: 'followers_fall',
      until: later(96 + 7 * 24).toISOString(),
    });
    const account = await findAccount(db.sql, 'ada');
    expect(account).toMatchObject({ policyFrozenBy: 'followers_fall', policyFrozenAt: later(96) });

    await scraped(later(96 + 7 * 24));
    await optimize(later(97 + 7 * 24));
    expect(await event('policy_thawed')).toEqual({ frozenBy: 'followers_fall' });
  });

  it("take back and freeze when the account's own errors rise, whatever those of others do", async () => {
    await addAccount(db.sql, { accountId: 'bob', timeZone: 'UTC', at: startsAt });
    const fail = (accountId: string, hours: number) =>
      recordEvent(db.sql, {
        type: 'job_error',
        accountId,
        at: later(hours),
        data: { job: 'metrics_scraper', 'exception.type': 'TimeoutError', 'exception.message': 'too slow' },
      });
    for (let hours = -160; hours < 0; hours += 12) for (const whose of ['ada', 'bob']) await fail(whose, hours);
    await optimize();
    for (let i = 0; i < 20; i += 1) await fail('bob', 1 + i / 10);
    await optimize(later(4));
    expect(await event('policy_rollback')).toBeUndefined();

    for (let i = 0; i < 20; i += 1) await fail('ada', 5 + i / 10);
    await optimize(later(8));
    expect(await event('policy_rollback')).toMatchObject({
      trigger: 'errors_rise',
      fromVersion: 3,
      rolledBack: [2, 3],
      evidence: { rising: [{ error: 'metrics_scraper TimeoutError', count: 20 }] },
    });
    expect(await event('policy_frozen')).toMatchObject({ trigger: 'errors_rise', until: null });
    await db.sql`delete from system_events where account_id = 'bob'`;
    await db.sql`delete from accounts where account_id = 'bob'`;
  });

  it('refuse to approve anything while the policy is frozen', async () => {
    await updateAccount(db.sql, 'ada', { autonomy: 'recommend' });
    await optimize();
    await optimize(later(52));
    const { id } = await proposal();
    await expect(
      answerRecommendation(db.sql, { id, approve: true, by: 'ada', reason: null, at: later(53) }),
    ).rejects.toThrow('the policy of @ada is frozen (stale data)');
  });
});
