import { readFile, stat } from 'node:fs/promises';
import { SettingsError } from './errors.ts';

/**
 * The text of a file that holds a secret.
 * @param variable the setting that names the file
 * @throws SettingsError when it cannot be read, or when others can read it
 */
export async function readOwnFile(path: string, variable: string): Promise<string> {
  const { mode } = await stat(path).catch(() => {
    throw new SettingsError(`${variable} names ${path}, which cannot be read; create it or unset the variable`);
  });
  if ((mode & 0o077) !== 0) {
    throw new SettingsError(
      `${path} can be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${path}`,
    );
  }
  return readFile(path, 'utf8');
}
