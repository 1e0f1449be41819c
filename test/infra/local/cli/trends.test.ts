import { describe, expect, it } from 'vitest';
import { records, run } from './run.ts';

const START = Date.UTC(2026, 10, 1);

/** Thirty days of hourly values around 100 with one hour at 5,000. */
function series(): string {
  const lines = Array.from({ length: 720 }, (_, hour) => {
    const at = new Date(START + hour * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    return `${at},${hour === 600 ? 5000 : 100 + ((hour * 37) % 11)}`;
  });
  return ['timestamp,value', ...lines].join('\n');
}

describe('hone trends', () => {
  it('prints one line per alert, at the time of the value that gave it away', async () => {
    const { code, out, err } = await run(['trends', '-'], { stdin: series() });
    expect(code).toBe(0);
    expect(records(out)).toMatchObject([
      { timestamp: new Date(START + 600 * 3_600_000).toISOString(), kind: 'spike', score: expect.any(Number) },
    ]);
    expect(err).toBe('720 values: 1 alerts\n');
  });

  it('exits with 5 when there are too few values to say anything', async () => {
    const { code, out, err } = await run(['trends', '-'], { stdin: 'timestamp,value\n2026-11-01,3\n2026-11-02,\n' });
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toMatch(/^1 values, 1 unknown: 0 alerts\nhone: -: .+\n$/);
  });

  it('names the line that cannot be read', async () => {
    const { code, err } = await run(['trends', '-'], { stdin: 'timestamp,value\n2026-11-01,3\n2026-11-02,many\n' });
    expect(code).toBe(1);
    expect(err).toBe('hone: line 3 of - must be timestamp,value, but got "2026-11-02,many"\n');
  });

  it('takes values that are not known, times that come again and lines in any order for what they are', async () => {
    const [header, ...lines] = series().split('\n');
    const unknown = ['2026-12-24,NaN', '2026-12-25,NA', '2026-12-26,null', '2026-12-27,'];
    const stdin = [`\ufeff${header}`, ...lines.toReversed(), lines[0], ...unknown].join('\r\n');
    const { code, out, err } = await run(['trends', '-'], { stdin });
    expect(code).toBe(0);
    expect(records(out)).toMatchObject([{ timestamp: new Date(START + 600 * 3_600_000).toISOString() }]);
    expect(err).toBe('720 values, 4 unknown, 1 at a time that comes again: 1 alerts\n');
  });

  it.each([
    [
      'a first line with a broken time',
      '2026-13-45,7\n2026-11-01,3\n',
      'line 1 of - must be timestamp,value, but got "2026-13-45,7"',
    ],
    [
      'other columns',
      'date,count,other\n2026-11-01,3,4\n',
      'line 2 of - must be timestamp,value, but got "2026-11-01,3,4"',
    ],
    [
      'bytes that are no text',
      'PK\u0003\u0004\u0000\n\u0000\u0001\n',
      'line 1 of - must be timestamp,value, but got "PK\\u0003\\u0004\\u0000"',
    ],
  ])('refuses %s', async (_, stdin, message) => {
    const { code, out, err } = await run(['trends', '-'], { stdin });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: `hone: ${message}\n` });
  });

  it('says of an empty file that it says nothing', async () => {
    const { code, err } = await run(['trends', '-'], { stdin: '' });
    expect({ code, err }).toEqual({
      code: 5,
      err: '0 values: 0 alerts\nhone: -: too few values: 0 usable of 0, 16 needed\n',
    });
  });
});
