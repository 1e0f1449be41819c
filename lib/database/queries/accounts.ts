import type { JSONValue } from 'postgres';
import type { Queryable, Transaction } from '../client.ts';

/** What stops the policy from changing. */
export type FreezeTrigger = 'worse_than_holdout' | 'followers_fall' | 'stale_data' | 'errors_rise' | 'operator';

export interface Account {
  accountId: string;
  xUserId: string | null;
  timeZone: string;
  autonomy: 'observe' | 'recommend' | 'auto';
  approval: 'required' | 'none';
  publishing: 'off' | 'outbox' | 'webhook' | 'x';
  pausedAt: Date | null;
  coolDownUntil: Date | null;
  settings: Record<string, unknown>;
  /** Nothing new is applied to the policy while this is set; see `policyFrozenBy`. */
  policyFrozenAt: Date | null;
  /** Null: as long as what froze it lasts. */
  policyFrozenUntil: Date | null;
  policyFrozenBy: FreezeTrigger | null;
  createdAt: Date;
  /** When its first known post appeared; null while none is known. */
  firstPostAt: Date | null;
}

const fields = (sql: Queryable) => sql`
  a.account_id as "accountId", a.x_user_id as "xUserId", a.time_zone as "timeZone", a.autonomy, a.approval, a.publishing,
  a.paused_at as "pausedAt", a.cool_down_until as "coolDownUntil", a.settings, a.created_at as "createdAt",
  a.policy_frozen_at as "policyFrozenAt", a.policy_frozen_until as "policyFrozenUntil", a.policy_frozen_by as "policyFrozenBy",
  (select min(posted_at) from content_metadata c where c.account_id = a.account_id and c.status in ('posted', 'gone')) as "firstPostAt"`;

export async function listAccounts(sql: Queryable): Promise<Account[]> {
  return sql<Account[]>`select ${fields(sql)} from accounts a order by a.account_id`;
}

/** All accounts, those that a job ran for longest ago (or never) first. */
export async function accountsByLastRun(sql: Queryable, job: string): Promise<Account[]> {
  return sql<Account[]>`
    select ${fields(sql)} from accounts a
    order by (select max(slot) from job_runs r where r.job_name = ${job} and r.account_id = a.account_id) nulls first, a.account_id`;
}

export async function findAccount(sql: Queryable, accountId: string): Promise<Account | null> {
  const [account] = await sql<Account[]>`select ${fields(sql)} from accounts a where a.account_id = ${accountId}`;
  return account ?? null;
}

/** False when the account exists already. */
export async function addAccount(
  sql: Queryable,
  account: { accountId: string; timeZone: string; at: Date },
): Promise<boolean> {
  const added = await sql`
    insert into accounts (account_id, time_zone, created_at) values (${account.accountId}, ${account.timeZone}, ${account.at})
    on conflict (account_id) do nothing returning 1`;
  return added.length === 1;
}

/** Remembers X's numeric id of the account at its first reading; a different one later is a fault and is refused. */
export async function rememberXUser(sql: Queryable, accountId: string, xUserId: string): Promise<boolean> {
  const kept = await sql`
    update accounts set x_user_id = ${xUserId}
    where account_id = ${accountId} and (x_user_id is null or x_user_id = ${xUserId}) returning 1`;
  return kept.length === 1;
}

/** No reading before this time, because X asked for rest or the session needs the operator. */
export async function coolDown(sql: Queryable, accountId: string, until: Date | null): Promise<void> {
  await sql`update accounts set cool_down_until = ${until} where account_id = ${accountId}`;
}

/** Changes how far Hone may go by itself and what the operator settled; what is not given stays. */
export async function updateAccount(
  sql: Queryable,
  accountId: string,
  change: Partial<Pick<Account, 'autonomy' | 'approval' | 'publishing' | 'timeZone' | 'settings'>>,
): Promise<void> {
  await sql`
    update accounts set autonomy = coalesce(${change.autonomy ?? null}, autonomy),
      approval = coalesce(${change.approval ?? null}, approval), publishing = coalesce(${change.publishing ?? null}, publishing),
      time_zone = coalesce(${change.timeZone ?? null}, time_zone),
      settings = coalesce(${change.settings === undefined ? null : sql.json(change.settings as JSONValue)}, settings)
    where account_id = ${accountId}`;
}

/** The account, with one change of its policy at a time: the lock holds until the transaction ends. Posts are read meanwhile. */
export async function lockPolicy(sql: Transaction, accountId: string): Promise<Account | null> {
  await sql`select 1 from accounts where account_id = ${accountId} for no key update`;
  return findAccount(sql, accountId);
}

/** Freezes the policy, or lets it go again (null). */
export async function freezePolicy(
  sql: Queryable,
  accountId: string,
  freeze: { by: FreezeTrigger; at: Date; until: Date | null } | null,
): Promise<void> {
  await sql`
    update accounts set policy_frozen_at = ${freeze?.at ?? null}, policy_frozen_until = ${freeze?.until ?? null},
      policy_frozen_by = ${freeze?.by ?? null}
    where account_id = ${accountId}`;
}
