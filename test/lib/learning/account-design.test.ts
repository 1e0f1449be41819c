import { describe, expect, it } from 'vitest';
import {
  accountDesign,
  appliesTo,
  type DesignInput,
  type LevelChange,
  PRIOR_SCALES,
  STATEMENT_SCALES,
} from '../../../lib/learning/account-design.ts';
import type { LearningRow } from '../../../lib/learning/learning-rows.ts';

const row = (ageDays: number, more: Partial<LearningRow> = {}): LearningRow => ({
  id: String(ageDays),
  reward: 0,
  noise: 0,
  weight: 1,
  generator: 'g',
  format: 'single',
  hour: '6',
  weekday: 'Monday',
  topic: 't',
  ageDays,
  readAtHours: 24,
  isHoldout: false,
  assignmentProbability: null,
  ...more,
});
const none = { generators: [], formats: [], hours: [] };
const build = (rows: LearningRow[], more: Partial<DesignInput> = {}) =>
  accountDesign({ rows, candidates: none, changes: [], ...more });

/** One row of the design as column → value, zeros left out. */
function dense({ design }: ReturnType<typeof build>, i: number): Record<number, number> {
  const entries: Record<number, number> = {};
  for (let a = 0; a < design.width; a += 1) {
    const at = i * design.width + a;
    const [column, value] = [design.index[at]!, design.values[at]!];
    if (value !== 0) entries[column] = (entries[column] ?? 0) + value;
  }
  return entries;
}

describe('the regression of an account', () => {
  it('has a block of columns for every part, one after the other', () => {
    const rows = [row(3, { generator: 'b', hour: '18', weekday: 'Tuesday' }), row(1, { generator: 'a', topic: 'u' })];
    const { blocks, design } = build(rows);
    expect(blocks.map(({ name, start, size }) => [name, start, size])).toEqual([
      ['intercept', 0, 1],
      ['trend', 1, 1],
      ['generator', 2, 2],
      ['format', 4, 1],
      ['hourDaily', 5, 2],
      ['hourHalfDaily', 7, 2],
      ['hourSlot', 9, 2],
      ['weekday', 11, 2],
      ['topic', 13, 2],
    ]);
    expect(design).toMatchObject({ rows: 2, columns: 15, width: 12 });
  });

  it('puts every level into its own column, the trend over a week at least, and the hour on two waves', () => {
    const built = build([row(3.5, { generator: 'b', hour: '18', weekday: 'Tuesday' }), row(0, { topic: 'u' })]);
    // Levels in order: generators b, g; hours 6, 18; weekdays Monday, Tuesday; topics t, u.
    const [six, eighteen] = [
      [6, 1],
      [6, -1],
    ] as const;
    expect(dense(built, 0)).toEqual({
      0: 1,
      1: -0.5,
      2: 1,
      4: 1,
      5: expect.closeTo(0, 12),
      [eighteen[0]]: expect.closeTo(eighteen[1], 12),
      7: expect.closeTo(-1, 12),
      8: expect.closeTo(0, 12),
      10: 1,
      12: 1,
      13: 1,
    });
    expect(dense(built, 1)).toMatchObject({ 3: 1, [six[0]]: expect.closeTo(six[1], 12), 9: 1, 11: 1, 14: 1 });
    expect(dense(build([row(14), row(7)]), 1)[1]).toBe(-0.5);
  });

  it('follows a long history in steps of four weeks beside its trend', () => {
    expect(build([row(56), row(0)]).blocks.map(({ name }) => name)).not.toContain('period');
    const built = build([row(57), row(30), row(28), row(27.9), row(0)]);
    expect(built.blocks[2]).toMatchObject({ name: 'period', start: 2, size: 3, priorSd: 0.2 });
    const periods = [0, 1, 2, 3, 4].map((i) => [2, 3, 4].findIndex((column) => dense(built, i)[column] === 1));
    expect(periods).toEqual([2, 1, 1, 0, 0]);
    // The oldest post of a history of whole periods belongs to the last of them.
    expect(dense(build([row(84), row(0)]), 0)[4]).toBe(1);
  });

  it('has coefficients for candidates that nobody tried, and hours in the order of the day', () => {
    const candidates = { generators: ['z', 'g'], formats: ['thread'], hours: ['10', '9'] };
    const { levels } = build([row(1)], { candidates });
    expect(levels.generator.map(({ level, n }) => [level, n])).toEqual([
      ['g', 1],
      ['z', 0],
    ]);
    expect(levels.format.map(({ level }) => level)).toEqual(['single', 'thread']);
    expect(levels.hour.map(({ level }) => level)).toEqual(['6', '9', '10']);
    expect(levels.weekday.map(({ level, n }) => [level, n])).toEqual([['Monday', 1]]);
    expect(levels.topic.map(({ level, n }) => [level, n])).toEqual([['t', 1]]);
  });

  it('takes the hour for its slot and its waves', () => {
    const { levels, blocks } = build([row(1, { hour: '3' })]);
    const at = (name: string) => blocks.find((block) => block.name === name)!.start;
    const [three] = levels.hour;
    expect(three!.columns).toEqual([
      at('hourSlot'),
      at('hourDaily'),
      at('hourDaily') + 1,
      at('hourHalfDaily'),
      at('hourHalfDaily') + 1,
    ]);
    const half = Math.SQRT1_2;
    expect(three!.values).toEqual([1, half, half, 0, 1].map((value) => expect.closeTo(value, 12)));
  });

  it('estimates how much levels differ, unless they are not to be shrunk or a step', () => {
    const changes: LevelChange[] = [{ dimension: 'generator', level: 'g', sinceAgeDays: 2 }];
    const fixed = (more: Partial<DesignInput>) =>
      build([row(57), row(1)], { changes, ...more })
        .blocks.filter((block) => block.fixed)
        .map(({ name }) => name);
    expect(fixed({})).toEqual(['intercept', 'change']);
    expect(fixed({ scales: STATEMENT_SCALES })).toEqual(['intercept', 'generator', 'format', 'hourDaily', 'change']);
    const sds = Object.fromEntries(build([row(57)], { changes }).blocks.map(({ name, priorSd }) => [name, priorSd]));
    expect(sds).toEqual(PRIOR_SCALES);
  });
});

describe('a step of one level', () => {
  const change: LevelChange = { dimension: 'generator', level: 'g', sinceAgeDays: 2 };

  it('applies to younger posts of that level', () => {
    expect([row(1.9), row(2), row(1, { generator: 'x' })].map((one) => appliesTo(change, one))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('has a column of its own, which counts to the level as it is now', () => {
    const rows = [row(3), row(1), row(1, { generator: 'x' })];
    const built = build(rows, { changes: [change] });
    const column = built.blocks.at(-1)!.start;
    expect(built.blocks.at(-1)).toMatchObject({ name: 'change', size: 1, priorSd: 0.4 });
    expect(built.design.width).toBe(13);
    expect([0, 1, 2].map((i) => dense(built, i)[column] ?? 0)).toEqual([0, 1, 0]);
    const [g, x] = built.levels.generator;
    expect([g!.columns.at(-1), g!.values, x!.columns.length]).toEqual([column, [1, 1], 1]);
    expect(built.levels.format[0]!.columns).toHaveLength(1);
  });
});
