import { Command } from 'commander';
import type { Io } from '../io.ts';

export function parseCommand(_io: Io): Command {
  return new Command('parse')
    .argument('<file...>')
    .option('--author-id <id>', 'x')
    .action(() => undefined);
}
