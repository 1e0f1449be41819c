import type { TwitterApiTokens } from 'twitter-api-v2';
import { SettingsError } from '../runtime/errors.ts';
import { readOwnFile } from '../runtime/own-file.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';

const KEYS = { app_key: 'appKey', app_secret: 'appSecret', access_token: 'accessToken', access_secret: 'accessSecret' };

/**
 * What Hone posts by on X, from the secret or the file that the settings name; never repeated in an error.
 * @returns the four keys of OAuth 1.0a, or a user access token
 * @throws SettingsError when there is none, or when it is neither
 */
export async function userCredentials(settings: Settings, secrets: SecretStore): Promise<TwitterApiTokens | string> {
  const { text, where } = await secretText(secrets, {
    what: 'publishing through x needs the keys of a user',
    secret: ['X_USER_TOKEN_SECRET', settings.xUserTokenSecret],
    file: ['X_USER_TOKEN_FILE', settings.xUserTokenFile],
  });
  if (/^[A-Za-z0-9._~+/=-]{16,}$/.test(text)) return text;
  const keys = keysOf(text);
  if (keys === null) {
    throw new SettingsError(
      `${where} must hold {"app_key","app_secret","access_token","access_secret"} as JSON, or a user access token and nothing else; it does not`,
    );
  }
  return keys;
}

/**
 * The key by which requests to the webhook are signed.
 * @throws SettingsError when there is none, or when it is too short to protect anything
 */
export async function webhookKey(settings: Settings, secrets: SecretStore): Promise<string> {
  const { text, where } = await secretText(secrets, {
    what: 'publishing through a webhook needs a key to sign with',
    secret: ['PUBLISH_WEBHOOK_KEY_SECRET', settings.publishWebhookKeySecret],
    file: ['PUBLISH_WEBHOOK_KEY_FILE', settings.publishWebhookKeyFile],
  });
  if (text.length < 16) throw new SettingsError(`${where} must hold a key of 16 characters or more; it is shorter`);
  return text;
}

type Named = readonly [variable: string, value: string | null];

async function secretText(
  secrets: SecretStore,
  { what, secret, file }: { what: string; secret: Named; file: Named },
): Promise<{ text: string; where: string }> {
  const where = secret[1] ?? file[1];
  if (where === null) throw new SettingsError(`${what}, but ${secret[0]} and ${file[0]} are both absent`);
  const text = secret[1] === null ? await readOwnFile(where, file[0]) : await secrets.read(where);
  return { text: text.trim(), where };
}

function keysOf(text: string): TwitterApiTokens | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  const entries = Object.entries(KEYS).map(([name, key]) => [key, (given as Record<string, unknown> | null)?.[name]]);
  return entries.every(([, value]) => typeof value === 'string' && value !== '')
    ? (Object.fromEntries(entries) as TwitterApiTokens)
    : null;
}
