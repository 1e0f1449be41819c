/** Where a frame's code comes from; only `file` frames can be the application's own. */
export type FrameOrigin = 'file' | 'node' | 'native' | 'anonymous' | 'eval' | 'wasm' | 'promise';

/** One line `at …` of a V8 stack. */
export interface StackFrame {
  /** As V8 named it, without `async`, `new` and `[as x]`; null for anonymous code. */
  functionName: string | null;
  /** Path or URL without line and column; null where the frame has none. */
  file: string | null;
  line: number | null;
  column: number | null;
  isAsync: boolean;
  isConstructor: boolean;
  /** The `x` of `[as x]`. */
  alias: string | null;
  origin: FrameOrigin;
}

/** Deeper stacks are cut: the innermost frames identify an error. */
const MAXIMUM_FRAMES = 50;
const MAXIMUM_LINE_LENGTH = 2_000;
/** The name before the message is shorter than this. */
const MAXIMUM_HEADER_LENGTH = 300;

/**
 * The frames of a V8 stack, innermost first, at most 50. Lines that are no frames are passed over; the header with the
 * message is passed over too if `message` is given, so that a message which quotes a stack invents no frames.
 */
export function parseStack(stack: string, message = ''): StackFrame[] {
  return Array.from(frameLines(withoutHeader(stack, message)), parseFrame);
}

/** The stack below the message in its header; all of it where the message does not stand there. */
export function withoutHeader(stack: string, message: string): string {
  const at = message === '' ? -1 : stack.indexOf(message);
  return at >= 0 && at < MAXIMUM_HEADER_LENGTH ? stack.slice(at + message.length) : stack;
}

/** What follows `at ` on the first 50 lines that are frames. */
export function* frameLines(stack: string): Generator<string> {
  let frames = 0;
  for (let from = 0; from < stack.length && frames < MAXIMUM_FRAMES; ) {
    const newline = stack.indexOf('\n', from);
    const end = newline < 0 ? stack.length : newline;
    const line = stack.slice(from, Math.min(end, from + MAXIMUM_LINE_LENGTH)).trim();
    from = end + 1;
    if (!line.startsWith('at ')) continue;
    frames++;
    yield line.slice(3);
  }
}

/** Reads what follows `at `. */
export function parseFrame(text: string): StackFrame {
  const isAsync = text.startsWith('async ');
  let rest = isAsync ? text.slice(6) : text;
  const isConstructor = rest.startsWith('new ');
  if (isConstructor) rest = rest.slice(4);
  // A function's name never holds " (", a path may: hence the first one.
  const open = rest.endsWith(')') ? rest.indexOf(' (') : -1;
  const location = parseLocation(open < 0 ? rest : rest.slice(open + 2, -1));
  let functionName = open < 0 ? null : rest.slice(0, open);
  let alias: string | null = null;
  const as = functionName?.match(/^(.*) \[as (.+)\]$/);
  if (as) [functionName, alias] = [as[1] as string, as[2] as string];
  return { functionName: functionName || null, ...location, isAsync, isConstructor, alias };
}

function parseLocation(text: string): Pick<StackFrame, 'file' | 'line' | 'column' | 'origin'> {
  const nowhere = { file: null, line: null, column: null };
  if (text === 'native') return { ...nowhere, origin: 'native' };
  if (text === '<anonymous>') return { ...nowhere, origin: 'anonymous' };
  if (/^index \d+$/.test(text)) return { ...nowhere, origin: 'promise' };
  const position = text.match(/:(\d+)(?::(\d+))?$/);
  const file = position ? text.slice(0, position.index) : text;
  const line = position ? Number(position[1]) : null;
  const column = position?.[2] === undefined ? null : Number(position[2]);
  if (text.startsWith('eval at ')) return { file: text, line: null, column: null, origin: 'eval' };
  if (file.startsWith('wasm:') || file.includes(':wasm-function['))
    return { file: text, line: null, column: null, origin: 'wasm' };
  if (file === '<anonymous>') return { file: null, line, column, origin: 'anonymous' };
  return { file, line, column, origin: file.startsWith('node:') ? 'node' : 'file' };
}
