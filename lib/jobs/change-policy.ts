import type { Queryable } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { activatePolicy, findPolicy, insertPolicy, type PolicyState } from '../database/queries/policies.ts';
import { decide, listRecommendations, markApplied, propose } from '../database/queries/recommendations.ts';
import type { PolicyWeights } from '../learning/history.ts';
import type { Analysis } from '../optimizing/analysis.ts';
import { policyDistance } from '../optimizing/policy-difference.ts';
import { startWeights } from '../optimizing/policy-weights.ts';

const HONE = 'autonomous_optimizer';
/** Smaller changes, in total variation, are not worth a version. */
const SMALLEST_CHANGE = 0.005;
/** A person is asked at most once a day, and then for a whole day's step. */
const PROPOSED_EVERY_HOURS = 24;
/** A proposal that waits stays as it is until a better one differs from it by this much. */
const SAME_PROPOSAL = 0.05;

export interface PolicyChange {
  version: number;
  recommendationId: string;
  /** In force now, rather than waiting for an answer. */
  applied: boolean;
}

export interface ChangeInput {
  account: Account;
  state: PolicyState;
  /** How the account published before Hone changed anything. */
  observed: PolicyWeights;
  analysis: Analysis;
  /** What bounded the change. */
  bounds: { policyAgeHours?: number };
  now: Date;
}

/**
 * Makes the next version from an analysis: in force at once for an account that is changed automatically, a proposal for one
 * that wants to be asked. Null when there is nothing to change, or when this run has done it already.
 */
export async function changePolicy(sql: Queryable, input: ChangeInput): Promise<PolicyChange | null> {
  const { account, state, analysis, now } = input;
  const { accountId } = account;
  if (account.autonomy === 'observe' || state.isPast) return null;
  const { policyAgeHours = PROPOSED_EVERY_HOURS } = input.bounds;
  if (account.autonomy === 'recommend' && policyAgeHours < PROPOSED_EVERY_HOURS) return null;
  const before = state.inForce?.weights ?? startOf(input);
  const weights: PolicyWeights = {
    ...(before.topics !== undefined && { topics: before.topics }),
    ...analysis.policy,
  };
  const worthIt = analysis.optimizations.length > 0 || policyDistance(before, weights) >= SMALLEST_CHANGE;
  const [open] = await listRecommendations(sql, { accountId, status: 'proposed', limit: 1 });
  if (open !== undefined) {
    const waiting = await findPolicy(sql, accountId, open.toVersion);
    const current = open.fromVersion === state.inForce?.version && account.autonomy === 'recommend';
    if (current && worthIt && waiting && policyDistance(waiting.weights, weights) < SAME_PROPOSAL) return null;
    const reason = worthIt ? 'superseded by a newer proposal' : 'the evidence does not ask for it any more';
    await decide(sql, { id: open.id, status: 'rejected', by: HONE, reason, at: now });
  }
  if (!worthIt) return null;

  const fromVersion = state.inForce?.version ?? (await begin(sql, input, before));
  const evidence = evidenceOf(input);
  const version = await insertPolicy(sql, {
    accountId,
    weights,
    evidence,
    madeBy: HONE,
    reason: reasonOf(analysis),
    at: now,
    activeFrom: null,
  });
  if (version === null || fromVersion === null) return null;
  const recommendationId = await propose(sql, { accountId, fromVersion, toVersion: version, evidence, at: now });
  const applied = account.autonomy === 'auto';
  if (applied) {
    await decide(sql, { id: recommendationId, status: 'approved', by: HONE, reason: 'within its bounds', at: now });
    await activatePolicy(sql, accountId, version, now);
    await markApplied(sql, recommendationId, now);
  }
  return { version, recommendationId, applied };
}

/** The first version: how the account published by itself. The holdout draws from it until something better is proven. */
function begin(sql: Queryable, { account, analysis, now }: ChangeInput, weights: PolicyWeights) {
  return insertPolicy(sql, {
    accountId: account.accountId,
    weights,
    evidence: { posts: analysis.posts },
    madeBy: 'baseline',
    reason: 'how the account published before Hone changed anything',
    at: now,
    activeFrom: now,
  });
}

/** The observed mix over the levels that may be chosen, which is what the analysis started from. */
function startOf({ observed, analysis }: ChangeInput): PolicyWeights {
  const start = (key: 'generators' | 'formats' | 'hours') => {
    const levels = Object.keys(analysis.policy[key]);
    const weights = startWeights(levels, observed[key]);
    return Object.fromEntries(levels.map((level, k) => [level, weights[k]!]));
  };
  return { generators: start('generators'), formats: start('formats'), hours: start('hours') };
}

function evidenceOf({ analysis, bounds }: ChangeInput) {
  return { now: analysis.now, posts: analysis.posts, optimizations: analysis.optimizations, bounds };
}

function reasonOf({ optimizations }: Analysis): string {
  if (optimizations.length === 0) return 'what may be chosen, or what is pinned, has changed';
  return optimizations.map(({ description }) => description).join(' ');
}
