import { isDeepStrictEqual } from 'node:util';
import type { Rails } from '../content/rails.ts';
import type { Sql, Transaction } from '../database/client.ts';
import { type Account, addAccount, findAccount, lockPolicy, updateAccount } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import { railsOf, updateRails } from '../database/queries/rails.ts';

export interface AccountChange {
  accountId: string;
  change: Parameters<typeof updateAccount>[2];
  rails: Partial<Rails>;
  /** Who says so, for the record. */
  by: string;
  at: Date;
}

/**
 * Changes how far Hone may go with an account and what it must keep, and records who changed what from what: an event
 * `account_changed` with every value that is another one than before, and none where nothing is.
 */
export async function changeAccount(
  sql: Sql,
  { accountId, change, rails, by, at }: AccountChange,
): Promise<{ account: Account | null; rails: Rails | null }> {
  return sql.begin(async (tx) => {
    await lockPolicy(tx, accountId);
    const before = await settled(tx, accountId);
    await updateAccount(tx, accountId, change);
    const changed = await updateRails(tx, accountId, rails);
    const after = await settled(tx, accountId);
    const changes = Object.fromEntries(
      [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .filter((name) => !isDeepStrictEqual(before[name], after[name]))
        .map((name) => [name, { from: before[name] ?? null, to: after[name] ?? null }]),
    );
    if (Object.keys(changes).length > 0) {
      await recordEvent(tx, { type: 'account_changed', accountId, at, data: { by, changes } });
    }
    return { account: await findAccount(tx, accountId), rails: changed };
  });
}

/** Adds an account, and records who did; one that is there already stays as it is. */
export async function registerAccount(
  sql: Sql,
  { accountId, timeZone, by, at }: { accountId: string; timeZone: string; by: string; at: Date },
): Promise<{ added: boolean; account: Account | null }> {
  return sql.begin(async (tx) => {
    const added = await addAccount(tx, { accountId, timeZone, at });
    if (added) await recordEvent(tx, { type: 'account_added', accountId, at, data: { by, timeZone } });
    return { added, account: await findAccount(tx, accountId) };
  });
}

/** What an operator settles, by name. */
async function settled(tx: Transaction, accountId: string): Promise<Record<string, unknown>> {
  const account = await findAccount(tx, accountId);
  if (account === null) return {};
  const { autonomy, approval, publishing, timeZone, settings } = account;
  return { autonomy, approval, publishing, timeZone, ...settings, ...(await railsOf(tx, accountId)) };
}
