import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployedName, jobs } from '../../../infra/jobs.ts';
import { loadedAtOnce } from '../../support/loaded-at-once.ts';
import { synthesiseForReal } from './synthesise-for-real.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'hone-bundles-'));
let folders = new Map<string, string>();

beforeAll(() => {
  folders = synthesiseForReal(out).functions;
}, 300_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

function kilobytesOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024;
}

it('leave the licences of what they contain beside it', () => {
  const text = readFileSync(join(folders.get('hone-autonomous-optimizer')!, 'index.mjs.LEGAL.txt'), 'utf8');
  expect(text).toMatch(/Copyright \(c\) .*The Stdlib Authors/);
});

describe('the bundle of the operator', () => {
  it('has what a verb works with in files of its own', () => {
    const folder = folders.get('hone-operator')!;
    const all = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
    expect(all.length).toBeGreaterThan(2 * loadedAtOnce(folder).length);
    expect(kilobytesOf(all.map((file) => join(folder, file)))).toBeLessThan(900);
  });
});

describe.each(jobs.map((job) => [job.name, job] as const))('the bundle of %s', (name, job) => {
  const folder = () => folders.get(deployedName(name, 'hone'))!;

  it('loads in a Node of its own, without node_modules, and has a handler', () => {
    const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder(), 'index.mjs')).href)});
      process.stdout.write(typeof handler);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: out,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('function');
  });

  it('brings a source map, so that errors name our own lines', () => {
    const map = JSON.parse(readFileSync(join(folder(), 'index.mjs.map'), 'utf8')) as { sources: string[] };
    expect(map.sources.some((source) => source.endsWith(job.entry))).toBe(true);
  });

  it('loads little at once', () => {
    // Of the planner, the SDKs of four providers, of which one at most is ever used.
    const most = job.mayTouch.languageModel ? 3_500 : job.mayTouch.browser ? 2_000 : 390;
    expect(kilobytesOf(loadedAtOnce(folder()))).toBeLessThan(most);
  });

  it(`holds ${job.mayTouch.database === 'schema' ? 'every migration' : 'no migration'}`, () => {
    const migrations = readdirSync(join(root, 'lib', 'database', 'migrations'));
    const bundled = readdirSync(folder()).includes('migrations') ? readdirSync(join(folder(), 'migrations')) : [];
    expect(bundled).toEqual(job.mayTouch.database === 'schema' ? migrations : []);
  });
});

describe('the Chromium layer', () => {
  it('is staged as the package brings it', () => {
    const packed = readdirSync(out).filter((entry) => {
      const path = join(out, entry);
      return statSync(path).isDirectory() && readdirSync(path).includes('chromium.br');
    });
    expect(packed).toHaveLength(1);
  });
});
