import { SettingsError } from './errors.ts';

/** Reads and writes secrets by name; on AWS it is Secrets Manager. */
export interface SecretStore {
  read(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
}

/** Secrets Manager, whose client is loaded only when a secret is named: it costs more start-up time than all else. */
export function secretsManager(): SecretStore {
  const connect = async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    return { sdk, client: new sdk.SecretsManagerClient({}) };
  };
  return {
    async read(name) {
      const { sdk, client } = await connect();
      const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: name }));
      if (!SecretString) throw new SettingsError(`the secret ${name} is empty; put a value into it`);
      return SecretString;
    },
    async write(name, text) {
      const { sdk, client } = await connect();
      await client.send(new sdk.PutSecretValueCommand({ SecretId: name, SecretString: text }));
    },
  };
}

/**
 * The database URL a secret holds: the URL itself, or the JSON that RDS writes.
 * @throws SettingsError that says what is missing, never what is there.
 */
export function databaseUrlFromSecret(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new SettingsError(
      'the database secret must hold a postgres:// URL or the JSON that RDS writes; it holds neither',
    );
  }
  const missing = ['host', 'username', 'password'].filter((name) => typeof fields[name] !== 'string');
  if (missing.length > 0) throw new SettingsError(`the database secret has no ${missing.join(', ')}`);
  const url = new URL('postgres://host/');
  url.hostname = String(fields.host);
  url.port = String(fields.port ?? 5432);
  url.username = encodeURIComponent(String(fields.username));
  url.password = encodeURIComponent(String(fields.password));
  url.pathname = `/${fields.dbname ?? 'postgres'}`;
  return url.href;
}
