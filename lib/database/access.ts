import { SettingsError } from '../runtime/errors.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import type { DatabaseAccess } from './client.ts';
import { parseUrl } from './connection-options.ts';
import { databaseToken } from './database-token.ts';

/**
 * How the settings say to reach the database: a URL, a secret (which holds a URL, or the JSON that RDS writes), or a URL
 * without a password and a token of the AWS role.
 * @throws DatabaseUrlError, and SettingsError that says what is missing, never what is there.
 */
export async function databaseAccess(settings: Settings, secrets: SecretStore): Promise<DatabaseAccess> {
  const { databaseUrl, databaseSecret, databaseAuth } = settings;
  if (databaseUrl !== null) parseUrl(databaseUrl);
  if (databaseSecret !== null) return secretAccess(() => secrets.read(databaseSecret), databaseUrl);
  if (databaseUrl === null) {
    throw new SettingsError('DATABASE_URL or DATABASE_SECRET must say where the database is, but both are absent');
  }
  return databaseAuth === 'iam'
    ? { url: databaseUrl, password: async () => roleToken(databaseUrl) }
    : { url: databaseUrl };
}

/** The secret is read again for every connection but the first: its password may have been rotated while a run went on. */
async function secretAccess(read: () => Promise<string>, base: string | null): Promise<DatabaseAccess> {
  const url = urlFromSecret(await read(), base);
  let known: string | null = url;
  return {
    url,
    password: async () => {
      const current = known ?? urlFromSecret(await read(), base);
      known = null;
      return decodeURIComponent(new URL(current).password);
    },
  };
}

/** The URL a secret holds, or the one its JSON makes; a secret that RDS manages names no host, which `base` then gives. */
export function urlFromSecret(text: string, base: string | null): string {
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new SettingsError(
      'the database secret must hold a postgres:// URL or the JSON that RDS writes; it holds neither',
    );
  }
  const url = new URL(base ?? `postgres://${fields.host ?? ''}:${fields.port ?? 5432}/${fields.dbname ?? 'postgres'}`);
  const missing = ['username', 'password'].filter((name) => typeof fields[name] !== 'string');
  if (url.hostname === '') missing.push('host');
  if (missing.length > 0) throw new SettingsError(`the database secret has no ${missing.join(', ')}`);
  url.username = encodeURIComponent(String(fields.username));
  url.password = encodeURIComponent(String(fields.password));
  return url.href;
}

/** A sign-in token of 15 minutes, signed with the credentials that Lambda gives a function in its environment. */
function roleToken(databaseUrl: string): string {
  const { hostname, port, username } = new URL(databaseUrl);
  return databaseToken({
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    region: required('AWS_REGION'),
    credentials: {
      accessKeyId: required('AWS_ACCESS_KEY_ID'),
      secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
      sessionToken: process.env.AWS_SESSION_TOKEN,
    },
    at: new Date(),
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new SettingsError(
    `DATABASE_AUTH=iam signs with the role of the function, but ${name} is absent; Lambda sets it`,
  );
}
