import type { PlanNote } from '../../lib/content/plan-input.ts';
import type { Sql } from '../../lib/database/client.ts';
import { latestEvents } from '../../lib/database/queries/events.ts';
import type { SystemNote } from '../../lib/report/report-data.ts';

const DAY_MS = 86_400_000;

/** What the newest plan could not give: it is said as long as the plan is of the last day. */
export async function planNotes(sql: Sql, accountId: string, now: Date): Promise<SystemNote[]> {
  const [event] = await latestEvents(sql, { type: 'content_plan', accountId, limit: 1 });
  if (event === undefined || now.getTime() - event.createdAt.getTime() > DAY_MS) return [];
  const notes = (event.eventData.notes ?? []) as PlanNote[];
  return notes.map(({ text }) => ({
    at: event.createdAt,
    severity: 'info',
    text: `Plan: ${text}.`.replace('..', '.'),
  }));
}
