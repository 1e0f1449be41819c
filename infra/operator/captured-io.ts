import { Readable, Writable } from 'node:stream';
import type { Host } from '../host.ts';
import { CliError, EXIT } from '../local/cli/cli-error.ts';
import type { Files, Io } from '../local/cli/io.ts';
import type { OperatorAnswer, OperatorRequest } from './messages.ts';

export interface CapturedIo {
  io: Io;
  /** What was written so far. */
  output: () => Omit<OperatorAnswer, 'exitCode'>;
}

/** A command's world inside the operator function: what the request brought to read, and what it writes is kept for the answer. */
export function capturedIo(
  request: OperatorRequest,
  { env, clock, openHost }: Pick<Io, 'env' | 'clock'> & { openHost: (write: (line: string) => void) => Promise<Host> },
): CapturedIo {
  const [stdout, stderr] = [capture(), capture()];
  const written = new Map<string, string>();
  const io: Io = {
    stdin: Readable.from(request.stdin === undefined ? [] : [Buffer.from(request.stdin)]),
    stdout: Object.assign(stdout.stream, { isTTY: request.isTerminal === true }),
    stderr: stderr.stream,
    env: {
      ...env,
      ...(request.debug === true && { HONE_DEBUG: '1' }),
      ...(request.user !== undefined && { USER: request.user }),
    },
    clock,
    files: sentFiles(request.files ?? {}, written),
    openHost,
    sendsToAws: false,
  };
  return {
    io,
    output: () => ({ stdout: stdout.text(), stderr: stderr.text(), files: Object.fromEntries(written) }),
  };
}

/** The files that came with the request; the function's own are nobody's business. */
function sentFiles(sent: NonNullable<OperatorRequest['files']>, written: Map<string, string>): Files {
  const named = (path: string) => {
    const file = Object.hasOwn(sent, path) ? sent[path] : undefined;
    if (file === undefined) throw new CliError(`${path} was not sent along with the command`, EXIT.usage);
    return file;
  };
  return {
    read: (path) => Readable.from([Buffer.from(named(path).text)]),
    modifiedAt: async (path) => new Date(named(path).modifiedAt),
    async write(path, text) {
      written.set(path, text);
      return path;
    },
  };
}

function capture() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
