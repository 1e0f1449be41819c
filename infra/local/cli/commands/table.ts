import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { analyzeCommand } from './analyze.ts';
import { parseCommand } from './parse.ts';
import { patternsCommand } from './patterns.ts';

/** Every verb of `hone`, in the order in which `hone --help` shows them. */
export const COMMANDS: readonly ((io: Io) => Command)[] = [analyzeCommand, parseCommand, patternsCommand];
