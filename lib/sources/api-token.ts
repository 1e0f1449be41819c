import { readFile, stat } from 'node:fs/promises';
import { SettingsError } from '../runtime/errors.ts';
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
  const text = (secret === null ? await ownFile(path as string) : await secrets.read(secret)).trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new SettingsError(`${secret ?? path} must hold the token of the X API and nothing else; it does not`);
  }
  return text;
}

async function ownFile(path: string): Promise<string> {
  const { mode } = await stat(path).catch(() => {
    throw new SettingsError(`X_API_TOKEN_FILE names ${path}, which cannot be read; create it or unset the variable`);
  });
  if ((mode & 0o077) !== 0) {
    throw new SettingsError(
      `${path} can be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`,
    );
  }
  return readFile(path, 'utf8');
}
