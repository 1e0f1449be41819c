import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../bin/node24.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });

describe('the launcher', () => {
  it("runs a script with the project's Node, its arguments handed on", () => {
    const { stdout, status } = run('-p', 'process.version + process.argv[1]', 'argument');
    expect(stdout).toMatch(/^v24\.\d+\.\d+argument\n$/);
    expect(status).toBe(0);
  });

  it("ends with the script's exit code", () => {
    expect(run('-e', 'process.exit(7)').status).toBe(7);
  });

  it('hands signals on, and lets the script decide what they mean', async () => {
    const script = "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('ready')";
    const child = spawn(process.execPath, [launcher, '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([5, null]);
  });

  it('says what is missing when no script is named', () => {
    const { stderr, status } = run();
    expect(stderr).toBe('node24: no script was named. Use: node bin/node24.js SCRIPT [ARGUMENT…]\n');
    expect(status).toBe(2);
  });
});
