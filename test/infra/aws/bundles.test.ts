import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployedName, jobs } from '../../../infra/jobs.ts';
import { synthesiseForReal } from './synthesise-for-real.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'hone-bundles-'));
let folders = new Map<string, string>();

beforeAll(() => {
  folders = synthesiseForReal(out).functions;
}, 120_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

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

  it('is small', () => {
    const kilobytes = statSync(join(folder(), 'index.mjs')).size / 1024;
    // Of the planner, the SDKs of four providers, of which one at most is ever loaded; of the operator, every verb.
    const most = job.mayTouch.languageModel ? 3_500 : job.mayTouch.browser ? 2_000 : name === 'operator' ? 800 : 390;
    expect(kilobytes).toBeLessThan(most);
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
