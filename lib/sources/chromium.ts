import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { createProfile, removeProfile, sweepProfiles } from './browser-profile.ts';
import { SourceError } from './errors.ts';
import { discardChromium, type UnpackedChromium, unpackChromium } from './unpack-chromium.ts';

export interface LaunchOptions {
  /** Folder with the packed Chromium, or an executable. Default: Lambda's layer at /opt, else the installed package. */
  bin?: string | null;
  /** How long a start may take. */
  launchTimeoutMs?: number;
  /** How long a polite close may take before the process is killed. */
  closeTimeoutMs?: number;
  /** The largest heap a page's scripts may grow to. */
  pageHeapMb?: number;
  clock?: () => Date;
}

/** A browser for one run. Never kept for a second: one that lost its process stays broken. */
export interface RunningChromium {
  browser: Browser;
  /** Ends the process, if need be by force, and deletes its profile. Never throws, may be called twice. */
  close(): Promise<void>;
}

const LAYER = '/opt';
/** A profile takes a few megabytes. */
const LEAST_FREE_MB = 16;
/**
 * Weakens the page's own protection for no gain here: an account's session is in this browser.
 */
const REFUSED_ARGUMENTS = ['--disable-web-security', '--allow-running-insecure-content'];

/**
 * Starts Chromium as Lambda needs it (one process, no sandbox, default context only), with a profile of its own. A
 * browser that does not start is unpacked once more, in case what lies on the disk is damaged.
 *
 * @throws SourceError BROWSER_LAUNCH_FAILED
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<RunningChromium> {
  const clock = options.clock ?? (() => new Date());
  const bin = options.bin ?? defaultBin();
  if (options.bin == null && `${process.platform} ${process.arch}` !== 'linux x64') {
    const machine = `${process.platform} on ${process.arch}`;
    const detail = `The Chromium that comes with Hone is for linux on x64, this machine is ${machine}`;
    throw new SourceError('BROWSER_LAUNCH_FAILED', { detail, now: clock() });
  }
  await sweepProfiles(Date.now());
  let failure: unknown;
  let complaint: string | null = null;
  for (const attempt of ['first', 'unpacked anew'] as const) {
    let unpacked: UnpackedChromium | null = null;
    try {
      unpacked = await unpackChromium(bin);
      return await start(unpacked, options);
    } catch (error) {
      failure = error;
      if (unpacked === null) break;
      complaint = (await askWhy(unpacked)) ?? complaint;
      if (attempt === 'first') await discardChromium(bin, unpacked);
    }
  }
  const why = [complaint ?? firstLine(failure), await lackOfRoom()].filter((reason) => reason !== null).join('; ');
  const detail = `Chromium from ${bin} does not start: ${why}`;
  throw new SourceError('BROWSER_LAUNCH_FAILED', { detail, now: clock(), cause: failure });
}

async function start(unpacked: UnpackedChromium, options: LaunchOptions): Promise<RunningChromium> {
  const { closeTimeoutMs = 5_000, launchTimeoutMs = 20_000, pageHeapMb = 384 } = options;
  const [{ default: chromium }, { default: puppeteer }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('puppeteer-core'),
  ]);
  chromium.setGraphicsMode = false;
  const profile = await createProfile();
  try {
    const browser = await puppeteer.launch({
      executablePath: unpacked.executablePath,
      args: [
        ...chromium.args.filter((argument) => !REFUSED_ARGUMENTS.includes(argument)),
        '--lang=en-US',
        '--mute-audio',
        `--js-flags=--max-old-space-size=${pageHeapMb}`,
      ],
      headless: 'shell',
      // Through pipes Chromium notices when this process is killed, and goes too; no port is opened either.
      pipe: true,
      userDataDir: profile,
      env: { ...process.env, ...unpacked.environment },
      timeout: launchTimeoutMs,
      protocolTimeout: 30_000,
      defaultViewport: { width: 1280, height: 800 },
      // The job's own deadline and `finally` end the browser; signals are the host's business.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return { browser, close: closer(browser, profile, closeTimeoutMs) };
  } catch (error) {
    await removeProfile(profile);
    throw error;
  }
}

function closer(browser: Browser, profile: string, timeoutMs: number): () => Promise<void> {
  let closing: Promise<void> | null = null;
  const end = async () => {
    const child = browser.process();
    const exited = new Promise<void>((resolve) => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve());
    });
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([browser.close().catch(() => undefined), patience]);
    clearTimeout(timer);
    kill(child?.pid);
    await exited;
    await removeProfile(profile);
  };
  return () => {
    closing ??= end();
    return closing;
  };
}

/** Chromium leads its own process group: helpers that outlive it go with it. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
}

function defaultBin(): string {
  if (existsSync(join(LAYER, 'chromium.br'))) return LAYER;
  // The package's entry is build/index.js; its packed files lie beside that folder.
  return join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
}

/** Through pipes a browser that dies at once says nothing; asked for its version, it says what it misses. */
async function askWhy(unpacked: UnpackedChromium): Promise<string | null> {
  const env = { ...process.env, ...unpacked.environment };
  const options = { env, timeout: 5_000 };
  return new Promise((resolve) => {
    execFile(unpacked.executablePath, ['--version'], options, (error, _stdout, stderr) => {
      resolve(error === null ? null : firstLine(stderr.trim() === '' ? error : stderr));
    });
  });
}

/** Chromium dies on a full disk without a word. */
async function lackOfRoom(): Promise<string | null> {
  const disk = await statfs(tmpdir()).catch(() => null);
  const freeMb = disk === null ? Number.POSITIVE_INFINITY : (disk.bavail * disk.bsize) / 2 ** 20;
  return freeMb < LEAST_FREE_MB ? `${tmpdir()} is full: ${freeMb.toFixed(0)} MB are left` : null;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n').find((line) => line.trim() !== '') ?? 'no reason given').trim().slice(0, 300);
}
