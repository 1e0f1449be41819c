import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ALIASES, MAIN_FIELDS, OUTSIDE, REQUIRE_IN_ES_MODULES, TARGET } from './bundling.ts';

// Bundles a function anew in parts: node infra/aws/split-bundle.ts ENTRY FOLDER

/**
 * What is imported on demand becomes a file of its own, loaded when it is asked for: a verb of the operator's loads what that verb works
 * with. CDK's own bundling makes one file of everything, which is put out of the way.
 */
function splitBundle(entry: string, folder: string): void {
  for (const file of ['index.mjs', 'index.mjs.map', 'index.mjs.LEGAL.txt']) rmSync(join(folder, file), { force: true });
  buildSync({
    entryPoints: { index: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: TARGET,
    mainFields: [...MAIN_FIELDS],
    external: [...OUTSIDE],
    alias: ALIASES,
    banner: { js: REQUIRE_IN_ES_MODULES },
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    legalComments: 'external',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
  });
}

splitBundle(process.argv[2]!, process.argv[3]!);
