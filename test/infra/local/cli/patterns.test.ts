import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readLoghub } from '../../../benchmarks/errors/loghub.ts';
import { groupingScores } from '../../../lib/errors/grouping-scores.ts';
import { sharedPath } from '../../../support/shared.ts';
import { records, run } from './run.ts';

const LOG = [
  'connection to 10.0.0.1 refused',
  'user alice logged in after 12 ms',
  'connection to 10.0.0.2 refused',
  '',
  'connection to 10.0.0.3 refused',
].join('\r\n');

describe('hone patterns', () => {
  it('prints one line per input line, the same fingerprint for the same pattern', async () => {
    const { code, out } = await run(['patterns', '-'], { stdin: LOG });
    expect(code).toBe(0);
    const lines = records(out);
    expect(lines.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.keys(lines[0] ?? {})).toEqual(['line', 'fingerprint', 'template', 'category']);
    expect(lines[2]?.fingerprint).toBe(lines[0]?.fingerprint);
    expect(lines[4]?.fingerprint).toBe(lines[0]?.fingerprint);
    expect(lines[1]?.fingerprint).not.toBe(lines[0]?.fingerprint);
  });

  it('sums up with --summary, most frequent first', async () => {
    const [first] = records((await run(['patterns', '-', '--summary'], { stdin: LOG })).out);
    expect(first).toMatchObject({ count: 3, firstLine: 1, lastLine: 5 });
  });

  it('exits with 5 on an empty file', async () => {
    expect(await run(['patterns', '-'])).toEqual({
      code: 5,
      out: '',
      err: 'hone: - is empty; there is nothing to find\n',
    });
  });
});

const loghub = sharedPath('data', 'loghub-2k', 'loghub_2k');
const notice = ' (skipped: ../shared/data/loghub-2k is absent)';
if (loghub === null) process.stderr.write(`test/infra/local/cli/patterns.test.ts${notice}\n`);

describe.skipIf(loghub === null)(`hone patterns on the logs of eight systems${loghub === null ? notice : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hone-patterns-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const systems = loghub === null ? [] : readLoghub(loghub);
  const fileOf = (name: string, lines: readonly string[]) => {
    const file = join(folder, `${name}.log`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };

  it.each(systems.map((system) => [system.name, system] as const))(
    'groups the lines of %s',
    async (name, { lines, truth }) => {
      const { code, out, err } = await run(['patterns', fileOf(name, lines)]);
      expect([code, err]).toEqual([0, '']);
      const found = records(out);
      expect(found.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
      const { groupAccuracy } = groupingScores(
        found.map(({ fingerprint }) => String(fingerprint)),
        truth,
      );
      expect(groupAccuracy).toBeGreaterThan(0.8);
    },
  );

  it('sums up all of them as one log: every line in one pattern, the most frequent first', async () => {
    const lines = systems.flatMap((system) => system.lines);
    const summary = records((await run(['patterns', fileOf('all', lines), '--summary'])).out);
    const counts = summary.map(({ count }) => count as number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lines.length);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    for (const { firstLine, template, advice } of summary) {
      expect(lines[(firstLine as number) - 1]).toBeDefined();
      expect([typeof template, typeof advice]).toEqual(['string', 'string']);
    }
  });

  it('tells of its progress on a long file, where somebody watches, and clears the line', async () => {
    const lines = Array.from({ length: 7 }, () => systems.flatMap((system) => system.lines)).flat();
    const file = fileOf('long', lines);
    const { err } = await run(['patterns', file, '--summary'], { terminal: true });
    expect(err).toContain('100000 lines read');
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect((await run(['patterns', file, '--summary'])).err).toBe('');
  });
});
