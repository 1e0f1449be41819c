import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'hone-profile-';
/** Longer than any run lasts: a profile of this age is nobody's, even if its process id is somebody's again. */
const OLDEST_MS = 60 * 60_000;
const inUse = new Set<string>();

/** A fresh folder for one browser, named after this process. */
export async function createProfile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  inUse.add(folder);
  return folder;
}

/** Deletes a profile; a file that its browser still writes is tried again, and at last left to the next sweep. */
export async function removeProfile(folder: string): Promise<void> {
  inUse.delete(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
}

/** Deletes the profiles that killed processes left behind: a warm Lambda keeps its /tmp. */
export async function sweepProfiles(now: number): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    const folder = join(tmpdir(), name);
    if (pid === undefined || inUse.has(folder)) continue;
    const found = await stat(folder).catch(() => null);
    if (found === null) continue;
    if (!isAlive(Number(pid)) || now - found.mtimeMs > OLDEST_MS) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
