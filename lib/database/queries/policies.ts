import type { JSONValue } from 'postgres';
import type { PolicyWeights } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

export type PolicyMaker = 'baseline' | 'autonomous_optimizer' | 'operator';

/** One version of an account's publishing policy. */
export interface Policy {
  version: number;
  weights: PolicyWeights;
  evidence: Record<string, unknown>;
  madeBy: PolicyMaker;
  reason: string;
  madeAt: Date;
  /** Null while it is only proposed. */
  activeFrom: Date | null;
  rolledBackAt: Date | null;
}

/** A version that is in force. */
export type ActivePolicy = Policy & { activeFrom: Date };

/** What an account publishes by at one moment. */
export interface PolicyState {
  /** Null before Hone has made any. */
  inForce: ActivePolicy | null;
  /** What is believed to be good: the newest verified version in force, or the one Hone began with. The holdout draws from it. */
  baseline: ActivePolicy | null;
  /** Versions that came into force after the baseline and are not proven yet, oldest first. */
  unproven: { version: number; activeFrom: Date }[];
  /** When what is in force last changed, by an activation or by a rollback. */
  changedAt: Date | null;
  /** Something was made, activated or taken back after this moment: it is the past and cannot be changed any more. */
  isPast: boolean;
}

const fields = (sql: Queryable) => sql`
  p.version, jsonb_strip_nulls(jsonb_build_object('generators', p.generators, 'formats', p.formats, 'hours', p.hours,
    'topics', p.topics)) as weights,
  p.evidence, p.made_by as "madeBy", p.reason, p.made_at as "madeAt", p.active_from as "activeFrom",
  p.rolled_back_at as "rolledBackAt"`;

const standing = (sql: Queryable, accountId: string, at: Date) => sql`
  p.account_id = ${accountId} and p.active_from <= ${at} and (p.rolled_back_at is null or p.rolled_back_at > ${at})`;

/** The policy in force at a moment, what it is measured against, and what of it is not proven yet. */
export async function policyState(sql: Queryable, accountId: string, at: Date): Promise<PolicyState> {
  const [inForce] = await sql<ActivePolicy[]>`
    select ${fields(sql)} from policies p where ${standing(sql, accountId, at)}
    order by p.active_from desc, p.version desc limit 1`;
  const [times] = await sql<{ changedAt: Date | null; isPast: boolean }[]>`
    select greatest(max(active_from) filter (where active_from <= ${at}),
        max(rolled_back_at) filter (where rolled_back_at <= ${at})) as "changedAt",
      coalesce(bool_or(made_at > ${at} or active_from > ${at} or rolled_back_at > ${at}), false) as "isPast"
    from policies where account_id = ${accountId}`;
  const changedAt = times?.changedAt ?? null;
  const isPast = times?.isPast ?? false;
  if (inForce === undefined) return { inForce: null, baseline: null, unproven: [], changedAt, isPast };
  const [proven] = await sql<ActivePolicy[]>`
    select ${fields(sql)} from policies p
    where ${standing(sql, accountId, at)} and (p.made_by = 'baseline' or exists (
      select from recommendations r where r.account_id = p.account_id and r.to_version = p.version
        and r.status = 'verified' and r.ended_at <= ${at}))
    order by p.active_from desc, p.version desc limit 1`;
  const baseline = proven ?? inForce;
  const unproven = await sql<{ version: number; activeFrom: Date }[]>`
    select p.version, p.active_from as "activeFrom" from policies p
    where ${standing(sql, accountId, at)} and (p.active_from, p.version) > (${baseline.activeFrom}, ${baseline.version}::bigint)
    order by p.active_from, p.version`;
  return { inForce, baseline, unproven: [...unproven], changedAt, isPast };
}

/** Versions of an account, the newest first. */
export async function policyHistory(
  sql: Queryable,
  query: { accountId: string; limit: number },
): Promise<(Policy & { recommendation: string | null; realisedLift: unknown })[]> {
  return sql`
    select ${fields(sql)}, r.status as recommendation, r.realised_lift as "realisedLift"
    from policies p left join recommendations r on r.account_id = p.account_id and r.to_version = p.version
    where p.account_id = ${query.accountId} order by p.version desc limit ${query.limit}`;
}

/** When which version came into force and was taken back, oldest first, as far as that began by `until`. */
export async function policyTimes(
  sql: Queryable,
  query: { accountId: string; until: Date },
): Promise<{ version: number; at: Date; rolledBackAt: Date | null }[]> {
  return sql`
    select version, active_from as at, case when rolled_back_at <= ${query.until} then rolled_back_at end as "rolledBackAt"
    from policies where account_id = ${query.accountId} and active_from <= ${query.until}
    order by active_from, version`;
}

export async function findPolicy(sql: Queryable, accountId: string, version: number): Promise<Policy | null> {
  const [policy] = await sql<Policy[]>`
    select ${fields(sql)} from policies p where p.account_id = ${accountId} and p.version = ${version}`;
  return policy ?? null;
}

/** Adds the next version; null when this maker made one for this moment already, so that a repeated run makes no second one. */
export async function insertPolicy(
  sql: Queryable,
  policy: {
    accountId: string;
    weights: PolicyWeights;
    evidence: object;
    madeBy: PolicyMaker;
    reason: string;
    at: Date;
    activeFrom: Date | null;
  },
): Promise<number | null> {
  const { accountId, weights, at } = policy;
  const topics = weights.topics === undefined ? null : sql.json(weights.topics);
  const [row] = await sql<{ version: number }[]>`
    insert into policies (account_id, version, generators, formats, hours, topics, evidence, made_by, reason, made_at, active_from)
    values (${accountId}, (select coalesce(max(version), 0) + 1 from policies where account_id = ${accountId}),
      ${sql.json(weights.generators)}, ${sql.json(weights.formats)}, ${sql.json(weights.hours)}, ${topics},
      ${sql.json(policy.evidence as JSONValue)}, ${policy.madeBy}, ${policy.reason}, ${at}, ${policy.activeFrom})
    on conflict (account_id, made_by, made_at) do nothing returning version`;
  return row?.version ?? null;
}

/** Puts a proposed version into force. */
export async function activatePolicy(sql: Queryable, accountId: string, version: number, at: Date): Promise<void> {
  await sql`
    update policies set active_from = ${at}
    where account_id = ${accountId} and version = ${version} and active_from is null`;
}

/** Takes back everything that came into force after this version, which is thereby in force again; returns what was taken back. */
export async function takeBackPolicies(
  sql: Queryable,
  { accountId, to, at }: { accountId: string; to: ActivePolicy; at: Date },
): Promise<number[]> {
  const rows = await sql<{ version: number }[]>`
    update policies p set rolled_back_at = ${at}
    where ${standing(sql, accountId, at)} and (p.active_from, p.version) > (${to.activeFrom}, ${to.version}::bigint)
    returning version`;
  return rows.map(({ version }) => version).sort((a, b) => a - b);
}

/** What was in force before a version and was not taken back; null when it is the first. */
export async function standingBefore(
  sql: Queryable,
  accountId: string,
  policy: ActivePolicy,
): Promise<ActivePolicy | null> {
  const [before] = await sql<ActivePolicy[]>`
    select ${fields(sql)} from policies p
    where p.account_id = ${accountId} and p.rolled_back_at is null
      and (p.active_from, p.version) < (${policy.activeFrom}, ${policy.version}::bigint)
    order by p.active_from desc, p.version desc limit 1`;
  return before ?? null;
}
