import type { Queryable } from '../database/client.ts';
import { type Account, coolDown } from '../database/queries/accounts.ts';
import { latestEvents } from '../database/queries/events.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import { sessionMark, sessionStore } from '../sources/session-store.ts';

/** The mark of the X session that is stored now; null when what X shows to anyone is read. */
export async function storedSessionMark(settings: Settings, secrets: SecretStore): Promise<string | null> {
  const store = sessionStore(settings, secrets);
  return store === null ? null : sessionMark(await store.load());
}

/**
 * Ends the rest of an account that was stopped, when its operator has stored another session than the one it was stopped with:
 * that is the person who has looked. Returns whether it did.
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
