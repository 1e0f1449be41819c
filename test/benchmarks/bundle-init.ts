// How long each bundle takes to load in a fresh Node, over an empty module, and how large it is.
// Run by hand: node test/benchmarks/bundle-init.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { synthesiseForReal } from '../infra/aws/synthesise-for-real.ts';

const RUNS = 15;
const out = mkdtempSync(join(tmpdir(), 'hone-init-'));

/** The median and the shortest time of importing a module in a Node of its own, in milliseconds. */
function initMs(path: string): { median: number; shortest: number } {
  const script = `const began = performance.now(); await import(${JSON.stringify(pathToFileURL(path).href)});
    process.stdout.write(String(performance.now() - began)); process.exit();`;
  const times = Array.from({ length: RUNS }, () =>
    Number(spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout),
  );
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(RUNS / 2)]!, shortest: times[0]! };
}

try {
  const empty = join(out, 'empty.mjs');
  writeFileSync(empty, 'export {};');
  const bare = initMs(empty);
  process.stdout.write('function, KB, init over bare Node: median ms (shortest)\n');
  for (const [name, folder] of synthesiseForReal(join(out, 'cdk.out'), { database: 'external' }).functions) {
    const bundle = join(folder, 'index.mjs');
    const init = initMs(bundle);
    const kilobytes = (statSync(bundle).size / 1024).toFixed(0);
    const median = (init.median - bare.median).toFixed(0);
    process.stdout.write(`${name} ${kilobytes} ${median} (${(init.shortest - bare.shortest).toFixed(0)})\n`);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
