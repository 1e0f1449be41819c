import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { parseCommand } from './parse.ts';

/** Every verb of `hone`, in the order in which `hone --help` shows them. */
export const COMMANDS: readonly ((io: Io) => Command)[] = [parseCommand];
