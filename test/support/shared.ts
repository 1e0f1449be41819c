import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Path below the shared folder of reference vectors and data (HONE_SHARED, else `shared` beside the repository or one
 * level further up), or null when it is absent: tests that need it then skip loudly.
 */
export function sharedPath(...parts: string[]): string | null {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const candidates = [process.env.HONE_SHARED, join(root, '..', 'shared'), join(root, '..', '..', 'shared')];
  for (const candidate of candidates) {
    if (candidate && existsSync(join(candidate, ...parts))) return join(candidate, ...parts);
  }
  return null;
}

/** What the title of a test adds when the shared file it needs is absent: then it is skipped, and says so. */
export function skipNotice(path: string | null): string {
  return path === null ? ' (skipped: ../shared is absent)' : '';
}

/** Parsed JSON of a shared file; throws when it is absent. */
export function sharedJson<T>(...parts: string[]): T {
  const path = sharedPath(...parts);
  if (!path) throw new Error(`../shared/${parts.join('/')} is absent: set HONE_SHARED to the folder that holds it`);
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
