import type { Block, DesignMatrix } from './joint-model.ts';
import type { LearningRow } from './learning-rows.ts';

/** Dimensions with levels. */
export type LevelDimension = 'generator' | 'format' | 'hour' | 'weekday' | 'topic';

/** A lasting step in the effect of one level, from an age (days before the analysis) on. */
export interface LevelChange {
  dimension: 'generator' | 'format' | 'hour';
  level: string;
  /** Posts younger than this follow the new effect. */
  sinceAgeDays: number;
}

/** A level's effect as a combination of coefficients. */
export interface LevelTerms {
  level: string;
  columns: number[];
  values: number[];
  /** Posts with this level. */
  n: number;
}

/** The regression of one account: which column stands for what. */
export interface AccountDesign {
  design: DesignMatrix;
  blocks: Block[];
  levels: Record<LevelDimension, LevelTerms[]>;
}

/** Prior standard deviations of single coefficients, on the log-odds or log-count scale. */
export interface PriorScales {
  intercept: number;
  trend: number;
  generator: number;
  format: number;
  hourDaily: number;
  hourHalfDaily: number;
  hourSlot: number;
  weekday: number;
  topic: number;
  change: number;
}

export const PRIOR_SCALES: PriorScales = {
  intercept: 10,
  trend: 0.3,
  generator: 0.22,
  format: 0.14,
  hourDaily: 0.18,
  hourHalfDaily: 0.08,
  hourSlot: 0.08,
  weekday: 0.1,
  topic: 0.3,
  change: 0.4,
};

/** Priors for statements: what is spoken about is not shrunk, the rest is only there to be fair. */
export const STATEMENT_SCALES: PriorScales = {
  ...PRIOR_SCALES,
  generator: 10,
  format: 10,
  hourDaily: 10,
  hourSlot: 0.05,
};
/** A prior this wide does not shrink and is not estimated. */
const FLAT_SD = 10;
const SHORTEST_TREND_DAYS = 7;

export interface DesignInput {
  rows: readonly LearningRow[];
  /** Levels that have a coefficient even if no post had them yet. */
  candidates: { generators: readonly string[]; formats: readonly string[]; hours: readonly string[] };
  changes: readonly LevelChange[];
  scales?: PriorScales;
}

/** Columns for intercept, trend, generator, format, hour (two harmonics of the day and a term per hour), weekday, topic. */
export function accountDesign(input: DesignInput): AccountDesign {
  const { rows, candidates, changes, scales = PRIOR_SCALES } = input;
  const blocks: Block[] = [];
  let columns = 0;
  const addBlock = (name: keyof PriorScales, size: number) => {
    const fixed = scales[name] >= FLAT_SD || name === 'change';
    if (size > 0) blocks.push({ name, start: columns, size, priorSd: scales[name], fixed });
    columns += size;
    return columns - size;
  };
  const intercept = addBlock('intercept', 1);
  const trend = addBlock('trend', 1);
  const generators = levelsOf(rows, candidates.generators, (row) => row.generator);
  const generatorStart = addBlock('generator', generators.length);
  const formats = levelsOf(rows, candidates.formats, (row) => row.format);
  const formatStart = addBlock('format', formats.length);
  const dailyStart = addBlock('hourDaily', 2);
  const halfDailyStart = addBlock('hourHalfDaily', 2);
  const hours = levelsOf(rows, candidates.hours, (row) => row.hour).sort((a, b) => Number(a) - Number(b));
  const slotStart = addBlock('hourSlot', hours.length);
  const weekdays = levelsOf(rows, [], (row) => row.weekday);
  const weekdayStart = addBlock('weekday', weekdays.length);
  const topics = levelsOf(rows, [], (row) => row.topic);
  const topicStart = addBlock('topic', topics.length);
  const changeStart = addBlock('change', changes.length);

  const place = (levels: string[], start: number) => new Map(levels.map((level, i) => [level, start + i]));
  const generatorAt = place(generators, generatorStart);
  const formatAt = place(formats, formatStart);
  const slotAt = place(hours, slotStart);
  const weekdayAt = place(weekdays, weekdayStart);
  const topicAt = place(topics, topicStart);
  const waves = new Map(hours.map((hour) => [hour, dayWaves(Number(hour))]));
  const span = Math.max(SHORTEST_TREND_DAYS, rows[0]?.ageDays ?? 0);

  const width = 11 + changes.length;
  const index = new Int16Array(rows.length * width);
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    const base = i * width;
    const wave = waves.get(row.hour)!;
    index.set(
      [
        intercept,
        trend,
        generatorAt.get(row.generator)!,
        formatAt.get(row.format)!,
        dailyStart,
        dailyStart + 1,
        halfDailyStart,
        halfDailyStart + 1,
        slotAt.get(row.hour)!,
        weekdayAt.get(row.weekday)!,
        topicAt.get(row.topic)!,
      ],
      base,
    );
    values.set([1, -row.ageDays / span, 1, 1, wave[0]!, wave[1]!, wave[2]!, wave[3]!, 1, 1, 1], base);
    changes.forEach((change, c) => {
      index[base + 11 + c] = changeStart + c;
      values[base + 11 + c] = appliesTo(change, row) ? 1 : 0;
    });
  });

  const terms = (
    dimension: LevelDimension,
    at: Map<string, number>,
    levelOf: (row: LearningRow) => string,
  ): LevelTerms[] =>
    [...at].map(([level, column]) => {
      const term: LevelTerms = { level, columns: [column], values: [1], n: 0 };
      for (const row of rows) if (levelOf(row) === level) term.n += 1;
      changes.forEach((change, c) => {
        if (change.dimension === dimension && change.level === level) {
          term.columns.push(changeStart + c);
          term.values.push(1);
        }
      });
      return term;
    });
  const hourTerms = terms('hour', slotAt, (row) => row.hour);
  for (const term of hourTerms) {
    term.columns.push(dailyStart, dailyStart + 1, halfDailyStart, halfDailyStart + 1);
    term.values.push(...waves.get(term.level)!);
  }
  return {
    design: { rows: rows.length, columns, width, index, values },
    blocks,
    levels: {
      generator: terms('generator', generatorAt, (row) => row.generator),
      format: terms('format', formatAt, (row) => row.format),
      hour: hourTerms,
      weekday: terms('weekday', weekdayAt, (row) => row.weekday),
      topic: terms('topic', topicAt, (row) => row.topic),
    },
  };
}

/** Whether a row lies after the change of its level. */
export function appliesTo(change: LevelChange, row: LearningRow): boolean {
  return row[change.dimension] === change.level && row.ageDays < change.sinceAgeDays;
}

/** cos and sin of the day and of the half day at the middle of an hour. */
function dayWaves(hour: number): [number, number, number, number] {
  const angle = (2 * Math.PI * hour) / 24;
  return [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle)];
}

/** Levels in an order that does not depend on the order of posts. */
function levelsOf(
  rows: readonly LearningRow[],
  candidates: readonly string[],
  levelOf: (row: LearningRow) => string,
): string[] {
  const levels = new Set(candidates);
  for (const row of rows) levels.add(levelOf(row));
  return [...levels].sort();
}
