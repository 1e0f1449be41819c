import type { Command } from 'commander';
import { deployedName, jobNamed } from '../../../jobs.ts';
import { type OperatorAnswer, type OperatorRequest, readAnswer } from '../../../operator/messages.ts';
import { PayloadTooLargeError, packPayload, unpackPayload } from '../../../operator/payload.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import { CliError, EXIT, type ExitCode } from '../cli-error.ts';
import { type Io, print, progress } from '../io.ts';
import { readText } from '../read-input.ts';
import { userOf } from '../user.ts';
import { callFunction } from './deployed-function.ts';

/** The verbs that read files, and which: their text goes along, because the function has no other files. */
const READS: Readonly<Record<string, (command: Command) => readonly string[]>> = {
  import: ({ args }) => args,
  value: (command) => {
    const file: unknown = command.opts().file;
    return typeof file === 'string' ? [file] : [];
  },
};
/** The options that name a file to write. */
const WRITES = ['out'] as const;

/** Has the deployed operator function carry out a command line, and shows what it answers as if it had run here. */
export async function sendToOperator(io: Io, args: readonly string[], command: Command): Promise<ExitCode> {
  const answer = await askOperator(io, await requestOf(io, args, command));
  io.stderr.write(answer.stderr);
  const wanted = new Set(WRITES.map((option) => command.opts()[option] as unknown));
  for (const [path, text] of Object.entries(answer.files)) {
    if (!wanted.has(path)) {
      throw new CliError(`the operator function wants to write ${path}, which nobody asked for`, EXIT.refused);
    }
    await io.files.write(path, text);
  }
  await print(io, answer.stdout);
  return exitCodeOf(answer.exitCode);
}

/**
 * Has the deployed operator function carry out a command line.
 * @throws CliError when it cannot be asked or breaks off; what the command itself says is in the answer
 */
export async function askOperator(io: Io, request: OperatorRequest): Promise<OperatorAnswer> {
  const job = jobNamed('operator');
  const name = deployedName(job.name, STACK_NAME);
  progress(io, `asking ${name}`);
  const { payload, error } = await callFunction({
    name,
    payload: pack(request),
    timeoutSeconds: job.timeoutSeconds,
  }).finally(() => progress(io, null));
  if (error !== null) throw new CliError(`${name} failed (${error.type}): ${error.message}`);
  return readAnswer(unpackPayload(payload));
}

async function requestOf(io: Io, args: readonly string[], command: Command): Promise<OperatorRequest> {
  const paths = READS[command.name()]?.(command) ?? [];
  const user = userOf(io).slice(0, 64);
  const request: OperatorRequest = { args: [...args], isTerminal: io.stdout.isTTY === true, user };
  if (io.env.HONE_DEBUG === '1') request.debug = true;
  const files: NonNullable<OperatorRequest['files']> = {};
  for (const path of paths) {
    const text = await readText(io, path);
    if (path === '-') request.stdin = text;
    else files[path] = { text, modifiedAt: (await io.files.modifiedAt(path)).toISOString() };
  }
  return { ...request, files };
}

function pack(request: OperatorRequest): object {
  try {
    return packPayload(request);
  } catch (error) {
    if (!(error instanceof PayloadTooLargeError)) throw error;
    throw new CliError(`the files are ${error.message}; send them in smaller parts`, EXIT.refused, { cause: error });
  }
}

export function exitCodeOf(code: number): ExitCode {
  return Object.values(EXIT).find((known) => known === code) ?? EXIT.failed;
}
