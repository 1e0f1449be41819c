import { beforeEach, describe, expect, it } from 'vitest';
import { planNotes } from '../../../infra/local/plan-notes.ts';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { recordEvent } from '../../../lib/database/queries/events.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const at = new Date('2026-11-22T10:00:00Z');
const hoursOn = (hours: number) => new Date(at.getTime() + hours * 3_600_000);

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at });
});

describe('notes on the plan', () => {
  it('say what it could not give, for a day', async () => {
    const data = {
      notes: [{ cause: 'quiet_hours', text: 'quiet hours 9: the policy wants 40% there, the rails allow none' }],
    };
    await recordEvent(db.sql, { type: 'content_plan', accountId: 'ada', at, data });
    expect(await planNotes(db.sql, 'ada', hoursOn(23))).toEqual([
      { at, severity: 'info', text: 'Plan: quiet hours 9: the policy wants 40% there, the rails allow none.' },
    ]);
    expect(await planNotes(db.sql, 'ada', hoursOn(25))).toEqual([]);
  });

  it('are none without a plan', async () => {
    expect(await planNotes(db.sql, 'ada', at)).toEqual([]);
  });
});
