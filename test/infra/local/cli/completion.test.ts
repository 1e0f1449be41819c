import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../../infra/local/cli/commands/table.ts';
import { completionScript } from '../../../../infra/local/cli/completion.ts';
import type { Io } from '../../../../infra/local/cli/io.ts';
import { run } from './run.ts';

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const scripts = new Map<string, string>();

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) scripts.set(shell, (await run(['completion', shell])).out);
});

/** What bash offers when Tab is pressed at the end of these words. */
function offered(...words: string[]): string[] {
  const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hone; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', `${scripts.get('bash')}\n${ask}`, 'bash', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

describe.skipIf(!has('bash'))('completion in bash', () => {
  it('offers every command', () => {
    const names = COMMANDS.map((make) => make({} as Io).name());
    expect(offered('hone', '')).toEqual(expect.arrayContaining(names));
    expect(offered('hone', 'acc')).toEqual(['account']);
  });

  it('knows where it is: subcommands, options, arguments and their values', () => {
    expect(offered('hone', 'policy', 'ro')).toEqual(['rollback']);
    expect(offered('hone', 'account', 'add', '--time')).toEqual(['--time-zone']);
    expect(offered('hone', '--json', 'export', 's')).toEqual(['snapshots']);
    expect(offered('hone', 'export', 'posts', '--format', '')).toEqual(['csv', 'ndjson']);
  });

  it('leaves the names of files to the shell', () => {
    expect(offered('hone', 'analyze', 'hist')).toEqual([]);
    expect(scripts.get('bash')).toContain('complete -o default -F _hone hone');
  });
});

describe('the completion scripts', () => {
  it.each(['zsh', 'fish'])('of %s name every command and its options', (shell) => {
    const script = scripts.get(shell)!;
    for (const make of COMMANDS) expect(script).toContain(make({} as Io).name());
    expect(script).toContain(shell === 'zsh' ? "'--time-zone:" : "-l 'time-zone'");
  });

  it.each(['bash', 'zsh', 'fish'].filter(has))('of %s are ones that it understands', async (shell) => {
    const folder = await mkdtemp(join(tmpdir(), 'hone-completion-'));
    const file = join(folder, `hone.${shell}`);
    await writeFile(file, scripts.get(shell)!);
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    await rm(folder, { recursive: true });
  });

  it.runIf(has('fish'))('of fish offer what an option may be, with what it means', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hone-completion-'));
    const file = join(folder, 'hone.fish');
    await writeFile(file, scripts.get('fish')!);
    const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
    const asked = ['-c', `source ${file}; complete -C 'hone account set me --autonomy '`];
    const { stdout } = spawnSync('fish', asked, { encoding: 'utf8', env });
    await rm(folder, { recursive: true });
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['auto', 'observe', 'recommend', '']);
  });

  it('let no description run in the shell', () => {
    const program = new Command('hone');
    program.command('evil').description(`it's "$(touch /tmp/x)" \`id\` a:b`);
    for (const shell of ['zsh', 'fish'] as const) {
      expect(completionScript(shell, program)).toMatch(/'(evil:)?it'\\''s "\$\(touch \/tmp\/x\)" `id` a:b'/);
    }
  });

  it('are there for three shells', async () => {
    expect(await run(['completion', 'tcsh'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices are bash, zsh, fish'),
    });
  });
});
