import { beforeEach, describe, expect, it } from 'vitest';
import { findAccount } from '../../../lib/database/queries/accounts.ts';
import { auditTrail } from '../../../lib/database/queries/audit.ts';
import { latestEvents, recordEvent } from '../../../lib/database/queries/events.ts';
import { insertPolicy, policyTimes } from '../../../lib/database/queries/policies.ts';
import { propose } from '../../../lib/database/queries/recommendations.ts';
import { answerRecommendation } from '../../../lib/jobs/answer-recommendation.ts';
import { changeAccount, registerAccount } from '../../../lib/jobs/change-account.ts';
import { rollBackByHand, thawByHand } from '../../../lib/jobs/operate-policy.ts';
import { pauseAccounts, resumeAccounts } from '../../../lib/jobs/pause.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
const weights = { generators: { a: 1 }, formats: { single: 1 }, hours: { 9: 1 } };

beforeEach(async () => {
  await db.sql`truncate accounts, system_events cascade`;
  await registerAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', by: 'root', at: at(0) });
});

function policy(hour: number, active: boolean) {
  const madeBy = active ? ('baseline' as const) : ('autonomous_optimizer' as const);
  const made = { accountId: 'ada', weights, evidence: {}, madeBy, reason: 'why', at: at(hour) };
  return insertPolicy(db.sql, { ...made, activeFrom: active ? at(hour) : null });
}

const proposal = (fromVersion: number, toVersion: number, hour: number) =>
  propose(db.sql, { accountId: 'ada', fromVersion, toVersion, evidence: {}, at: at(hour) });

async function trail(since = at(0), limit = 50) {
  const entries = await auditTrail(db.sql, { accountId: 'ada', since, until: at(23), limit });
  return entries.map(({ at: when, kind, by }) => `${when.getUTCHours()} ${kind} ${by}`);
}

describe('the audit trail', () => {
  it('has what Hone and people did to the policy, with who answered, the newest first', async () => {
    await policy(1, true);
    await policy(2, false);
    const first = await proposal(1, 2, 2);
    await answerRecommendation(db.sql, { id: first, approve: true, by: 'ada', reason: 'good', at: at(3) });
    await policy(4, false);
    const second = await proposal(2, 3, 4);
    await answerRecommendation(db.sql, { id: second, approve: false, by: 'bob', reason: 'too fast', at: at(5) });
    await rollBackByHand(db.sql, { accountId: 'ada', to: null, reason: 'worse', freezeDays: 7, by: 'ada', at: at(6) });
    await thawByHand(db.sql, { accountId: 'ada', by: 'bob', at: at(7) });
    expect(await trail()).toEqual([
      '7 policy_thawed bob',
      '6 policy_frozen ada',
      '6 policy_rollback ada',
      '5 policy_rejected bob',
      '4 policy_proposed autonomous_optimizer',
      '3 policy_applied ada',
      '2 policy_proposed autonomous_optimizer',
      '1 policy_applied baseline',
      '0 account_added root',
    ]);
    expect(await policyTimes(db.sql, { accountId: 'ada', until: at(5) })).toEqual([
      { version: 1, at: at(1), rolledBackAt: null },
      { version: 2, at: at(3), rolledBackAt: null },
    ]);
  });

  it('has what people settled with the values before, pauses, and nothing that was only seen', async () => {
    const change = { accountId: 'ada', by: 'ada', at: at(1) };
    await changeAccount(db.sql, { ...change, change: { autonomy: 'recommend' }, rails: { postsPerDay: 3 } });
    await pauseAccounts(db.sql, { accountIds: ['ada'], by: 'bob', at: at(2) });
    await resumeAccounts(db.sql, { accountIds: ['ada'], by: 'ada', at: at(3) });
    await recordEvent(db.sql, { type: 'job_error', accountId: 'ada', at: at(4), data: {} });
    expect(await trail(at(1))).toEqual(['3 account_resumed ada', '2 account_paused bob', '1 account_changed ada']);
    expect(await trail(at(0), 1)).toEqual(['3 account_resumed ada']);
    const [event] = await latestEvents(db.sql, { type: 'account_changed', accountId: 'ada', limit: 1 });
    expect(event?.eventData.changes).toEqual({
      autonomy: { from: 'auto', to: 'recommend' },
      postsPerDay: { from: 5, to: 3 },
    });
  });

  it('has nothing of a change to what already was, nor of an account that was there already', async () => {
    const same = { accountId: 'ada', by: 'ada', at: at(1), change: { autonomy: 'auto' as const }, rails: {} };
    await changeAccount(db.sql, same);
    await registerAccount(db.sql, { accountId: 'ada', timeZone: 'Europe/Berlin', by: 'bob', at: at(2) });
    expect(await trail()).toEqual(['0 account_added root']);
    expect((await findAccount(db.sql, 'ada'))?.timeZone).toBe('UTC');
  });
});
