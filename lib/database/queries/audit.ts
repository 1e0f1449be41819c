import type { Queryable } from '../client.ts';

/** One change that Hone made to itself or that an operator made. */
export interface AuditRecord {
  at: Date;
  /** An event type of `AUDIT_EVENTS`, or what became of a policy. */
  kind: string;
  /** A person, a job, or null where nobody was named. */
  by: string | null;
  data: Record<string, unknown>;
}

/** Events that tell of a change, rather than of something seen. */
export const AUDIT_EVENTS = [
  'account_added',
  'account_changed',
  'account_paused',
  'account_resumed',
  'account_stopped',
  'cool_down',
  'experiment_started',
  'experiment_stopped',
  'policy_frozen',
  'policy_rollback',
  'policy_thawed',
  'policy_verified',
  'post_approved',
  'post_edited',
  'post_rejected',
  'publishing_rests',
  'publishing_stopped',
] as const;

/** Every change of an account in a window, the newest first: policies, proposals and answers to them, and what events tell. */
export async function auditTrail(
  sql: Queryable,
  query: { accountId: string; since: Date; until: Date; limit: number },
): Promise<AuditRecord[]> {
  const { accountId, since, until, limit } = query;
  return sql<AuditRecord[]>`
    select at, kind, by, data from (
      select created_at as at, event_type as kind, event_data->>'by' as by,
        event_data - 'evidence' - 'plan' - 'effects' - 'realisedLift' as data
      from system_events
      where account_id = ${accountId} and event_type in ${sql(AUDIT_EVENTS as unknown as string[])}
      union all
      select p.active_from, 'policy_applied', coalesce(r.decided_by, p.made_by),
        jsonb_build_object('version', p.version, 'from', r.from_version, 'madeBy', p.made_by, 'reason', p.reason,
          'answer', r.reason, 'status', r.status, 'takenBack', p.rolled_back_at is not null)
      from policies p left join recommendations r on r.account_id = p.account_id and r.to_version = p.version
      where p.account_id = ${accountId} and p.active_from is not null
      union all
      select p.made_at, 'policy_proposed', p.made_by,
        jsonb_build_object('version', p.version, 'from', r.from_version, 'reason', p.reason, 'recommendation', r.id, 'status', r.status)
      from policies p join recommendations r on r.account_id = p.account_id and r.to_version = p.version
      where p.account_id = ${accountId} and (p.active_from is null or p.active_from > p.made_at)
      union all
      select decided_at, 'policy_rejected', decided_by,
        jsonb_build_object('version', to_version, 'from', from_version, 'reason', reason)
      from recommendations where account_id = ${accountId} and status = 'rejected'
    ) changes
    where at >= ${since} and at <= ${until}
    order by at desc, kind, data->>'version' desc limit ${limit}`;
}
