import type { Queryable, Sql } from '../database/client.ts';
import { lockPolicy } from '../database/queries/accounts.ts';
import { activatePolicy, policyState } from '../database/queries/policies.ts';
import { decide, findRecommendations, markApplied, type Recommendation } from '../database/queries/recommendations.ts';
import { PolicyRefusedError } from './policy-refused.ts';

/** No recommendation has this id, or several do. */
export class UnknownRecommendationError extends Error {
  override readonly name = 'UnknownRecommendationError';
  readonly code = 'HONE_UNKNOWN_RECOMMENDATION';
}

/** The one recommendation whose id begins so. @throws UnknownRecommendationError when there is none, or several. */
export async function recommendationNamed(sql: Queryable, idStart: string): Promise<Recommendation> {
  const found = await findRecommendations(sql, idStart.toLowerCase());
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UnknownRecommendationError(
    only === undefined
      ? `there is no recommendation ${idStart}; see: hone recommendations list`
      : `several recommendations begin with ${idStart}; type more of the id`,
  );
}

/**
 * Answers a proposal. An approved one is in force from this moment on.
 * @throws UnknownRecommendationError, and PolicyRefusedError when it does not wait for an answer, when the policy is frozen, or when the policy it was made for
 *   is not in force any more
 */
export async function answerRecommendation(
  sql: Sql,
  answer: { id: string; approve: boolean; by: string; reason: string | null; at: Date },
): Promise<Recommendation> {
  const { id: idStart, approve, by, reason, at } = answer;
  return sql.begin(async (tx) => {
    const { id, accountId } = await recommendationNamed(tx, idStart);
    const account = await lockPolicy(tx, accountId);
    // Read again under the lock: the optimizer may have been quicker.
    const proposal = await recommendationNamed(tx, id);
    const short = id.slice(0, 8);
    if (proposal.status !== 'proposed') {
      throw new PolicyRefusedError(`recommendation ${short} is ${proposal.status.replace('_', ' ')} already`);
    }
    if (!approve) {
      await decide(tx, { id, status: 'rejected', by, reason, at });
      return recommendationNamed(tx, id);
    }
    if (account !== null && account.policyFrozenBy !== null) {
      const until =
        account.policyFrozenUntil === null ? 'while that lasts' : `until ${account.policyFrozenUntil.toISOString()}`;
      throw new PolicyRefusedError(
        `the policy of @${accountId} is frozen (${account.policyFrozenBy.replaceAll('_', ' ')}) ${until}; end that with: hone policy thaw --account ${accountId}`,
      );
    }
    const { inForce } = await policyState(tx, accountId, at);
    if (inForce?.version !== proposal.fromVersion) {
      throw new PolicyRefusedError(
        `recommendation ${short} changes policy ${proposal.fromVersion}, but ${inForce?.version ?? 'none'} is in force; the next run of autonomous_optimizer proposes anew`,
      );
    }
    await decide(tx, { id, status: 'approved', by, reason, at });
    await activatePolicy(tx, accountId, proposal.toVersion, at);
    await markApplied(tx, id, at);
    return recommendationNamed(tx, id);
  });
}
