import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Host } from '../../host.ts';

/** What a command may touch of the process it runs in; tests, and the deployed operator function, hand in their own. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable & { isTTY?: boolean };
  readonly stderr: Writable & { isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: () => Date;
  readonly files: Files;
  /** Opens the installation a command works on; `write` gets one JSON line per log entry. */
  readonly openHost: (write: (line: string) => void) => Promise<Host>;
  /** Whether `--aws` sends a command to the deployed functions; not where the command has come from there. */
  readonly sendsToAws: boolean;
}

/** Files by the names that the operator gave. */
export interface Files {
  read(path: string): AsyncIterable<Buffer>;
  modifiedAt(path: string): Promise<Date>;
  /** Writes a file and gives the name by which it can be found. */
  write(path: string, text: string): Promise<string>;
}

/** Writes data, waiting when the reader is slower than we are. */
export async function print(io: Io, text: string): Promise<void> {
  clear(io);
  if (!io.stdout.write(text)) await once(io.stdout, 'drain');
}

/** One JSON value on a line of its own. */
export function printJson(io: Io, value: unknown): Promise<void> {
  return print(io, `${JSON.stringify(value)}\n`);
}

/** A sentence for the person at the keyboard; never mixed into the data. */
export function say(io: Io, text: string): void {
  clear(io);
  io.stderr.write(`${text}\n`);
}

/** Progress in place on a terminal, nothing elsewhere. Call with null when done, so that the line is cleared. */
export function progress(io: Io, text: string | null): void {
  clear(io);
  if (text === null || !io.stderr.isTTY) return;
  unfinished.add(io);
  io.stderr.write(`\r\u001b[K${text}`);
}

/** Where a line of progress stands that nothing may be written behind. */
const unfinished = new WeakSet<Io>();

function clear(io: Io): void {
  if (unfinished.delete(io)) io.stderr.write('\r\u001b[K');
}
