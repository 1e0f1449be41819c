import { createHash } from 'node:crypto';
import type { Queryable } from '../database/client.ts';
import { type Account, coolDown } from '../database/queries/accounts.ts';
import { latestEvents } from '../database/queries/events.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import { sessionStore } from '../sources/session-store.ts';

/** Tells one X session from another without saying anything of it; null when what X shows to anyone is read. */
export async function sessionMark(settings: Settings, secrets: SecretStore): Promise<string | null> {
  const store = sessionStore(settings, secrets);
  if (store === null) return null;
  const { authToken } = await store.load();
  return createHash('sha256').update(authToken).digest('hex').slice(0, 12);
}

/**
 * Ends the rest of an account that was stopped, when its operator has stored another session since: that is the person who
 * has looked. Returns whether it did.
 */
export async function resumeWithNewSession(
  sql: Queryable,
  account: Account,
  mark: () => Promise<string | null>,
): Promise<boolean> {
  const [stopped] = await latestEvents(sql, { type: 'account_stopped', accountId: account.accountId, limit: 1 });
  const before = stopped?.eventData.session;
  if (typeof before !== 'string' || stopped?.eventData.until !== account.coolDownUntil?.toISOString()) return false;
  // A session that cannot be read is no new one; the run after the rest says what is wrong with it.
  const now = await mark().catch(() => null);
  if (now === null || now === before) return false;
  await coolDown(sql, account.accountId, null);
  return true;
}
