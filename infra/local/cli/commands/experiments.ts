import { Command } from 'commander';
import type { Io } from '../io.ts';
import { addFileVerbs } from './experiment-files.ts';
import { addPlanVerb } from './experiment-plan.ts';
import { addRunVerbs } from './experiment-runs.ts';

const EXAMPLES = `
Examples:
  hone experiments plan --id threads --dimension format --arms single,thread --lift 0.3
  hone experiments status threads`;

export function experimentsCommand(io: Io): Command {
  const command = new Command('experiments')
    .description('plan, run and tell A/B tests, analyse counts per arm and look, replay bandits')
    .addHelpText('after', EXAMPLES);
  addPlanVerb(command, io);
  addRunVerbs(command, io);
  addFileVerbs(command, io);
  return command;
}
