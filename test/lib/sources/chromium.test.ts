import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createProfile, removeProfile, sweepProfiles } from '../../../lib/sources/browser-profile.ts';
import { launchChromium } from '../../../lib/sources/chromium.ts';
import { unpackChromium } from '../../../lib/sources/unpack-chromium.ts';

const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
const outerTmp = process.env.TMPDIR;

/** A temporary folder of the test's own, as a fresh Lambda has it. */
async function privateTmp(): Promise<string> {
  const folder = await mkdtemp(join(outerTmp ?? '/tmp', 'hone-chromium-test-'));
  process.env.TMPDIR = folder;
  return folder;
}

afterEach(() => {
  if (outerTmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outerTmp;
});

/** A packed folder whose "Chromium" is a small script. */
async function fakeBin(folder: string, script: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const tar = brotliCompressSync(Buffer.alloc(1024));
  for (const name of ['swiftshader', 'al2023', 'fonts']) await writeFile(join(bin, `${name}.tar.br`), tar);
  await writeFile(join(bin, 'chromium.br'), brotliCompressSync(Buffer.from(script)));
  return bin;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Resolves when `condition` holds; fails by the test's own timeout. */
async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('unpacking', () => {
  let tmp = '';
  afterEach(() => rm(tmp, { recursive: true, force: true }));

  test('two callers at once get one complete browser: no "text file busy"', async () => {
    tmp = await privateTmp();
    const bin = await fakeBin(tmp, '#!/bin/sh\necho whole\n');
    const [first, second] = await Promise.all([unpackChromium(bin), unpackChromium(bin)]);
    expect(first).toBe(second);
    expect(await readFile(first.executablePath, 'utf8')).toBe('#!/bin/sh\necho whole\n');
  });

  test('what a killed process left half-unpacked is neither started nor kept', async () => {
    tmp = await privateTmp();
    const bin = await fakeBin(tmp, '#!/bin/sh\n');
    const { folder } = await unpackChromium(bin);
    const half = `${folder}.partial-killed`;
    await mkdir(half);
    await writeFile(join(half, 'chromium'), 'half');
    const young = `${folder}.partial-living`;
    await mkdir(young);
    await rm(folder as string, { recursive: true });
    // Another process, that knows of no unpacking before it, one hour later.
    const { sweepAbandoned } = await import('../../../lib/sources/unpack-chromium.ts');
    await sweepAbandoned(folder as string, Date.now() + 3_600_000);
    expect(await readdir(tmp)).toEqual(['bin']);
  });

  test('files that are no archive give one clear sentence', async () => {
    tmp = await privateTmp();
    const bin = await fakeBin(tmp, '');
    await writeFile(join(bin, 'chromium.br'), gzipSync('no Brotli'));
    await expect(launchChromium({ bin })).rejects.toMatchObject({
      code: 'BROWSER_LAUNCH_FAILED',
      message: expect.stringMatching(/^Chromium from .*bin does not start: .+\. Run `hone doctor`; CHROMIUM_BIN/),
    });
    expect((await readdir(tmp)).filter((name) => name.startsWith('hone-'))).toEqual([]);
  });

  test('a folder that is not there gives one clear sentence', async () => {
    tmp = await privateTmp();
    await expect(launchChromium({ bin: join(tmp, 'nothing') })).rejects.toMatchObject({
      code: 'BROWSER_LAUNCH_FAILED',
      category: 'browser_crash',
      message: expect.stringContaining('nothing'),
    });
  });

  test('a browser that does not start is unpacked once more, then given up, and leaves no profile', async () => {
    tmp = await privateTmp();
    const bin = await fakeBin(tmp, '#!/bin/sh\n[ "$1" = --version ] || echo started >> "$TMPDIR/starts"\nexit 1\n');
    await expect(launchChromium({ bin })).rejects.toMatchObject({ code: 'BROWSER_LAUNCH_FAILED' });
    expect(await readFile(join(tmp, 'starts'), 'utf8')).toBe('started\nstarted\n');
    expect((await readdir(tmp)).filter((name) => name.startsWith('hone-profile'))).toEqual([]);
  });

  test('a library that the machine lacks is named', async () => {
    tmp = await privateTmp();
    const missing = 'chromium: error while loading shared libraries: libnspr4.so: cannot open shared object file';
    const bin = await fakeBin(tmp, `#!/bin/sh\necho '${missing}' >&2\nexit 127\n`);
    await expect(launchChromium({ bin })).rejects.toMatchObject({ message: expect.stringContaining(missing) });
  });

  test('an installed executable is used as it is', async () => {
    tmp = await privateTmp();
    const executable = join(tmp, 'chrome');
    await writeFile(executable, '#!/bin/sh\nexit 1\n');
    await chmod(executable, 0o755);
    expect(await unpackChromium(executable)).toEqual({ executablePath: executable, environment: {}, folder: null });
    await expect(launchChromium({ bin: executable })).rejects.toMatchObject({ code: 'BROWSER_LAUNCH_FAILED' });
    await access(executable);
  });

  test('the real one: a truncated binary on a warm machine is replaced and the run goes on', async () => {
    tmp = await privateTmp();
    const { executablePath } = await unpackChromium(packed);
    await truncate(executablePath, 40_000_000);
    const running = await launchChromium({ bin: packed });
    expect(await running.browser.version()).toMatch(/Chrome\/\d+/);
    await running.close();
    expect((await readdir(tmp)).filter((name) => !name.startsWith('hone-chromium'))).toEqual([]);
  });
});

describe('profiles', () => {
  test('of dead processes and of long ago are swept, those in use stay', async () => {
    const tmp = await privateTmp();
    const own = await createProfile();
    const dead = spawn('true');
    await once(dead, 'exit');
    const left = join(tmp, `hone-profile-${dead.pid}-abc`);
    const ancient = join(tmp, `hone-profile-${process.ppid}-abc`);
    const foreign = join(tmp, `hone-profile-${process.ppid}-def`);
    for (const folder of [left, ancient, foreign]) await mkdir(folder);
    const hoursAgo = new Date(Date.now() - 3 * 3_600_000);
    await utimes(ancient, hoursAgo, hoursAgo);
    await sweepProfiles(Date.now());
    expect((await readdir(tmp)).sort()).toEqual([own, foreign].map((folder) => folder.slice(tmp.length + 1)).sort());
    await removeProfile(own);
    await rm(tmp, { recursive: true });
  });
});

describe('a running Chromium', () => {
  let server: Server;
  let url = '';
  beforeAll(async () => {
    server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>page</title>'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('has one context and keeps the page’s own protection', async () => {
    const running = await launchChromium();
    expect(running.browser.browserContexts()).toHaveLength(1);
    const started = running.browser.process()?.spawnargs.join(' ') ?? '';
    expect(started).toContain('--single-process');
    expect(started).not.toMatch(/disable-web-security|allow-running-insecure-content|remote-debugging-port/);
    await running.close();
  });

  test('twelve runs in a row leave no process and no file behind', async () => {
    const profiles = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`hone-profile-${process.pid}-`));
    const pids: number[] = [];
    for (let run = 0; run < 12; run++) {
      const running = await launchChromium();
      pids.push(running.browser.process()?.pid as number);
      const page = await running.browser.newPage();
      await page.goto(url);
      await running.close();
    }
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await profiles()).toEqual([]);
  });

  test('that was killed can be closed, twice, and the next run starts', async () => {
    const running = await launchChromium();
    process.kill(running.browser.process()?.pid as number, 'SIGKILL');
    await running.close();
    await running.close();
    const next = await launchChromium();
    expect(await (await next.browser.newPage()).evaluate('1 + 1')).toBe(2);
    await next.close();
  });

  test('that does not answer any more is ended by force', async () => {
    const running = await launchChromium({ closeTimeoutMs: 200 });
    const pid = running.browser.process()?.pid as number;
    process.kill(pid, 'SIGSTOP');
    await running.close();
    expect(isAlive(pid)).toBe(false);
  });

  test('goes when the process that started it is killed: no orphan', async () => {
    const module = fileURLToPath(new URL('../../../lib/sources/chromium.ts', import.meta.url));
    const program = `import { launchChromium } from ${JSON.stringify(module)};
      const running = await launchChromium();
      process.stdout.write(String(running.browser.process().pid) + '\\n');
      setInterval(() => {}, 1000);`;
    const parent: ChildProcess = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout as NonNullable<ChildProcess['stdout']>, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
    // Its profile is swept by whoever comes next.
    await sweepProfiles(Date.now());
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith(`hone-profile-${parent.pid}-`));
    expect(left).toEqual([]);
  });
});
