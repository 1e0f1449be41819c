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
