import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../completion.ts';
import { type Io, print } from '../io.ts';

const HELP = `
Prints a script that completes commands, options and their values. It is made from the commands there are: print it again after an
update.

Examples:
  source <(hone completion bash)
  hone completion fish > ~/.config/fish/completions/hone.fish`;

export function completionCommand(io: Io): Command {
  return new Command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', HELP)
    .action(async (shell: Shell, _: unknown, command: Command) => {
      await print(io, completionScript(shell, command.parent ?? command));
    });
}
