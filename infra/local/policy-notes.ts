import type { Sql } from '../../lib/database/client.ts';
import type { Account } from '../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../lib/database/queries/events.ts';
import { policyState } from '../../lib/database/queries/policies.ts';
import { listRecommendations } from '../../lib/database/queries/recommendations.ts';
import type { MeasuredLift } from '../../lib/optimizing/measure-lift.ts';
import { liftLine } from '../../lib/report/lift-words.ts';
import type { SystemNote } from '../../lib/report/report-data.ts';

/** How the policy stands, in sentences: what is in force and what it did, what waits for an answer, what froze it. */
export async function policyNotes(sql: Sql, account: Account, now: Date): Promise<SystemNote[]> {
  const { accountId } = account;
  const { inForce, baseline, unproven } = await policyState(sql, accountId, now);
  if (inForce === null || baseline === null) return [];
  const notes: SystemNote[] = [];
  const [event] = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 1 });
  const lift = (event?.eventData.realisedLift ?? null) as MeasuredLift | null;
  const proven = unproven.length === 0 ? 'nothing unproven is in force' : `measured against policy ${baseline.version}`;
  notes.push({
    at: inForce.activeFrom,
    severity: 'info',
    text: `Policy ${inForce.version} is in force, ${proven}. Realised lift: ${liftLine(lift)}.`,
  });
  const [open] = await listRecommendations(sql, { accountId, status: 'proposed', limit: 1 });
  if (open !== undefined) {
    const text = `A change waits for an answer: hone recommendations approve ${open.id.slice(0, 8)} (or reject).`;
    notes.push({ at: open.createdAt, severity: 'info', text });
  }
  if (account.policyFrozenBy !== null) {
    const until =
      account.policyFrozenUntil === null ? 'while that lasts' : `until ${account.policyFrozenUntil.toISOString()}`;
    notes.push({
      at: account.policyFrozenAt,
      severity: 'warning',
      text: `The policy is frozen (${account.policyFrozenBy.replaceAll('_', ' ')}) ${until}; hone policy thaw ends that.`,
    });
  }
  return notes;
}
