import { SettingsError } from '../runtime/errors.ts';
import { readOwnFile } from '../runtime/own-file.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';

/**
 * The token of the official X API, from the secret or the file that the settings name; never repeated in an error.
 * @throws SettingsError when there is none, or when others can read it.
 */
export async function apiToken(settings: Settings, secrets: SecretStore): Promise<string> {
  const { xApiTokenSecret: secret, xApiTokenFile: path } = settings;
  if (secret === null && path === null) {
    throw new SettingsError(
      'METRICS_SOURCE=api needs a token of the X API, but X_API_TOKEN_SECRET and X_API_TOKEN_FILE are both absent',
    );
  }
  const text = (
    secret === null ? await readOwnFile(path as string, 'X_API_TOKEN_FILE') : await secrets.read(secret)
  ).trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new SettingsError(`${secret ?? path} must hold the token of the X API and nothing else; it does not`);
  }
  return text;
}
