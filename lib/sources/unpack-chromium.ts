import { constants, createReadStream, createWriteStream } from 'node:fs';
import {
  access,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';

/** Where a Chromium lies that is ready to be started. */
export interface UnpackedChromium {
  executablePath: string;
  /** Shared libraries that come along for machines that lack them; empty for an installed browser. */
  environment: Readonly<Record<string, string>>;
  /** What to delete when this Chromium does not start; null when it is not ours. */
  folder: string | null;
}

const ABANDONED_AFTER_MS = 10 * 60_000;
const unpacking = new Map<string, Promise<UnpackedChromium>>();

/**
 * Unpacks the Brotli files of @sparticuz/chromium into the machine's temporary folder, once per machine and package
 * version. Everything is written beside its place and renamed into it, so that neither a second process nor one that was
 * killed half-way can ever leave or start half a browser; the package's own unpacking trusts any file that exists.
 *
 * @param bin The folder with the packed files, or an executable to be used as it is.
 */
export function unpackChromium(bin: string): Promise<UnpackedChromium> {
  const key = `${tmpdir()} ${bin}`;
  const known = unpacking.get(key);
  if (known !== undefined) return known;
  const promise = unpack(bin).catch((error: unknown) => {
    unpacking.delete(key);
    throw error;
  });
  unpacking.set(key, promise);
  return promise;
}

/** Forgets and deletes what was unpacked, so that the next call unpacks anew. */
export async function discardChromium(bin: string, unpacked: UnpackedChromium): Promise<void> {
  unpacking.delete(`${tmpdir()} ${bin}`);
  if (unpacked.folder !== null) await rm(unpacked.folder, { recursive: true, force: true });
}

async function unpack(bin: string): Promise<UnpackedChromium> {
  if (await isExecutableFile(bin)) return { executablePath: bin, environment: {}, folder: null };
  const size = (await stat(join(bin, 'chromium.br'))).size;
  const name = `hone-chromium-${process.getuid?.() ?? 0}-${size.toString(36)}`;
  const folder = join(tmpdir(), name);
  await sweepAbandoned(folder, Date.now());
  if (!(await exists(folder))) await fill(bin, folder);
  await assertOwn(folder);
  return {
    executablePath: join(folder, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_PATH: folder,
      HOME: folder,
    },
    folder,
  };
}

/** Everything into a folder beside it, which takes its name in one step when it is complete. */
async function fill(bin: string, folder: string): Promise<void> {
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await Promise.all([
      inflate(join(bin, 'chromium.br'), join(partial, 'chromium')),
      // Its graphics libraries are looked for beside the executable, even where no graphics are wanted.
      untar(join(bin, 'swiftshader.tar.br'), partial),
      untar(join(bin, 'al2023.tar.br'), partial),
      untar(join(bin, 'fonts.tar.br'), partial),
    ]);
    await writeFile(join(partial, 'fonts.conf'), fontConfiguration(folder));
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have been first: then its folder is as good.
    if (!(await exists(folder))) throw error;
  }
}

/** The packed configuration names fixed folders; ours names where the fonts really are. */
function fontConfiguration(folder: string): string {
  const fonts = join(folder, 'fonts');
  const cache = join(folder, 'font-cache');
  return `<?xml version="1.0"?>\n<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>\n`;
}

/** In a place where anybody may write, what is about to be executed must be ours. */
async function assertOwn(folder: string): Promise<void> {
  const own = process.getuid?.();
  const { uid } = await lstat(folder);
  if (own !== undefined && uid !== own) {
    throw new Error(
      `${folder} belongs to user ${uid}, not to ${own}: delete it, or set TMPDIR to a folder of your own`,
    );
  }
}

async function inflate(packed: string, target: string): Promise<void> {
  const chunk = 2 ** 21;
  await pipeline(
    createReadStream(packed, { highWaterMark: chunk }),
    createBrotliDecompress({ chunkSize: chunk }),
    createWriteStream(target, { mode: 0o700 }),
  );
}

/** A few small files of plain ustar: no need for a library. */
async function untar(packed: string, target: string): Promise<void> {
  const archive = await promisify(brotliDecompress)(await readFile(packed));
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + 512);
    const size = Number.parseInt(text(header, 124, 12), 8) || 0;
    const name = normalize(text(header, 0, 100));
    const type = String.fromCharCode(header[156] ?? 0);
    const path = join(target, name);
    if (name.startsWith('..') || name.startsWith('/')) throw new Error(`${packed} holds the path ${name}`);
    await mkdir(type === '5' ? path : dirname(path), { recursive: true });
    if (type === '0' || type === '\0')
      await writeFile(path, archive.subarray(at + 512, at + 512 + size), { mode: 0o700 });
    if (type === '2') await symlink(text(header, 157, 100), path);
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

function text(header: Buffer, from: number, length: number): string {
  return header
    .subarray(from, from + length)
    .toString('utf8')
    .replace(/\0.*$/s, '')
    .trim();
}

/** Deletes what killed processes left half-unpacked beside a folder; a living one is done long before this age. */
export async function sweepAbandoned(folder: string, now: number): Promise<void> {
  for (const entry of await readdir(dirname(folder))) {
    if (!entry.startsWith(`${basename(folder)}.partial-`)) continue;
    const path = join(dirname(folder), entry);
    const made = await stat(path).catch(() => null);
    if (made !== null && now - made.ctimeMs > ABANDONED_AFTER_MS) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function isExecutableFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
