import { Readable, Writable } from 'node:stream';
import { COMMANDS } from '../../../../infra/local/cli/commands/table.ts';
import { localIo } from '../../../../infra/local/cli/local-io.ts';
import { runCli } from '../../../../infra/local/cli/program.ts';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs one command line in this process, with streams of its own. */
export async function run(
  args: readonly string[],
  options: { stdin?: string | Buffer; env?: Record<string, string>; terminal?: boolean } = {},
): Promise<Ran> {
  const [stdout, stderr] = [sink(), sink()];
  const io = localIo({
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
    stdout: Object.assign(stdout.stream, { isTTY: options.terminal ?? false }),
    stderr: Object.assign(stderr.stream, { isTTY: options.terminal ?? false }),
    env: options.env ?? {},
    clock: () => new Date('2026-11-22T10:00:00Z'),
  });
  const code = await runCli(args, io, COMMANDS);
  return { code, out: stdout.text(), err: stderr.text() };
}

/** The lines of NDJSON output, parsed. */
export function records(out: string): Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function sink() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
