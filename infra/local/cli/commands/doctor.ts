import { Command } from 'commander';
import { AWS_FLAG } from '../aws/aws-flag.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, progress } from '../io.ts';

const HELP = `
Checks from outside in: Node, settings, database, Chromium, X, session, accounts. Ends with the one next thing to do. --aws checks the
deployed installation instead: the way there, its version, database, accounts, and whether its jobs succeed.

Examples:
  hone doctor
  hone doctor --aws`;

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

export function doctorCommand(io: Io): Command {
  return new Command('doctor')
    .description('check everything Hone needs and say what to do next')
    .option(AWS_FLAG, 'of the deployed installation')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => examine(io, command.optsWithGlobals<Options>()));
}

interface Options {
  aws?: boolean;
  json?: boolean;
}

async function examine(io: Io, { aws, json }: Options): Promise<void> {
  const { checkups } = await import('../checkups.ts');
  const { deployedCheckups } = await import('../aws/deployed-checkups.ts');
  const announce = (what: string) => progress(io, `checking ${what}`);
  const results = [];
  for await (const result of aws ? deployedCheckups(io.clock(), announce) : checkups(io, announce)) {
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
