import type { Queryable, Sql } from '../database/client.ts';
import { type Account, freezePolicy, lockPolicy } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import {
  type ActivePolicy,
  findPolicy,
  type PolicyState,
  policyState,
  standingBefore,
} from '../database/queries/policies.ts';
import { PolicyRefusedError } from './policy-refused.ts';
import { rollBackPolicy } from './roll-back-policy.ts';

const DAY_MS = 86_400_000;

export interface HandRollback {
  accountId: string;
  /** The version to go back to; null for what is proven, or for the one before it where that is in force. */
  to: number | null;
  reason: string;
  /** Otherwise the next run would make the same change again. 0 freezes nothing. */
  freezeDays: number;
  /** Who says so, for the record. */
  by?: string;
  at: Date;
}

/**
 * Takes the policy back by hand, and freezes it for a while.
 * @throws PolicyRefusedError when there is nothing to go back to
 */
export async function rollBackByHand(
  sql: Sql,
  rollback: HandRollback,
): Promise<{ to: number; rolledBack: number[]; frozenUntil: Date | null }> {
  const { accountId, reason, by, at } = rollback;
  return sql.begin(async (tx) => {
    const account = await lockPolicy(tx, accountId);
    const state = await policyState(tx, accountId, at);
    const to = await target(tx, rollback, state);
    const rolledBack = await rollBackPolicy(tx, {
      accountId,
      state,
      to,
      trigger: 'operator',
      ...(by !== undefined && { by }),
      reason,
      evidence: {},
      realisedLift: null,
      at,
    });
    const frozenUntil = await freezeByHand(tx, { ...rollback, account });
    return { to: to.version, rolledBack, frozenUntil };
  });
}

/** A freeze that is there already stays as it is. */
async function freezeByHand(
  sql: Queryable,
  { account, accountId, reason, freezeDays, by, at }: HandRollback & { account: Account | null },
): Promise<Date | null> {
  if (account !== null && account.policyFrozenBy !== null) return account.policyFrozenUntil;
  if (freezeDays === 0) return null;
  const until = new Date(at.getTime() + freezeDays * DAY_MS);
  await freezePolicy(sql, accountId, { by: 'operator', at, until });
  await recordEvent(sql, {
    type: 'policy_frozen',
    accountId,
    at,
    data: { trigger: 'operator', by: by ?? 'operator', reason, until, evidence: {} },
  });
  return until;
}

/** Lets the optimizer change the policy again. False when it was not frozen. */
export async function thawByHand(
  sql: Sql,
  { accountId, by = 'operator', at }: { accountId: string; by?: string; at: Date },
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const account = await lockPolicy(tx, accountId);
    if (account === null || account.policyFrozenBy === null) return false;
    await freezePolicy(tx, accountId, null);
    await recordEvent(tx, {
      type: 'policy_thawed',
      accountId,
      at,
      data: { frozenBy: account.policyFrozenBy, by },
    });
    return true;
  });
}

async function target(sql: Queryable, { accountId, to, at }: HandRollback, state: PolicyState): Promise<ActivePolicy> {
  const { inForce, baseline } = state;
  if (inForce === null || baseline === null) {
    throw new PolicyRefusedError(`@${accountId} has no policy yet; autonomous_optimizer makes the first one`);
  }
  if (to === null) {
    const before = baseline.version === inForce.version ? await standingBefore(sql, accountId, inForce) : baseline;
    if (before !== null) return before;
    throw new PolicyRefusedError(`policy ${inForce.version} is the first of @${accountId}; there is none before it`);
  }
  const wanted = await findPolicy(sql, accountId, to);
  const why =
    wanted === null
      ? 'does not exist'
      : wanted.activeFrom === null || wanted.activeFrom > at
        ? 'was never in force'
        : wanted.rolledBackAt !== null
          ? 'was taken back itself'
          : wanted.version >= inForce.version
            ? 'is in force'
            : null;
  if (why !== null) throw new PolicyRefusedError(`policy ${to} of @${accountId} ${why}; see: hone policy history`);
  return wanted as ActivePolicy;
}
