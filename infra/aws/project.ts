import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A path inside the project, wherever the command was started. */
export function projectPath(...parts: string[]): string {
  return join(root, ...parts);
}

/**
 * The folder of an installed package, found as the product's own imports find it.
 *
 * @throws {Error} when it is not installed
 */
export function packageFolder(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  if (manifest === undefined) throw new Error(`The package ${name} is not installed: run \`npm ci\` in ${root}.`);
  return dirname(manifest);
}
