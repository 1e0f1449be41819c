import { SettingsError } from '../runtime/errors.ts';
import { readOwnFile } from '../runtime/own-file.ts';
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
  const text = (
    secret === null ? await readOwnFile(path as string, 'CONTENT_API_KEY_FILE') : await secrets.read(secret)
  ).trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new SettingsError(`${secret ?? path} must hold the API key for CONTENT_MODEL and nothing else; it does not`);
  }
  return text;
}
