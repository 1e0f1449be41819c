import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'support', 'launch-on-small-disk.ts');
const disk = mkdtempSync(join(tmpdir(), 'hone-full-disk-'));
afterAll(() => rmSync(disk, { recursive: true }));

/** Runs a command with a disk of its own of that size, in a mount namespace that nobody else sees. */
function onDisk(sizeMb: number, ...command: string[]) {
  const script = `mount -t tmpfs -o size=${sizeMb}m none "$0" && TMPDIR="$0" exec "$@"`;
  const environment = { ...process.env, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  return spawnSync('unshare', ['-Urm', 'sh', '-c', script, disk, ...command], { encoding: 'utf8', env: environment });
}

interface Attempt {
  read?: string;
  code?: string;
  category?: string;
  message?: string;
  left: string[];
}

function launched(sizeMb: number, ...more: string[]): Attempt[] {
  const { stdout, stderr } = onDisk(sizeMb, process.execPath, program, ...more);
  if (stdout === '') throw new Error(`the program said nothing: ${stderr}`);
  return JSON.parse(stdout);
}

const canMount = onDisk(1, 'true').status === 0;
if (!canMount) process.stderr.write('SKIPPED: a full disk (this machine lets no user mount a disk of its own)\n');

describe.runIf(canMount)('a full disk', () => {
  test('while Chromium is unpacked: the error names it, and no half of it is left', () => {
    const [attempt] = launched(40);
    expect(attempt).toMatchObject({ code: 'BROWSER_LAUNCH_FAILED', category: 'browser_crash', left: [] });
    expect(attempt?.message).toContain('ENOSPC: no space left on device');
  });

  test('while Chromium starts: it dies without a word, the error says why, and the next run with room reads', () => {
    const [full, next] = launched(260, 'fill');
    expect(full).toMatchObject({ code: 'BROWSER_LAUNCH_FAILED', category: 'browser_crash' });
    expect(full?.message).toContain(`${disk} is full: 0 MB are left`);
    expect(next?.read).toBe('read');
    expect(next?.left.filter((name) => name.includes('profile'))).toEqual([]);
  });
});
