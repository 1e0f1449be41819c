import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import type { MakeCommand } from '../program.ts';
import { AWS_FLAG, DO_IT_THEMSELVES } from './aws-flag.ts';

/** Subcommands that work on files alone, although their siblings work on the database. */
const ON_FILES = new Set(['experiments analyze', 'experiments replay']);

/** Lets a verb and its subcommands be sent to the deployed installation. */
export function offeringAws(make: MakeCommand): MakeCommand {
  return (io: Io) => {
    const command = make(io);
    offer(command, command.name());
    return command;
  };
}

function offer(command: Command, path: string): void {
  for (const child of command.commands) offer(child, `${path} ${child.name()}`);
  if (command.commands.length === 0 && !ON_FILES.has(path) && !DO_IT_THEMSELVES.has(path)) {
    command.addOption(new Option(AWS_FLAG, 'on the deployed database, through the function hone-operator'));
  }
}
