import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** The `node` of the machine, not the one this project brings along. */
const systemNode = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find(existsSync);
const systemMajor = systemNode
  ? Number(spawnSync(systemNode, ['-p', 'process.versions.node']).stdout.toString().split('.')[0])
  : null;
const launcher = join(root, 'bin', 'hone.js');

function launch(command: string, args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the launcher', () => {
  it('passes on arguments, output and the exit code', () => {
    expect(launch(process.execPath, [launcher, 'parse', '--bogus'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining("unknown option '--bogus'"),
    });
  });

  it('ends quietly when the reader of its output has seen enough', () => {
    const log = 'a line like any other\n'.repeat(200_000);
    const script = `"${process.execPath}" "${launcher}" patterns - | head -n 1; exit "\${PIPESTATUS[0]}"`;
    const { status, stdout, stderr } = launch('bash', ['-c', script], log);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\{"line":1,.*\}\n$/);
  });
});

describe.skipIf(systemMajor === null || systemMajor < 16 || systemMajor >= 24)(
  `the launcher under an older Node (this machine has ${systemMajor ?? 'none'} outside the project)`,
  () => {
    it("finds the project's Node and runs with it", () => {
      const ran = launch(systemNode ?? '', [launcher, 'patterns', '-'], 'one\n');
      expect(ran).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(ran.stdout)).toMatchObject({ line: 1, template: 'one' });
      expect(launch(systemNode ?? '', [launcher, 'pars']).status).toBe(2);
    });

    it('says clearly that there is none, with exit code 3', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'hone-bare-'));
      await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
      const { status, stdout, stderr } = launch(systemNode ?? '', [join(folder, 'bin', 'hone.js'), '--help']);
      await rm(folder, { recursive: true });
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toMatch(/^hone: needs Node 24 or newer, but this is Node .*Run "npm ci".*\n$/);
    });
  },
);

describe('the launcher of an installed package', () => {
  let folder: string;
  const installed = () => join(folder, 'node_modules', 'hone');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hone-installed-'));
    await mkdir(installed(), { recursive: true });
    for (const part of ['bin', 'infra', 'lib', 'package.json']) {
      await cp(join(root, part), join(installed(), part), { recursive: true });
    }
    await symlink(join(root, 'node_modules'), join(installed(), 'node_modules'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('runs TypeScript below node_modules, where Node itself refuses to', () => {
    const ran = launch(process.execPath, [join(installed(), 'bin', 'hone.js'), 'patterns', '-'], 'one\n');
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ line: 1, template: 'one' });
  });
});
