import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { scheduledJobs } from '../../../jobs.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, say } from '../io.ts';
import { collect, shellLine } from './deploy.ts';

const HELP = `
Wants the name of the stack typed (one line on standard input), then runs the project's own cdk destroy. A database of the stack's own
keeps a last snapshot, and its deletion protection must be switched off in RDS before; your own database is left alone. The X
session, the logs and the queues are gone.

Examples:
  hone destroy
  hone destroy -c database=external --dry-run`;

interface Options {
  context: string[];
  dryRun?: boolean;
}

export function destroyCommand(io: Io): Command {
  return new Command('destroy')
    .description('take the stack down again')
    .option('-c, --context <name=value>', 'a setting of the stack, as it was deployed, repeatable', collect, [])
    .option('--dry-run', 'print what would be run')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => destroy(io, command.optsWithGlobals<Options>()));
}

async function destroy(io: Io, { context, dryRun }: Options): Promise<void> {
  const { cdkCommand, runCdk, stackSettings } = await import('../aws/cdk.ts');
  const { checkAccount } = await import('../aws/check-aws.ts');
  const settings = stackSettings(context);
  const step = ['destroy', STACK_NAME, '--force', ...context.flatMap((setting) => ['-c', setting])];
  if (dryRun) return print(io, `${shellLine(cdkCommand(step))}\n`);
  // Only whether AWS is there at all: what is missing otherwise does not matter any more.
  say(io, `✓ ${await checkAccount({ ...settings, reservedConcurrency: false }, scheduledJobs.length)}`);
  await confirm(io);
  if ((await runCdk(step, io.env)) !== 0) throw new CliError('cdk destroy failed, and said why above');
}

async function confirm(io: Io): Promise<void> {
  say(io, `This takes down the stack ${STACK_NAME} and what it holds. Type its name to go on:`);
  const lines = createInterface({ input: io.stdin });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (value?.trim() === STACK_NAME) return;
  throw new CliError(`that was not ${STACK_NAME}; nothing was taken down`, EXIT.refused);
}
