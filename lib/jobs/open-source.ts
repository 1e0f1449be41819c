import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { addApiCost, apiLedger } from '../database/queries/api-costs.ts';
import type { Log } from '../runtime/log.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import { apiSource } from '../sources/api.ts';
import { apiToken } from '../sources/api-token.ts';
import { browserSource } from '../sources/browser.ts';
import type { MetricsSource } from '../sources/metrics-source.ts';
import { sessionStore } from '../sources/session-store.ts';

export interface SourceContext {
  settings: Settings;
  log: Log;
  secrets: SecretStore;
  clock: () => Date;
  /** Where the ledger of the X API is kept. */
  sql: Sql;
}

/**
 * The source the settings name: headless Chromium with the account's session where there is one, or the official X API
 * with its ledger and its monthly limit.
 * @throws SettingsError that says what the named source lacks.
 */
export async function openSource({ accountId }: Account, context: SourceContext): Promise<MetricsSource> {
  const { settings, secrets, log, clock, sql } = context;
  if (settings.metricsSource === 'api') {
    return apiSource({
      token: await apiToken(settings, secrets),
      baseUrl: settings.xApiBaseUrl,
      monthlyLimitUsd: settings.xApiMonthlyLimitUsd,
      ledger: () => apiLedger(sql, { service: 'x_api', at: clock() }),
      pay: (cost) => addApiCost(sql, { accountId, at: clock(), ...cost }),
      clock,
    });
  }
  const store = sessionStore(settings, secrets);
  const session = store === null ? null : await store.load();
  return browserSource({
    baseUrl: settings.xBaseUrl,
    session,
    useAnalyticsPage: settings.useAnalyticsPage,
    launch: { bin: settings.chromiumBin },
    log: (message, fields) => log.debug(message, fields),
    clock,
    onSessionRotated: async (to) => {
      if (session !== null) await store?.renew({ from: session, to });
    },
  });
}
