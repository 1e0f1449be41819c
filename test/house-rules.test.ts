import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

interface Cruise {
  summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
}

/** What dependency-cruiser says of the folders below `folder`. */
async function cruise(folder: string): Promise<Cruise['summary']> {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const folders = ['lib', 'functions', 'infra'];
  const { stdout } = await run(process.execPath, [bin, '--config', config, '-T', 'json', ...folders], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((failed: { stdout: string }) => failed); // it exits with the number of violations
  return (JSON.parse(stdout) as Cruise).summary;
}

const planted: string[] = [];
afterAll(() => Promise.all(planted.map((folder) => rm(folder, { recursive: true }))));

/** A small house with the given files, in which our packages are installed. */
async function houseOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hone-house-'));
  planted.push(folder);
  for (const name of ['lib', 'functions', 'infra']) await mkdir(join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), await readFile(join(root, 'package.json')));
  return folder;
}

describe('the rules of the house', () => {
  it('hold, and every module was read', async () => {
    const { totalCruised, violations } = await cruise(root);
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(30);
  });

  it.each([
    [
      'pure-rooms-use-no-core-modules',
      'lib/x/a.ts',
      "import { readFile } from 'node:fs/promises'; export const a = readFile;",
    ],
    ['pure-rooms-do-no-io', 'lib/errors/a.ts', "import postgres from 'postgres'; export const a = postgres;"],
    [
      'pure-rooms-do-not-know-edges',
      'lib/learning/a.ts',
      "import type { B } from '../database/b.ts'; export type A = B;",
    ],
    ['statistics-stands-alone', 'lib/statistics/a.ts', "import type { B } from '../x/b.ts'; export type A = B;"],
    [
      'edge-sources-imports-no-other-edge',
      'lib/sources/a.ts',
      "import type { B } from '../database/b.ts'; export type A = B;",
    ],
    ['runtime-imports-no-edge', 'lib/runtime/a.ts', "import type { B } from '../database/b.ts'; export type A = B;"],
    [
      'lib-does-not-know-where-it-runs',
      'lib/jobs/a.ts',
      "import type { B } from '../../infra/b.ts'; export type A = B;",
    ],
    ['no-dev-dependencies-in-the-product', 'lib/jobs/a.ts', "import { it } from 'vitest'; export const a = it;"],
    ['no-unresolved', 'lib/jobs/a.ts', "export * from './missing.ts';"],
  ])('catch a planted violation of %s', async (rule, file, text) => {
    const b = 'export interface B { id: string }\n';
    const folder = await houseOf({ 'lib/x/b.ts': b, 'lib/database/b.ts': b, 'infra/b.ts': b, [file]: text });
    const { violations } = await cruise(folder);
    expect(violations.map((violation) => violation.rule.name)).toContain(rule);
  });

  it('catch an import cycle', async () => {
    const folder = await houseOf({
      'lib/x/a.ts': "import type { B } from './b.ts'; export interface A { b: B }",
      'lib/x/b.ts': "import type { A } from './a.ts'; export interface B { a: A }",
    });
    const { violations } = await cruise(folder);
    expect(violations.map((violation) => violation.rule.name)).toContain('no-cycles');
  });

  it('catch clocks, environment and unseeded randomness in a pure room, and nowhere else', async () => {
    const impure = ['Date.now()', 'new Date()', 'Math.random()', 'process.env.HOME'];
    const text = impure.map((expression, i) => `export const planted${i} = ${expression};\n`).join('');
    const folder = await houseOf({
      'lib/x/planted.ts': `${text}export const given = new Date(5);\n`,
      'lib/runtime/planted.ts': text,
      'biome.json': await readFile(join(root, 'biome.json'), 'utf8'),
      'rules/pure-rooms.grit': await readFile(join(root, 'rules/pure-rooms.grit'), 'utf8'),
    });
    const lint = ['lint', '--colors=off', '--vcs-enabled=false', 'lib'];
    const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), lint, {
      cwd: folder,
      encoding: 'utf8',
    });
    const caught = `${stdout}${stderr}`.match(/^lib\/\S+(?= plugin)/gm) ?? [];
    expect(caught.sort()).toEqual(impure.map((_, i) => `lib/x/planted.ts:${i + 1}:25`));
  });
});

describe('the lockfile', () => {
  it('names no download addresses', async () => {
    expect(await readFile(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/);
  });
});
