import type { MakeCommand } from '../program.ts';
import { analyzeCommand } from './analyze.ts';
import { backtestCommand } from './backtest.ts';
import { completionCommand } from './completion.ts';
import { DATABASE_COMMANDS } from './database-table.ts';
import { deployCommand } from './deploy.ts';
import { destroyCommand } from './destroy.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { invokeCommand } from './invoke.ts';
import { parseCommand } from './parse.ts';
import { patternsCommand } from './patterns.ts';
import { runCommand } from './run.ts';
import { trendsCommand } from './trends.ts';

/*
 * Commands describe themselves at once and import what they work with only when they run: `hone --help` need not load a
 * browser driver and a database client.
 */

/** Every verb of `hone`, in the order in which `hone --help` shows them. */
export const COMMANDS: readonly MakeCommand[] = [
  ...DATABASE_COMMANDS, // a verb that works on the database stands in database-table.ts
  invokeCommand,
  runCommand,
  doctorCommand,
  analyzeCommand,
  backtestCommand,
  parseCommand,
  patternsCommand,
  trendsCommand,
  diffCommand,
  deployCommand,
  destroyCommand,
  completionCommand,
];
