import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';
import type { Mutant } from './sample.ts';

/** Whose tests judge a room, the likeliest first: what `optimizing` decides rests on what `learning` says. */
const JUDGES: Record<string, readonly string[]> = {
  x: ['x'],
  learning: ['learning', 'optimizing'],
  optimizing: ['optimizing', 'learning'],
};
/** Simulations of many worlds take seconds each: they guard rates of error, not lines. */
const TOO_SLOW = /\.simulation\.test\.ts$|^interval-coverage\.test\.ts$/;

/**
 * Runs the tests on plain sources with one mutant written into them. Stryker's own way, all mutants at once behind switches,
 * makes the fitting loops of `learning` about fifty times slower.
 */
export class SourceRunner {
  private vitest: Vitest | undefined;
  private readonly root: string;
  private readonly copy: string;

  /** `root` is the project; the copy, which is this runner's alone, lies in Stryker's own, the current folder. */
  constructor(root: string, worker: string) {
    this.root = root;
    this.copy = resolve(`worker-${worker}`);
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    rmSync(this.copy, { recursive: true, force: true });
    for (const name of ['lib', 'test', 'package.json', 'tsconfig.json']) {
      cpSync(join(this.root, name), join(this.copy, name), { recursive: true });
    }
    symlinkSync(join(this.root, 'node_modules'), join(this.copy, 'node_modules'));
    this.vitest = await createVitest('test', {
      root: this.copy,
      config: join(this.copy, 'test/mutation/vitest.config.ts'),
      watch: false,
      bail: 1,
      pool: 'threads',
      maxWorkers: 1,
      reporters: [{}],
    });
  }

  async dispose(): Promise<void> {
    await this.vitest?.close();
    rmSync(this.copy, { recursive: true, force: true });
  }

  /** Every test once on sources that nobody changed: all must pass. */
  async dryRun() {
    const tests = [];
    for (const [room, folders] of Object.entries(JUDGES)) {
      const started = performance.now();
      const failure = await this.judge(this.entry(folders, room));
      const timeSpentMs = performance.now() - started;
      const outcome = failure === null ? { status: 0 } : { status: 1, failureMessage: failure };
      tests.push({ id: room, name: `the tests of ${room}`, timeSpentMs, ...outcome });
    }
    return { status: 'complete', tests };
  }

  async mutantRun({ activeMutant }: { readonly activeMutant: Mutant }) {
    const [room, file] = activeMutant.fileName.split('/').slice(-2) as [string, string];
    const source = readFileSync(activeMutant.fileName, 'utf8');
    const place = join(this.copy, 'lib', room, file);
    const put = (text: string) => {
      writeFileSync(place, text);
      this.vitest?.invalidateFile(place);
    };
    put(mutated(source, activeMutant));
    try {
      const failure = await this.judge(this.entry(JUDGES[room] as readonly string[], basename(file, '.ts')));
      if (failure === null) return { status: 'survived', nrOfTests: 1 };
      return { status: 'killed', killedBy: [room], failureMessage: failure, nrOfTests: 1 };
    } finally {
      put(source);
    }
  }

  /** All tests of the folders as one module, those named like the mutated file first: one worker, everything imported once. */
  private entry(folders: readonly string[], name: string): string {
    const files = folders.flatMap((folder) =>
      readdirSync(join(this.copy, 'test/lib', folder))
        .filter((file) => file.endsWith('.test.ts') && !TOO_SLOW.test(file))
        .map((file) => `../lib/${folder}/${file}`),
    );
    const isOwn = (file: string) => Number(file.endsWith(`/${name}.test.ts`));
    return files
      .toSorted((a, b) => isOwn(b) - isOwn(a))
      .map((file) => `import '${file}';\n`)
      .join('');
  }

  /**
   * What failed, or null when every test passed. Vitest stops a run at its first failure by a message to the worker, which may
   * come so late that it stops the next run: one that was stopped without a failure says nothing and is done again.
   */
  private async judge(tests: string, triesLeft = 3): Promise<string | null> {
    const { vitest } = this;
    if (vitest === undefined) throw new Error('the runner was not initialised; Stryker calls init() first');
    const entry = join(this.copy, 'test/mutation/.all.test.ts');
    writeFileSync(entry, tests);
    vitest.invalidateFile(entry);
    vitest.state.filesMap.clear();
    vitest.state.errorsSet.clear();
    const { testModules, unhandledErrors } = await vitest.start();
    const all = testModules.flatMap((module) => [...module.children.allTests()]);
    const failed = all.find((test) => test.result().state === 'failed');
    if (failed) return `${failed.fullName}: ${failed.result().errors?.[0]?.message}`;
    const errors = [...testModules.flatMap((module) => module.errors()), ...unhandledErrors];
    if (errors.length > 0) return (errors[0] as Error).message;
    const wanted = all.filter(({ options }) => options.mode === 'run');
    if (wanted.length > 0 && wanted.every((test) => test.result().state === 'passed')) return null;
    if (triesLeft === 0) throw new Error(`${wanted.length} tests, none failed, and yet not all of them ran`);
    return this.judge(tests, triesLeft - 1);
  }
}

/**
 * The source with the mutant in its place, in brackets where it may stand in them, so that it binds as Stryker meant it.
 *
 * @throws SyntaxError when it is no program either way
 */
export function mutated(source: string, mutant: Mutant): string {
  const { start, end } = mutant.location;
  const lines = source.split('\n');
  const offset = ({ line, column }: { line: number; column: number }) =>
    lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, column);
  const put = (text: string) => source.slice(0, offset(start)) + text + source.slice(offset(end));
  const replacement = mutant.replacement ?? '';
  const inBrackets = put(`(${replacement})`);
  const text = mutant.mutatorName !== 'BlockStatement' && isProgram(inBrackets) ? inBrackets : put(replacement);
  if (!isProgram(text))
    throw new SyntaxError(`mutant ${mutant.id} of ${mutant.fileName} is no program: ${replacement}`);
  return text;
}

function isProgram(source: string): boolean {
  try {
    stripTypeScriptTypes(source);
    return true;
  } catch {
    return false;
  }
}
