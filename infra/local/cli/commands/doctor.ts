import { Command } from 'commander';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, progress } from '../io.ts';

const HELP = `
Checks from outside in: Node, settings, database, Chromium, X, session, accounts. Ends with the one next thing to do.

Example:
  hone doctor`;

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

export function doctorCommand(io: Io): Command {
  return new Command('doctor')
    .description('check everything Hone needs and say what to do next')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => examine(io, command.optsWithGlobals<{ json?: boolean }>().json === true));
}

async function examine(io: Io, json: boolean): Promise<void> {
  const { checkups } = await import('../checkups.ts');
  const results = [];
  for await (const result of checkups(io, (what) => progress(io, `checking ${what}`))) {
    progress(io, null);
    results.push(result);
    if (!json) await print(io, `${MARKS[result.state]} ${result.what}: ${result.found}\n`);
  }
  progress(io, null);
  if (json) await print(io, `${JSON.stringify(results)}\n`);
  const next = results.find(({ state }) => state === 'failed') ?? results.find(({ state }) => state === 'warning');
  if (next?.state === 'failed') throw new CliError(`${next.what}: ${next.next}`, EXIT.notConfigured);
  if (!json) await print(io, next === undefined ? '\nAll is well.\n' : `\nNext: ${next.next}\n`);
}
