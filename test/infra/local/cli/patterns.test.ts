import { describe, expect, it } from 'vitest';
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
