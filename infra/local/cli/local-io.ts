import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CliError } from './cli-error.ts';
import type { Files, Io } from './io.ts';

const localFiles: Files = {
  read: (path) => createReadStream(path),
  modifiedAt: async (path) => (await stat(path)).mtime,
  async write(path, text) {
    const absolute = resolve(path);
    await writeFile(absolute, text).catch((error: NodeJS.ErrnoException) => {
      const isNoFolder = error.code === 'ENOENT';
      throw isNoFolder
        ? new CliError(`the folder ${dirname(absolute)} does not exist; make it, or name another file`)
        : error;
    });
    return absolute;
  },
};

/** A command on this machine: its files, and the database that the environment names or the embedded one. */
export function localIo(streams: Pick<Io, 'stdin' | 'stdout' | 'stderr' | 'env' | 'clock'>): Io {
  return {
    ...streams,
    files: localFiles,
    async openHost(write) {
      const { openLocalHost } = await import('../host.ts');
      return openLocalHost({ env: streams.env, clock: streams.clock, write });
    },
    sendsToAws: true,
  };
}
