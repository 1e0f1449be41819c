import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { apiLedger } from '../database/queries/api-costs.ts';
import { userCredentials, webhookKey } from '../publishing/credentials.ts';
import { outbox, type Publisher } from '../publishing/publisher.ts';
import { webhookChannel } from '../publishing/webhook.ts';
import { SettingsError } from '../runtime/errors.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';

export interface ChannelContext {
  settings: Settings;
  secrets: SecretStore;
  /** Where the ledger of the X API is kept. */
  sql: Sql;
  clock: () => Date;
}

/**
 * The channel an account publishes through; null when it does not publish.
 * @throws SettingsError that says what the channel lacks
 */
export async function openChannel(account: Account, context: ChannelContext): Promise<Publisher | null> {
  const { settings, secrets, sql, clock } = context;
  if (account.publishing === 'off') return null;
  if (account.publishing === 'outbox') return outbox;
  if (account.publishing === 'webhook') {
    const { publishWebhookUrl: url } = settings;
    if (url === null)
      throw new SettingsError('publishing through a webhook needs PUBLISH_WEBHOOK_URL, which is absent');
    return webhookChannel({ url, secret: await webhookKey(settings, secrets), clock });
  }
  const { xChannel } = await import('../publishing/x.ts');
  return xChannel({
    credentials: await userCredentials(settings, secrets),
    baseUrl: settings.xApiBaseUrl,
    monthlyLimitUsd: settings.xApiMonthlyLimitUsd,
    spentThisMonthUsd: async () => (await apiLedger(sql, { service: 'x_api', at: clock() })).spentThisMonthUsd,
    clock,
  });
}
