import type { Account } from '../database/queries/accounts.ts';
import type { Log } from '../runtime/log.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import { browserSource } from '../sources/browser.ts';
import type { MetricsSource } from '../sources/metrics-source.ts';
import { sessionStore } from '../sources/session-store.ts';

/** The source the settings name, with the account's session where there is one. */
export async function openSource(
  _account: Account,
  context: { settings: Settings; log: Log; secrets: SecretStore; clock: () => Date },
): Promise<MetricsSource> {
  const { settings, secrets, clock } = context;
  const store = sessionStore(settings, secrets);
  return browserSource({
    baseUrl: settings.xBaseUrl,
    session: store === null ? null : await store.load(),
    launch: { bin: settings.chromiumBin },
    clock,
    onSessionRotated: async (session) => store?.save(session),
  });
}
