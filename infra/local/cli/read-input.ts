import { buffer } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';

/** The bytes of a file, or of standard input for `-`. Errors carry the path, so that they can be explained. */
export async function* readChunks(io: Io, file: string): AsyncGenerator<Buffer> {
  try {
    yield* file === '-' ? io.stdin : io.files.read(file);
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path: file }) : error;
  }
}

/** The whole of a file as text. */
export async function readText(io: Io, file: string): Promise<string> {
  const bytes = await buffer(readChunks(io, file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliError(`${file} is not UTF-8 text; convert it, or name another file`, 1, { cause });
  }
}

/** A file line by line, without its line ends, at constant memory. Bytes that are not UTF-8 become U+FFFD. */
export async function* readLines(io: Io, file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of readChunks(io, file)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutCarriageReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutCarriageReturn(rest);
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
