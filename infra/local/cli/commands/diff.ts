import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { scheduledJobs } from '../../../jobs.ts';
import { STACK_NAME } from '../../../stack-name.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, say } from '../io.ts';
import { collect, shellLine } from './deploy.ts';

const HELP = `
Shows every permission (IAM statement), every opening of the network (security group rule) and every resource that a deployment would
make, change or take away, and deploys nothing. Where AWS credentials are found it compares with the deployed stack; without any, or with
--new, with nothing, which is what a first deployment makes and needs no AWS account and no network. --against compares with a template:
keep one of the version you run with npx cdk synth > before.yaml, then update and compare.

Examples:
  hone diff --new
  hone diff --new -c database=external
  hone diff --against before.yaml`;

/** What a stack is compared with that was never deployed. */
const NOTHING = '{"Resources":{}}\n';

interface Options {
  context: string[];
  against?: string;
  new?: boolean;
  dryRun?: boolean;
}

export function diffCommand(io: Io): Command {
  return new Command('diff')
    .description('what a deployment would change, permission by permission; deploys nothing')
    .option('-c, --context <name=value>', 'a setting of the stack, repeatable', collect, [])
    .option('--against <file>', 'compare with this template instead of the deployed stack')
    .option('--new', 'compare with nothing: all that a first deployment makes')
    .option('--dry-run', 'print what would be run')
    .addHelpText('after', HELP)
    .action((_: unknown, command: Command) => diff(io, command.optsWithGlobals<Options>()));
}

async function diff(io: Io, { context, against, new: isNew, dryRun }: Options): Promise<void> {
  const { cdkCommand, runCdk, stackSettings } = await import('../aws/cdk.ts');
  const { checkAccount } = await import('../aws/check-aws.ts');
  if (against !== undefined && isNew) throw new CliError('--against and --new exclude each other', EXIT.usage);
  const settings = stackSettings(context);
  if (against !== undefined) await io.files.modifiedAt(against);
  // CDK writes a diff to standard error, except where it believes to be in CI.
  const step = ['diff', STACK_NAME, '--ci', ...context.flatMap((setting) => ['-c', setting])];
  const folder = await mkdtemp(join(tmpdir(), 'hone-diff-'));
  try {
    const template = against ?? (isNew || !(await hasCredentials()) ? await nothing(folder) : null);
    const whole = template === null ? step : [...step, '--template', template];
    if (dryRun) return await print(io, `${shellLine(cdkCommand(whole))}\n`);
    if (template === null) say(io, `✓ ${await checkAccount(settings, scheduledJobs.length)}`);
    say(io, `Building the stack, which takes a minute; then compared with ${comparedWith(template, against)}.`);
    if ((await runCdk(whole, io.env)) === 0) return;
    throw new CliError('cdk diff failed, and said why above', EXIT.failed);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function comparedWith(template: string | null, against: string | undefined): string {
  if (against !== undefined) return against;
  return template === null ? 'the deployed stack' : 'nothing: this is what a first deployment makes';
}

async function nothing(folder: string): Promise<string> {
  const file = join(folder, 'nothing.json');
  await writeFile(file, NOTHING);
  return file;
}

/** Whether AWS credentials can be found on this machine; whether AWS takes them is CDK's to say. */
async function hasCredentials(): Promise<boolean> {
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({});
  try {
    await client.config.credentials();
    await client.config.region();
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}
