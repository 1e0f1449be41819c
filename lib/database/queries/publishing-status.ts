import type { Queryable } from '../client.ts';

/** How publishing stands for a person who looks: what goes out next, what waits for them, and what keeps it back. */
export interface PublishingSummary {
  queued: number;
  waiting: number;
  /** Handed over, and nobody knows whether they are out. */
  unknown: number;
  /** In the last seven days. */
  failed: number;
  skipped: number;
  /** The next that go out, soonest first. */
  next: { decisionId: string; scheduledAt: Date; text: string | null }[];
  /** Why nothing leaves whatever is due; null when something may. */
  held: string | null;
}

const SHOWN = 3;

/** The same as the database has it. */
export async function publishingSummary(
  sql: Queryable,
  query: { accountId: string; at: Date },
): Promise<PublishingSummary> {
  const { accountId, at } = query;
  const [row] = await sql<Omit<PublishingSummary, 'next'>[]>`
    select count(*) filter (where c.status = 'queued')::int as queued,
      count(*) filter (where c.status = 'pending_approval')::int as waiting,
      count(*) filter (where c.status = 'unknown')::int as unknown,
      count(*) filter (where c.status = 'failed' and c.scheduled_at > ${at}::timestamptz - interval '7 days')::int as failed,
      count(*) filter (where c.status = 'skipped' and c.scheduled_at > ${at}::timestamptz - interval '7 days')::int as skipped,
      (select account_refusal(a, null, ${at}) from accounts a where a.account_id = ${accountId}) as held
    from content_metadata c where c.account_id = ${accountId} and c.scheduled_at is not null`;
  const next = await sql<PublishingSummary['next'][number][]>`
    select decision_id as "decisionId", scheduled_at as "scheduledAt", content as text
    from content_metadata where account_id = ${accountId} and status = 'queued'
    order by scheduled_at, decision_id limit ${SHOWN}`;
  return { ...row!, next: [...next] };
}
