import { databaseToken } from './database-token.ts';
import { SettingsError } from './errors.ts';
import { databaseUrlFromSecret, type SecretStore } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface DatabaseUrlOptions {
  settings: Pick<Settings, 'databaseUrl' | 'databaseSecret' | 'databaseAuth'>;
  env: Readonly<Record<string, string | undefined>>;
  secrets: SecretStore;
  clock: () => Date;
}

/**
 * The URL to connect with, credentials and all. It is `DATABASE_URL` as it stands; or with a token signed by the function's own
 * role for a password (`DATABASE_AUTH=iam`); or with the user and password of the secret; or what the secret alone holds.
 *
 * @throws SettingsError when nothing says where the database is, or the secret or the environment does not hold what it takes
 */
export async function databaseUrlOf({ settings, env, secrets, clock }: DatabaseUrlOptions): Promise<string> {
  const { databaseUrl, databaseSecret, databaseAuth } = settings;
  if (databaseUrl === null && databaseSecret === null) {
    throw new SettingsError('DATABASE_URL or DATABASE_SECRET must say where the database is, but both are absent');
  }
  if (databaseUrl === null) return databaseUrlFromSecret(await secrets.read(databaseSecret!));
  if (databaseAuth === 'iam') return withPassword(databaseUrl, tokenFor(databaseUrl, env, clock()));
  return databaseSecret === null ? databaseUrl : withSecret(databaseUrl, await secrets.read(databaseSecret));
}

function tokenFor(databaseUrl: string, env: DatabaseUrlOptions['env'], at: Date): string {
  const { hostname, port, username } = parsed(databaseUrl);
  const [region, accessKeyId, secretAccessKey] = ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map(
    (name) => {
      const value = env[name];
      if (value) return value;
      throw new SettingsError(
        `DATABASE_AUTH=iam signs with the function's role, but ${name} is absent; Lambda sets it`,
      );
    },
  );
  return databaseToken({
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    region: region!,
    credentials: {
      accessKeyId: accessKeyId!,
      secretAccessKey: secretAccessKey!,
      sessionToken: env.AWS_SESSION_TOKEN || undefined,
    },
    at,
  });
}

/** RDS keeps the owner's user and password in a secret of its own, and the place of the database elsewhere. */
function withSecret(databaseUrl: string, secret: string): string {
  let fields: { username?: unknown; password?: unknown };
  try {
    fields = JSON.parse(secret);
  } catch {
    throw new SettingsError('DATABASE_SECRET beside DATABASE_URL must hold {"username","password"}; it holds no JSON');
  }
  if (typeof fields.username !== 'string' || typeof fields.password !== 'string') {
    throw new SettingsError('DATABASE_SECRET beside DATABASE_URL must hold {"username","password"}; one is missing');
  }
  const url = parsed(databaseUrl);
  url.username = encodeURIComponent(fields.username);
  return withPassword(url.href, fields.password);
}

function withPassword(databaseUrl: string, password: string): string {
  const url = parsed(databaseUrl);
  url.password = encodeURIComponent(password);
  return url.href;
}

function parsed(databaseUrl: string): URL {
  if (URL.canParse(databaseUrl)) return new URL(databaseUrl);
  throw new SettingsError(
    'DATABASE_URL must be a PostgreSQL URL, postgres://user@host:5432/name; what it holds is none',
  );
}
