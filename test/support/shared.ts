import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where the research data lies that is measured on but never copied here: HONE_SHARED, else a folder `shared` beside the
 * repository or one level further up. Null where there is none, and the tests that need it say that they were skipped.
 */
export function sharedPath(...parts: string[]): string | null {
  const root = join(import.meta.dirname, '..', '..');
  const candidates = [process.env.HONE_SHARED, join(root, '..', 'shared'), join(dirname(root), '..', 'shared')];
  for (const folder of candidates) {
    if (folder && existsSync(join(folder, ...parts))) return join(folder, ...parts);
  }
  return null;
}
