import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { accountCommand } from './account.ts';
import { analyzeCommand } from './analyze.ts';
import { backtestCommand } from './backtest.ts';
import { doctorCommand } from './doctor.ts';
import { experimentsCommand } from './experiments.ts';
import { importCommand } from './import.ts';
import { invokeCommand } from './invoke.ts';
import { parseCommand } from './parse.ts';
import { patternsCommand } from './patterns.ts';
import { pauseCommand } from './pause.ts';
import { policyCommand } from './policy.ts';
import { postsCommand } from './posts.ts';
import { recommendationsCommand } from './recommendations.ts';
import { reportCommand } from './report.ts';
import { resumeCommand } from './resume.ts';
import { statusCommand } from './status.ts';
import { trendsCommand } from './trends.ts';

/*
 * Commands describe themselves at once and import what they work with only when they run: `hone --help` need not load a
 * browser driver and a database client.
 */

/** Every verb of `hone`, in the order in which `hone --help` shows them. */
export const COMMANDS: readonly ((io: Io) => Command)[] = [
  accountCommand,
  importCommand,
  invokeCommand,
  statusCommand,
  reportCommand,
  postsCommand,
  pauseCommand,
  resumeCommand,
  recommendationsCommand,
  policyCommand,
  doctorCommand,
  analyzeCommand,
  backtestCommand,
  experimentsCommand,
  parseCommand,
  patternsCommand,
  trendsCommand,
];
