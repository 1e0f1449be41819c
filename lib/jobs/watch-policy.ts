import type { Queryable } from '../database/client.ts';
import { type Account, type FreezeTrigger, freezePolicy } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import { type PolicyState, policyState } from '../database/queries/policies.ts';
import { endRecommendations, listRecommendations, rememberLift } from '../database/queries/recommendations.ts';
import { type Alarm, guardrailAlarms } from './guardrail-alarms.ts';
import { measurePolicy, type PolicyLift, type WatchInput } from './measure-policy.ts';
import { rollBackPolicy } from './roll-back-policy.ts';

const DAY_MS = 86_400_000;
/** After harm was found nothing is tried for a week: long enough that new posts change what is known. */
export const FREEZE_DAYS = 7;

export interface Watched {
  state: PolicyState;
  /** Of what is in force and not proven yet, else of what was proven last; null when nothing was ever measured. */
  realisedLift: PolicyLift | null;
  frozen: { by: FreezeTrigger; until: Date | null } | null;
  verified: number[];
  rolledBack: number[];
}

/**
 * Watches what was applied last: measures it against the holdout, calls it verified once it is better for certain, and takes
 * it back and freezes the policy when a guardrail is crossed. An account that only observes is measured, never changed.
 */
export async function watchPolicy(sql: Queryable, input: WatchInput): Promise<Watched> {
  const { account, now } = input;
  const { accountId } = account;
  const state = await policyState(sql, accountId, now);
  const lift = measurePolicy(state, input);
  const watched: Watched = {
    state,
    realisedLift: lift ?? (await lastProven(sql, accountId)),
    frozen: frozenNow(account),
    verified: [],
    rolledBack: [],
  };
  if (account.autonomy === 'observe' || state.isPast) return watched;

  if (lift !== null) await rememberLift(sql, { accountId, realisedLift: lift });
  const alarms = await guardrailAlarms(sql, { ...input, state, lift });
  if (alarms.length > 0 && state.unproven.length > 0) {
    watched.rolledBack = await takeBack(sql, { accountId, state, alarm: alarms[0]!, lift, now });
  } else if (lift?.verdict === 'better') {
    watched.verified = await verify(sql, { accountId, state, lift, now });
  }
  watched.frozen = await freezeOrThaw(sql, { account, alarms, now });
  if (watched.rolledBack.length > 0 || watched.verified.length > 0) {
    watched.state = await policyState(sql, accountId, now);
  }
  return watched;
}

async function lastProven(sql: Queryable, accountId: string): Promise<PolicyLift | null> {
  const [proven] = await listRecommendations(sql, { accountId, status: 'verified', limit: 1 });
  return (proven?.realisedLift ?? null) as PolicyLift | null;
}

type Ending = { accountId: string; state: PolicyState; now: Date };

async function verify(sql: Queryable, { accountId, state, lift, now }: Ending & { lift: PolicyLift }) {
  const versions = state.unproven.map(({ version }) => version);
  const reason = 'better than the holdout for certain';
  const recommendations = await endRecommendations(sql, {
    accountId,
    versions,
    status: 'verified',
    realisedLift: lift,
    reason,
    at: now,
  });
  await recordEvent(sql, {
    type: 'policy_verified',
    accountId,
    at: now,
    data: { reason, policyVersion: lift.policyVersion, recommendations, realisedLift: lift },
  });
  return versions;
}

function takeBack(sql: Queryable, input: Ending & { alarm: Alarm; lift: PolicyLift | null }): Promise<number[]> {
  const { accountId, state, alarm, lift, now } = input;
  const { trigger, reason, evidence } = alarm;
  const to = state.baseline!;
  return rollBackPolicy(sql, { accountId, state, to, trigger, reason, evidence, realisedLift: lift, at: now });
}

function frozenNow({ policyFrozenBy: by, policyFrozenUntil: until }: Account): Watched['frozen'] {
  return by === null ? null : { by, until };
}

/** Harm freezes for a week; stale data and rising errors freeze for as long as they last. */
async function freezeOrThaw(
  sql: Queryable,
  { account, alarms, now }: { account: Account; alarms: readonly Alarm[]; now: Date },
): Promise<Watched['frozen']> {
  const { accountId } = account;
  const current = frozenNow(account);
  const timed = current !== null && current.until !== null && current.until > now;
  const [alarm] = alarms;
  if (alarm === undefined) {
    if (current === null || timed) return current;
    await freezePolicy(sql, accountId, null);
    await recordEvent(sql, { type: 'policy_thawed', accountId, at: now, data: { frozenBy: current.by } });
    return null;
  }
  const next = { by: alarm.trigger, until: alarm.lasting ? null : new Date(now.getTime() + FREEZE_DAYS * DAY_MS) };
  // A freeze that ends by the calendar is not cut short by one that ends with its cause.
  if (current?.by === next.by || (timed && alarm.lasting)) return current;
  await freezePolicy(sql, accountId, { ...next, at: now });
  await recordEvent(sql, {
    type: 'policy_frozen',
    severity: 'warning',
    accountId,
    at: now,
    data: { trigger: alarm.trigger, reason: alarm.reason, until: next.until, evidence: alarm.evidence },
  });
  return next;
}
