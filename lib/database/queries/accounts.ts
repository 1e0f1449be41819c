import type { Queryable } from '../client.ts';

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
  createdAt: Date;
  /** When its first known post appeared; null while none is known. */
  firstPostAt: Date | null;
}

const fields = (sql: Queryable) => sql`
  a.account_id as "accountId", a.x_user_id as "xUserId", a.time_zone as "timeZone", a.autonomy, a.approval, a.publishing,
  a.paused_at as "pausedAt", a.cool_down_until as "coolDownUntil", a.settings, a.created_at as "createdAt",
  (select min(posted_at) from content_metadata c where c.account_id = a.account_id) as "firstPostAt"`;

export async function listAccounts(sql: Queryable): Promise<Account[]> {
  return sql<Account[]>`select ${fields(sql)} from accounts a order by a.account_id`;
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
