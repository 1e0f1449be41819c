import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
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
