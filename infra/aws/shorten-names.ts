import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type JsMinifyOptions, minifySync } from '@swc/core';

// Shortens the names inside the files of a bundle, in place: node infra/aws/shorten-names.ts FOLDER

const CLASS = /([A-Za-z_$][\w$]*)\s*=\s*class\b|\bclass\s+([A-Za-z_$][\w$]*)/g;

/**
 * Variables and functions get short names, and a third of the bundle goes. Stacks stay as they are: functions have been given their names
 * as a property by esbuild; classes, after which V8 names the methods in a stack, keep theirs; and the source map holds no names, because
 * Node would take what stands at the place of a call for the function's own.
 */
function shortenNames(bundle: string): void {
  const code = readFileSync(bundle, 'utf8');
  const classes = Array.from(code.matchAll(CLASS), ([, assigned, declared]) => assigned ?? declared!);
  const options = {
    module: true,
    compress: false,
    mangle: { toplevel: true, keep_classnames: true, keep_private_props: true, reserved: [...new Set(classes)] },
    format: { comments: false },
    // Its types know only yes or no.
    sourceMap: { content: readFileSync(`${bundle}.map`, 'utf8') } as unknown as true,
  } satisfies JsMinifyOptions;
  const short = minifySync(code, options);
  const { sourcesContent: _, ...map } = JSON.parse(short.map!) as Record<string, unknown>;
  writeFileSync(bundle, `${short.code}\n//# sourceMappingURL=${basename(bundle)}.map\n`);
  writeFileSync(`${bundle}.map`, JSON.stringify({ ...map, names: [] }));
}

const folder = process.argv[2]!;
for (const file of readdirSync(folder)) if (file.endsWith('.mjs')) shortenNames(join(folder, file));
