import type { Queryable } from '../database/client.ts';
import { recordEvent } from '../database/queries/events.ts';
import { type ActivePolicy, type PolicyState, takeBackPolicies } from '../database/queries/policies.ts';
import { decide, endRecommendations, listRecommendations } from '../database/queries/recommendations.ts';

export interface Rollback {
  accountId: string;
  state: PolicyState;
  /** The version that is in force again. */
  to: ActivePolicy;
  /** What asked for it: a guardrail, or the operator. */
  trigger: string;
  /** The person, where it was one. */
  by?: string;
  reason: string;
  evidence: object;
  realisedLift: object | null;
  at: Date;
}

/**
 * Takes back every version that came into force after `to`, ends what proposed them and what builds on them, and says so in an
 * event.
 */
export async function rollBackPolicy(sql: Queryable, rollback: Rollback): Promise<number[]> {
  const { accountId, state, to, trigger, by, reason, evidence, realisedLift, at } = rollback;
  const versions = await takeBackPolicies(sql, { accountId, to, at });
  const recommendations = await endRecommendations(sql, {
    accountId,
    versions,
    status: 'rolled_back',
    realisedLift,
    reason,
    at,
  });
  for (const { id } of await listRecommendations(sql, { accountId, status: 'proposed', limit: 1 })) {
    await decide(sql, {
      id,
      status: 'rejected',
      by: by ?? trigger,
      reason: `what it builds on was taken back: ${reason}`,
      at,
    });
  }
  await recordEvent(sql, {
    type: 'policy_rollback',
    severity: trigger === 'operator' ? 'info' : 'warning',
    accountId,
    at,
    data: {
      trigger,
      ...(by !== undefined && { by }),
      reason,
      evidence,
      fromVersion: state.inForce?.version ?? null,
      toVersion: to.version,
      rolledBack: versions,
      recommendations,
      realisedLift,
    },
  });
  return versions;
}
