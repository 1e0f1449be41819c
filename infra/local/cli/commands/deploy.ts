import { Command } from 'commander';
import { scheduledJobs } from '../../../jobs.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, say } from '../io.ts';

const HELP = `
Checks what the stack was told, the AWS credentials and region, the quota, CDK's bootstrap and the database's secret, then runs the
project's own cdk deploy, which shows what it will change about permissions and asks. docs/deploying.md has the settings.

The first deployment in an account and region needs CDK's own bucket and roles there: add --bootstrap once. --dry-run asks AWS nothing
and prints the commands. What a deployment would change: hone diff.

Examples:
  hone deploy --bootstrap -c alarmEmail=you@example.com
  hone deploy -c database=external --dry-run`;

interface Options {
  context: string[];
  bootstrap?: boolean;
  yes?: boolean;
  dryRun?: boolean;
}

export function deployCommand(io: Io): Command {
  return new Command('deploy')
    .description('check everything, then bring the stack to AWS')
    .option('-c, --context <name=value>', 'a setting of the stack, repeatable', collect, [])
    .option('--bootstrap', 'prepare the account and region for CDK first')
    .option('--yes', 'do not ask before permissions change')
    .option('--dry-run', 'print what would be run')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => deploy(io, command.optsWithGlobals<Options>()));
}

async function deploy(io: Io, { context, bootstrap, yes, dryRun }: Options): Promise<void> {
  const { cdkCommand, runCdk, stackSettings } = await import('../aws/cdk.ts');
  const { checkAws } = await import('../aws/check-aws.ts');
  const settings = stackSettings(context);
  const chosen = context.flatMap((setting) => ['-c', setting]);
  const steps = [
    ...(bootstrap ? [['bootstrap', ...chosen]] : []),
    ['deploy', STACK_NAME, ...(yes ? ['--require-approval', 'never'] : []), ...chosen],
  ];
  if (dryRun) {
    for (const step of steps) await print(io, `${shellLine(cdkCommand(step))}\n`);
    return;
  }
  const withBootstrap = shellLine(['hone', 'deploy', '--bootstrap', ...(yes ? ['--yes'] : []), ...chosen]);
  const options = { scheduledJobs: scheduledJobs.length, bootstrap: bootstrap ? null : withBootstrap };
  for await (const found of checkAws(settings, options)) say(io, `✓ ${found}`);
  for (const step of steps) {
    if ((await runCdk(step, io.env)) === 0) continue;
    throw new CliError(`cdk ${step[0]} failed, and said why above`, EXIT.failed);
  }
  say(io, 'Next: hone account add HANDLE --aws');
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** A command line that can be pasted. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
