import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { DATABASE_COMMANDS } from '../../../../infra/local/cli/commands/database-table.ts';
import { COMMANDS } from '../../../../infra/local/cli/commands/table.ts';
import type { Io } from '../../../../infra/local/cli/io.ts';

const folder = new URL('../../../../infra/local/cli/commands/', import.meta.url);
const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
const offersAws = (command: Command) =>
  leavesOf(command).some(({ options }) => options.some(({ long }) => long === '--aws'));
const nameOf = (make: (io: Io) => Command) => make({} as Io).name();

/** Files that hold subcommands of another one. */
const PART_OF: Record<string, string> = {
  'account-set.ts': 'account',
  'experiment-runs.ts': 'experiments',
  'policy-value.ts': 'policy',
  'posts-decisions.ts': 'posts',
};

describe('the verbs that the operator function knows', () => {
  it('are all those that open the database, and only they, invoke and doctor take --aws', () => {
    const opening = readdirSync(folder)
      .filter((file) => /\b(withHost|onAccount)\(/.test(readFileSync(new URL(file, folder), 'utf8')))
      .map((file) => PART_OF[file] ?? file.replace('.ts', ''));
    const known = DATABASE_COMMANDS.map(nameOf);
    expect(known).toEqual(expect.arrayContaining([...new Set(opening)]));
    const offering = COMMANDS.map((make) => make({} as Io)).filter(offersAws);
    expect(offering.map((command) => command.name()).sort()).toEqual([...known, 'invoke', 'doctor'].sort());
  });

  it('read and write no file but through what they are given', () => {
    for (const file of readdirSync(folder)) {
      const text = readFileSync(new URL(file, folder), 'utf8');
      if (/\b(withHost|onAccount)\(/.test(text)) expect(text, file).not.toMatch(/node:fs|node:child_process|process\./);
    }
  });
});
