import { expect, test } from 'vitest';
import { createLineMiner, mineLines } from '../../../lib/errors/mine-lines.ts';

test('one record per line, patterns by frequency', () => {
  const { records, patterns } = mineLines(['job 1 done', 'socket hang up', 'job 22 done', 'job 333 done']);
  expect(records.map(({ line, template }) => [line, template])).toEqual([
    [1, 'job <*> done'],
    [2, 'socket hang up'],
    [3, 'job <*> done'],
    [4, 'job <*> done'],
  ]);
  expect(
    patterns.map(({ template, count, firstLine, lastLine, category }) => ({
      template,
      count,
      firstLine,
      lastLine,
      category,
    })),
  ).toEqual([
    { template: 'job <*> done', count: 3, firstLine: 1, lastLine: 4, category: 'unknown' },
    { template: 'socket hang up', count: 1, firstLine: 2, lastLine: 2, category: 'network' },
  ]);
});

test('a template learned late holds for lines read early', () => {
  const { records } = mineLines(['opened by alpha.one today', 'opened by beta.two today']);
  expect(records.map((record) => record.template)).toEqual(['opened by <*> today', 'opened by <*> today']);
});

test('a second pass over the same lines only looks up', () => {
  const miner = createLineMiner();
  const lines = ['a 1 b', 'a 2 b', 'c'];
  for (const line of lines) miner.add(line);
  const before = miner.finish().map((pattern) => pattern.count);
  expect(lines.map((line) => miner.patternOf(miner.add(line)).template)).toEqual(['a <*> b', 'a <*> b', 'c']);
  expect(before).toEqual([2, 1]);
});

test('the name a line begins with decides its category', () => {
  expect(mineLines(['TimeoutError: waited in vain']).records[0]?.category).toBe('timeout');
});

test('says what to do when asked too early', () => {
  expect(() => createLineMiner().patternOf(0)).toThrow(/add the line and call finish\(\)/);
});

test('no lines, no patterns', () => {
  expect(mineLines([])).toEqual({ records: [], patterns: [] });
});
