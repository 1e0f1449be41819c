import { Command, CommanderError } from 'commander';
import manifest from '../../../package.json' with { type: 'json' };
import { DO_IT_THEMSELVES } from './aws/aws-flag.ts';
import { EXIT, type ExitCode } from './cli-error.ts';
import { explainError, stacks } from './explain-error.ts';
import { type Io, progress, say } from './io.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not configured, 4 refused by a safety rail, 5 not enough data.
Data goes to standard output, everything else to standard error. HONE_DEBUG=1 shows where an error came from.

Start here:
  hone account add your_handle     read this account from now on
  hone analyze history.ndjson      what works, from a file, without a database`;

/** Makes a command that works with what it is given. */
export type MakeCommand = (io: Io) => Command;

/** Ends the way of a command here: it was carried out elsewhere. */
class SentToAws {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    this.exitCode = exitCode;
  }
}

/** Runs one command line with the verbs there are and returns its exit code; never throws. */
export async function runCli(args: readonly string[], io: Io, commands: readonly MakeCommand[]): Promise<ExitCode> {
  const program = buildProgram(io, commands);
  // After the arguments were understood: what is wrong with them is said here.
  program.hook('preAction', async (_, command) => {
    if (!io.sendsToAws || command.opts().aws !== true || DO_IT_THEMSELVES.has(command.name())) return;
    const { sendToOperator } = await import('./aws/send-to-operator.ts');
    throw new SentToAws(await sendToOperator(io, args, command));
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (thrown) {
    if (thrown instanceof SentToAws) return thrown.exitCode;
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { message, exitCode } = explainError(thrown);
    progress(io, null);
    say(io, `hone: ${message}`);
    if (io.env.HONE_DEBUG === '1') say(io, stacks(thrown));
    return exitCode;
  }
}

function buildProgram(io: Io, commands: readonly MakeCommand[]): Command {
  const program = new Command('hone')
    .description('Learns what works for an X account from its own posts, and says how sure it is.')
    .version(manifest.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--json', 'print JSON instead of text')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('Run "hone --help" for the list of commands.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'hone: ')),
    });
  for (const make of commands) program.addCommand(make(io));
  inheritSettings(program);
  return program;
}

/** Commander hands settings down only to commands it makes itself; ours are made in their own files. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent).helpOption('-h, --help', 'show help');
    command.showHelpAfterError(`Try "${commandPath(command)} --help".`);
    inheritSettings(command);
  }
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}
