import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import {
  activatePolicy,
  insertPolicy,
  type PolicyMaker,
  policyHistory,
  policyState,
  takeBackPolicies,
} from '../../../lib/database/queries/policies.ts';
import {
  decide,
  endRecommendations,
  listRecommendations,
  markApplied,
  propose,
} from '../../../lib/database/queries/recommendations.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const accountId = 'ada';
const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const weights = { generators: { story: 0.7, question: 0.3 }, formats: { single: 1 }, hours: { '9': 1 } };

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addAccount(db.sql, { accountId, timeZone: 'UTC', at: at(1) });
  await addAccount(db.sql, { accountId: 'bob', timeZone: 'UTC', at: at(1) });
});

const make = (day: number, options: { madeBy?: PolicyMaker; active?: boolean; whose?: string } = {}) =>
  insertPolicy(db.sql, {
    accountId: options.whose ?? accountId,
    weights,
    evidence: { posts: 40 },
    madeBy: options.madeBy ?? 'autonomous_optimizer',
    reason: 'a test',
    at: at(day),
    activeFrom: options.active === false ? null : at(day),
  });
/** Version 1 is where Hone began; 2 and 3 were applied on the days 3 and 5. */
async function threeVersions() {
  await make(2, { madeBy: 'baseline' });
  for (const [version, day] of [
    [2, 3],
    [3, 5],
  ] as const) {
    await make(day);
    const id = await propose(db.sql, {
      accountId,
      fromVersion: version - 1,
      toVersion: version,
      evidence: {},
      at: at(day),
    });
    await decide(db.sql, { id, status: 'approved', by: 'ada', reason: null, at: at(day) });
    await markApplied(db.sql, id, at(day));
  }
}
const end = (versions: number[], status: 'verified' | 'rolled_back', day: number) =>
  endRecommendations(db.sql, {
    accountId,
    versions,
    status,
    realisedLift: { lift: 0.1 },
    reason: 'a test',
    at: at(day),
  });
const inForce = async (day: number) => {
  const { inForce, baseline, unproven } = await policyState(db.sql, accountId, at(day));
  return [inForce?.version, baseline?.version, unproven.map(({ version }) => version)];
};

describe('policies', () => {
  it('are numbered per account, and keep their weights to the last digit', async () => {
    expect([await make(2), await make(3), await make(3, { whose: 'bob' })]).toEqual([1, 2, 1]);
    const [newest] = await policyHistory(db.sql, { accountId, limit: 1 });
    expect(newest).toMatchObject({ version: 2, weights, recommendation: null });
    expect(newest?.weights.topics).toBeUndefined();
  });

  it('are made once per maker and moment', async () => {
    expect([await make(2), await make(2), await make(2, { madeBy: 'baseline' })]).toEqual([1, null, 2]);
  });

  it('cannot be changed or deleted, by anybody', async () => {
    await make(2);
    for (const [statement, why] of [
      [db.sql`update policies set generators = '{}'`, 'only active_from and rolled_back_at'],
      [db.sql`update policies set reason = 'another'`, 'only active_from and rolled_back_at'],
      [db.sql`update policies set active_from = ${at(4)}`, 'are set once'],
      [db.sql`delete from policies`, 'cannot be deleted'],
    ] as const) {
      await expect(statement.execute()).rejects.toThrow(why);
    }
    await db.sql`update policies set rolled_back_at = ${at(4)}`;
    await expect(db.sql`update policies set rolled_back_at = null`.execute()).rejects.toThrow('are set once');
  });

  it('know what was in force at every moment', async () => {
    await threeVersions();
    expect(await inForce(1)).toEqual([undefined, undefined, []]);
    expect(await inForce(2)).toEqual([1, 1, []]);
    expect(await inForce(4)).toEqual([2, 1, [2]]);
    expect(await inForce(6)).toEqual([3, 1, [2, 3]]);
    expect((await policyState(db.sql, accountId, at(4))).isPast).toBe(true);
    expect((await policyState(db.sql, accountId, at(6))).isPast).toBe(false);
  });

  it('that were taken back give way to what was in force before, from that moment on', async () => {
    await threeVersions();
    const { baseline } = await policyState(db.sql, accountId, at(7));
    expect(await takeBackPolicies(db.sql, { accountId, to: baseline!, at: at(7) })).toEqual([2, 3]);
    expect(await inForce(6)).toEqual([3, 1, [2, 3]]);
    expect(await inForce(7)).toEqual([1, 1, []]);
    expect((await policyState(db.sql, accountId, at(8))).changedAt).toEqual(at(7));
  });

  it('that were verified are what the next ones are measured against', async () => {
    await threeVersions();
    expect(await end([2], 'verified', 7)).toHaveLength(1);
    expect(await inForce(6)).toEqual([3, 1, [2, 3]]);
    expect(await inForce(8)).toEqual([3, 2, [3]]);
  });

  it('that are only proposed are not in force until they are activated', async () => {
    await make(2, { madeBy: 'baseline' });
    await make(3, { active: false });
    expect(await inForce(4)).toEqual([1, 1, []]);
    await activatePolicy(db.sql, accountId, 2, at(5));
    expect(await inForce(6)).toEqual([2, 1, [2]]);
  });
});

describe('recommendations', () => {
  it('wait for one answer at a time', async () => {
    await make(2, { madeBy: 'baseline' });
    for (const day of [3, 4]) await make(day, { active: false });
    await propose(db.sql, { accountId, fromVersion: 1, toVersion: 2, evidence: {}, at: at(3) });
    await expect(propose(db.sql, { accountId, fromVersion: 1, toVersion: 3, evidence: {}, at: at(4) })).rejects.toThrow(
      'recommendations_open',
    );
  });

  it('go from proposed to approved to applied to verified or rolled back, and no other way', async () => {
    await make(2, { madeBy: 'baseline' });
    await make(3, { active: false });
    const id = await propose(db.sql, { accountId, fromVersion: 1, toVersion: 2, evidence: {}, at: at(3) });
    const answer = (status: 'approved' | 'rejected') =>
      decide(db.sql, { id, status, by: 'ada', reason: null, at: at(4) });
    expect(await markApplied(db.sql, id, at(4))).toBe(false);
    expect(await end([2], 'verified', 4)).toEqual([]);
    expect(await answer('approved')).toBe(true);
    expect(await answer('rejected')).toBe(false);
    expect(await end([2], 'rolled_back', 4)).toEqual([]);
    expect(await markApplied(db.sql, id, at(4))).toBe(true);
    expect(await end([2], 'verified', 5)).toEqual([id]);
    expect(await end([2], 'verified', 6)).toEqual([]);
    // A proven change may still be taken back by hand.
    expect(await end([2], 'rolled_back', 7)).toEqual([id]);
    expect(await end([2], 'verified', 8)).toEqual([]);
    expect((await listRecommendations(db.sql, { accountId, limit: 1 }))[0]).toMatchObject({
      status: 'rolled_back',
      appliedAt: at(4),
      endedAt: at(7),
      realisedLift: { lift: 0.1 },
    });
  });

  it('refer to versions of their own account only', async () => {
    await make(2, { madeBy: 'baseline' });
    await expect(
      propose(db.sql, { accountId: 'bob', fromVersion: 1, toVersion: 1, evidence: {}, at: at(3) }),
    ).rejects.toThrow('foreign key');
  });
});
