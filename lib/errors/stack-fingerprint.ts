import { fnv1a64 } from './fnv1a64.ts';
import { cleanText } from './normalise-message.ts';
import type { StackFrame } from './stack-frames.ts';
import { frameLines, parseFrame, withoutHeader } from './stack-frames.ts';

/** What a stack says about where an error happened, without what changes from deploy to deploy. */
export interface StackIdentity {
  /** `file|function` of the innermost frame of the application's own code; null when there is none. */
  topFrame: string | null;
  /** Hash of up to five such frames: tells the call paths of one group apart; null without any. */
  variant: string | null;
}

const VARIANT_FRAMES = 5;
const MAXIMUM_CAUSES = 20;
const MAXIMUM_NAME_LENGTH = 300;
const CAUSE = /\n\s*(?:\[cause\]:|\[errors\]:|Caused by:)/i;
const MAXIMUM_REMEMBERED = 10_000;
/** Whole stacks kept to be known again. */
const MAXIMUM_STACKS = 1_000;

/** Identifies stacks; remembers those it has read, because stacks repeat and reading them is the dearest part of an event. */
export class StackReader {
  private readonly nameByFrame = new Map<string, string | null>();
  private readonly variantByNames = new Map<string, string>();
  private readonly identityByFrames = new Map<string, StackIdentity>();

  /** The identity of a stack: that of its innermost cause that has frames of the application, else of the outermost. */
  identify(stack: string | null, message = ''): StackIdentity {
    if (!stack) return { topFrame: null, variant: null };
    const frames = withoutHeader(stack, message);
    let identity = this.identityByFrames.get(frames);
    if (identity === undefined) {
      identity = this.read(frames);
      if (this.identityByFrames.size < MAXIMUM_STACKS) this.identityByFrames.set(frames, identity);
    }
    return identity;
  }

  private read(stack: string): StackIdentity {
    const sections = stack.split(CAUSE, MAXIMUM_CAUSES);
    for (let at = sections.length - 1; at >= 0; at--) {
      const names = this.inAppNames(sections[at] as string);
      if (names.length > 0) return { topFrame: names[0] as string, variant: this.variantOf(names.join('\n')) };
    }
    return { topFrame: null, variant: null };
  }

  /** `file|function` of up to five of the application's own frames, innermost first; recursion, direct or mutual, is folded. */
  private inAppNames(stack: string): string[] {
    const names: string[] = [];
    for (const line of frameLines(stack)) {
      let name = this.nameByFrame.get(line);
      if (name === undefined) {
        const frame = parseFrame(line);
        name = isInApp(frame)
          ? cleanText(`${applicationPath(frame.file as string)}|${plainFunctionName(frame)}`, MAXIMUM_NAME_LENGTH)
          : null;
        if (this.nameByFrame.size < MAXIMUM_REMEMBERED) this.nameByFrame.set(line, name);
      }
      if (name === null || names.includes(name)) continue;
      names.push(name);
      if (names.length === VARIANT_FRAMES) break;
    }
    return names;
  }

  private variantOf(names: string): string {
    let variant = this.variantByNames.get(names);
    if (variant === undefined) {
      variant = fnv1a64(names);
      if (this.variantByNames.size < MAXIMUM_REMEMBERED) this.variantByNames.set(names, variant);
    }
    return variant;
  }
}

/** The identity of one stack. */
export function identifyStack(stack: string | null, message = ''): StackIdentity {
  return new StackReader().identify(stack, message);
}

/** Own code: a file that is neither Node's, nor the Lambda runtime's, nor installed by npm, nor a script of the page. */
export function isInApp(frame: StackFrame): boolean {
  if (frame.origin !== 'file' || frame.file === null) return false;
  const file = frame.file.replaceAll('\\', '/');
  if (/^(?:https?|pptr|chrome|chrome-extension|blob|data|devtools|debugger):/.test(file)) return false;
  return !/(?:^|\/)node_modules\/|^(?:file:\/\/)?\/var\/runtime\/|^internal\/|(?:^|\/)__(?:playwright|puppeteer)_/.test(
    file,
  );
}

/** Where applications are put by the platforms they run on. */
const DEPLOY_DIRECTORY = /^\/(?:var\/task|usr\/src\/app|usr\/app|opt\/app|app|workspace|github\/workspace)(?=\/)/;
/** Directories that hold an application's own tree; the last one is where its stable part begins. */
const ROOT = /^.*\/(?=(?:src|lib|functions|infra|app|bin|dist|build|out|server|pages|test|tests)\/)/;
const WORKSPACE = /^.*\/(?=(?:packages|apps)\/)/;

/**
 * A file's path without what depends on the machine or the build: scheme, drive, deploy directory, query, content hash
 * and the difference between `x.ts` and its compiled `x.js` or `x.mjs`.
 */
export function applicationPath(file: string): string {
  let path = file
    .replaceAll('\\', '/')
    .replace(/[?#].*$/, '')
    .replace(/^.*webpack-internal:\/\/\/(?:\([^)]*\)\/)?|^.*webpack:\/\/?[^/]*\//, '/')
    .replace(/^[a-z][a-z+.-]*:\/\/[^/]*/i, '')
    .replace(/^[A-Za-z]:/, '')
    .replace(/\/\.\//g, '/')
    .replace(DEPLOY_DIRECTORY, '');
  const root = WORKSPACE.test(path) ? WORKSPACE : ROOT;
  path = root.test(path) ? path.replace(root, '') : (path.split('/').pop() as string);
  path = path.replace(/(?:^|\/)(?:src|dist|build|out)(?=\/)/g, '').replace(/^\//, '');
  return path.replace(/[.-][0-9a-f]{8,}(?=\.[a-z]+$)/i, '').replace(/\.(?:[cm]?[jt]s|[jt]sx)$/, '');
}

/**
 * A function's name without what changes with bundling: the receiver V8 guesses (`Object.run`, `Module.run` -> `run`, `Reader.#open` ->
 * `#open`) and the second name esbuild gives a class inside itself (`_Reader.read` -> `Reader.read`).
 */
function plainFunctionName(frame: StackFrame): string {
  if (frame.functionName === null) return '';
  const name = frame.functionName
    .replace(/^(?:async )?(?:Object|Module|exports|module\.exports|Function|global|globalThis|process|_class\d*)\./, '')
    .replace(/^_?[A-Z][\w$]*\.(?=#)/, '')
    .replace(/^_(?=[A-Z])/, '')
    .replace(/<anonymous>$/, '')
    .replace(/\d+$/, '')
    .replace(/\.$/, '');
  return frame.isConstructor ? `new ${name}` : name;
}
