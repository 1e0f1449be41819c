import { readFile, stat } from 'node:fs/promises';
import { SettingsError } from '../runtime/errors.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';

/**
 * The API key for the configured model, from the secret or the file that the settings name; null when they name none. Never repeated
 * in an error.
 * @throws SettingsError when it cannot be read, is no key, or when others can read its file
 */
export async function modelKey(settings: Settings, secrets: SecretStore): Promise<string | null> {
  const { contentApiKeySecret: secret, contentApiKeyFile: path } = settings;
  if (secret === null && path === null) return null;
  const text = (secret === null ? await ownFile(path as string) : await secrets.read(secret)).trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new SettingsError(`${secret ?? path} must hold the API key for CONTENT_MODEL and nothing else; it does not`);
  }
  return text;
}

async function ownFile(path: string): Promise<string> {
  const { mode } = await stat(path).catch(() => {
    throw new SettingsError(
      `CONTENT_API_KEY_FILE names ${path}, which cannot be read; create it or unset the variable`,
    );
  });
  if ((mode & 0o077) !== 0) {
    throw new SettingsError(
      `${path} can be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`,
    );
  }
  return readFile(path, 'utf8');
}
