import type { JSONValue } from 'postgres';
import type { Queryable } from '../client.ts';

export type RecommendationStatus = 'proposed' | 'approved' | 'rejected' | 'applied' | 'verified' | 'rolled_back';

/** A proposed change of the policy and what became of it. */
export interface Recommendation {
  id: string;
  accountId: string;
  status: RecommendationStatus;
  fromVersion: number;
  toVersion: number;
  evidence: Record<string, unknown>;
  realisedLift: Record<string, unknown> | null;
  createdAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string | null;
  appliedAt: Date | null;
  endedAt: Date | null;
}

const fields = (sql: Queryable) => sql`
  id, account_id as "accountId", status, from_version as "fromVersion", to_version as "toVersion", evidence,
  realised_lift as "realisedLift", created_at as "createdAt", decided_at as "decidedAt", decided_by as "decidedBy", reason,
  applied_at as "appliedAt", ended_at as "endedAt"`;

/** Adds a proposal that waits for an answer. */
export async function propose(
  sql: Queryable,
  proposal: { accountId: string; fromVersion: number; toVersion: number; evidence: object; at: Date },
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into recommendations (account_id, status, from_version, to_version, evidence, created_at)
    values (${proposal.accountId}, 'proposed', ${proposal.fromVersion}, ${proposal.toVersion},
      ${sql.json(proposal.evidence as JSONValue)}, ${proposal.at})
    returning id`;
  return row!.id;
}

/** Answers a proposal. False when it does not wait for an answer any more. */
export async function decide(
  sql: Queryable,
  answer: { id: string; status: 'approved' | 'rejected'; by: string; reason: string | null; at: Date },
): Promise<boolean> {
  const rows = await sql`
    update recommendations set status = ${answer.status}, decided_at = ${answer.at}, decided_by = ${answer.by}, reason = ${answer.reason}
    where id = ${answer.id} and status = 'proposed' returning 1`;
  return rows.length === 1;
}

/** The change is in force now. False when it was not approved. */
export async function markApplied(sql: Queryable, id: string, at: Date): Promise<boolean> {
  const rows = await sql`
    update recommendations set status = 'applied', applied_at = ${at} where id = ${id} and status = 'approved' returning 1`;
  return rows.length === 1;
}

/** Ends the changes that led to these versions: proven better than the holdout, or taken back. */
export async function endRecommendations(
  sql: Queryable,
  end: {
    accountId: string;
    versions: readonly number[];
    status: 'verified' | 'rolled_back';
    realisedLift: object | null;
    reason: string;
    at: Date;
  },
): Promise<string[]> {
  if (end.versions.length === 0) return [];
  const lift = end.realisedLift === null ? null : sql.json(end.realisedLift as JSONValue);
  const rows = await sql<{ id: string }[]>`
    update recommendations set status = ${end.status}, ended_at = ${end.at}, reason = ${end.reason},
      realised_lift = coalesce(${lift}, realised_lift)
    where account_id = ${end.accountId} and to_version in ${sql(end.versions as number[])}
      and (status = 'applied' or (status = 'verified' and ${end.status} = 'rolled_back'))
    returning id`;
  return rows.map(({ id }) => id);
}

/** Remembers the newest measurement of what is applied and not judged yet. */
export async function rememberLift(
  sql: Queryable,
  { accountId, realisedLift }: { accountId: string; realisedLift: object },
): Promise<void> {
  await sql`
    update recommendations set realised_lift = ${sql.json(realisedLift as JSONValue)}
    where account_id = ${accountId} and status = 'applied'`;
}

/** The newest recommendations, of one account and in one status or of all. */
export async function listRecommendations(
  sql: Queryable,
  query: { accountId?: string | null; status?: RecommendationStatus | null; limit: number },
): Promise<Recommendation[]> {
  const { accountId = null, status = null, limit } = query;
  return sql<Recommendation[]>`
    select ${fields(sql)} from recommendations
    where (${accountId}::text is null or account_id = ${accountId}) and (${status}::text is null or status = ${status})
    order by created_at desc, id limit ${limit}`;
}

/** Recommendations whose id begins so: people type the first characters. */
export async function findRecommendations(sql: Queryable, idStart: string): Promise<Recommendation[]> {
  return sql<Recommendation[]>`
    select ${fields(sql)} from recommendations where starts_with(id::text, ${idStart}) order by created_at desc limit 3`;
}
