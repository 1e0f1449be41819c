// How long each bundle takes to load in a fresh Node, over an empty module, and how large it is.
// Run by hand: node test/benchmarks/bundle-init.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { synthesiseForReal } from '../infra/aws/synthesise-for-real.ts';
import { loadedAtOnce } from '../support/loaded-at-once.ts';

const RUNS = 15;
const out = mkdtempSync(join(tmpdir(), 'hone-init-'));

/** The median and the shortest time of importing a module in a Node of its own, and the median of the processor's time, in milliseconds. */
function initMs(path: string): { median: number; shortest: number; cpu: number } {
  const script = `const began = performance.now(); await import(${JSON.stringify(pathToFileURL(path).href)});
    const ms = performance.now() - began; const { user, system } = process.cpuUsage();
    process.stdout.write(JSON.stringify([ms, (user + system) / 1000])); process.exit();`;
  const runs = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    return JSON.parse(stdout) as [number, number];
  });
  const sorted = (column: 0 | 1) => runs.map((run) => run[column]).sort((a, b) => a - b);
  const middle = Math.floor(RUNS / 2);
  return { median: sorted(0)[middle]!, shortest: sorted(0)[0]!, cpu: sorted(1)[middle]! };
}

try {
  const empty = join(out, 'empty.mjs');
  writeFileSync(empty, 'export {};');
  const bare = initMs(empty);
  process.stdout.write('function, KB loaded at once, init over bare Node: median ms (shortest; CPU)\n');
  for (const [name, folder] of synthesiseForReal(join(out, 'cdk.out'), { database: 'external' }).functions) {
    const bundle = join(folder, 'index.mjs');
    const init = initMs(bundle);
    const bytes = loadedAtOnce(folder).reduce((sum, file) => sum + statSync(file).size, 0);
    const kilobytes = (bytes / 1024).toFixed(0);
    const median = (init.median - bare.median).toFixed(0);
    const shortest = (init.shortest - bare.shortest).toFixed(0);
    process.stdout.write(`${name} ${kilobytes} ${median} (${shortest}; ${(init.cpu - bare.cpu).toFixed(0)})\n`);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
