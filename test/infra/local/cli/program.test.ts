import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../../infra/local/cli/commands/table.ts';
import type { Io } from '../../../../infra/local/cli/io.ts';
import { run } from './run.ts';

describe('the hone command', () => {
  it('exits with 2 and suggests the command that was meant', async () => {
    const { code, out, err } = await run(['pars']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain("hone: unknown command 'pars'\n(Did you mean parse?)");
  });

  it('exits with 2 on an unknown option and says where help is', async () => {
    const { code, err } = await run(['parse', '--autor-id', '1', 'x.json']);
    expect(code).toBe(2);
    expect(err).toContain("hone: unknown option '--autor-id'\n(Did you mean --author-id?)");
    expect(err).toContain('Try "hone parse --help".');
  });

  it('exits with 2 and shows its help when it is given nothing to do', async () => {
    const { code, err } = await run([]);
    expect(code).toBe(2);
    expect(err).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage');
  });

  it('prints help and version on standard output', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
    });
    expect(await run(['help', 'parse'])).toMatchObject({ code: 0, out: expect.stringContaining('Example:'), err: '' });
  });

  it('teaches every command with an example', async () => {
    for (const make of COMMANDS) {
      const command = make({} as Io);
      const leaves = command.commands.length > 0 ? command.commands.map((child) => child.name()) : [null];
      for (const leaf of leaves) {
        const { code, out } = await run([command.name(), ...(leaf === null ? [] : [leaf]), '--help']);
        expect(code).toBe(0);
        expect(out, `${command.name()} ${leaf ?? ''}`).toMatch(/Examples?:\n {2}\S*.*hone /);
      }
    }
  });

  it('never prints a stack, unless it is asked to', async () => {
    const args = ['analyze', '/nowhere/history.ndjson'];
    expect(await run(args)).toMatchObject({
      code: 1,
      out: '',
      err: 'hone: /nowhere/history.ndjson does not exist; check the path\n',
    });
    expect((await run(args, { env: { HONE_DEBUG: '1' } })).err).toContain('ENOENT');
  });
});
