import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the module that Lambda loads from a bundle, with all that it imports before it runs. */
export function loadedAtOnce(folder: string): string[] {
  const files = new Set<string>();
  const add = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.mjs)["']/g))
      add(join(folder, imported!));
  };
  add(join(folder, 'index.mjs'));
  return [...files];
}
