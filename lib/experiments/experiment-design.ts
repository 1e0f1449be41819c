import { PRIOR_SCALES } from '../learning/account-design.ts';
import type { Block, DesignMatrix } from '../learning/joint-model.ts';
import type { LearningRow } from '../learning/learning-rows.ts';

/** A learning row with its arm; null for posts from before the experiment, which only teach the covariates. */
export interface ExperimentRow extends LearningRow {
  arm: string | null;
  /** Share that its arm had when the post was drawn; without one where that is not known, or there is no arm. */
  armShare?: number | null;
}

export interface ExperimentDesign {
  design: DesignMatrix;
  blocks: Block[];
  /** Column of each arm's level. */
  armColumns: Map<string, number>;
}

const FLAT_SD = 10;
const SHORTEST_TREND_DAYS = 7;
const COVARIATES = ['generator', 'format', 'topic', 'weekday'] as const;

/**
 * The regression of an experiment: an unshrunk level per arm, one for the posts before the start, and the joint model's
 * covariates with their own priors: trend, hour (two harmonics and a term per hour), generator, format, topic, weekday,
 * without the dimension that is being varied.
 */
export function experimentDesign(input: {
  rows: readonly ExperimentRow[];
  arms: readonly string[];
  dimension: string;
}): ExperimentDesign {
  const { rows, arms, dimension } = input;
  const blocks: Block[] = [];
  let columns = 0;
  const addBlock = (name: string, size: number, priorSd: number) => {
    if (size > 0) blocks.push({ name, start: columns, size, priorSd, fixed: priorSd >= FLAT_SD });
    columns += size;
    return columns - size;
  };
  const armStart = addBlock('arm', arms.length + 1, FLAT_SD);
  const armColumns = new Map(arms.map((arm, i) => [arm, armStart + 1 + i]));
  const trend = addBlock('trend', 1, PRIOR_SCALES.trend);
  const withHours = dimension !== 'hour';
  const daily = withHours ? addBlock('hourDaily', 2, PRIOR_SCALES.hourDaily) : 0;
  const halfDaily = withHours ? addBlock('hourHalfDaily', 2, PRIOR_SCALES.hourHalfDaily) : 0;
  const levelled: { at: Map<string, number>; levelOf: (row: ExperimentRow) => string }[] = [];
  const addLevels = (name: 'hourSlot' | (typeof COVARIATES)[number], levelOf: (row: ExperimentRow) => string) => {
    const levels = [...new Set(rows.map(levelOf))].sort();
    if (levels.length < 2) return;
    const start = addBlock(name, levels.length, PRIOR_SCALES[name]);
    levelled.push({ at: new Map(levels.map((level, i) => [level, start + i])), levelOf });
  };
  if (withHours) addLevels('hourSlot', (row) => row.hour);
  for (const name of COVARIATES) if (name !== dimension) addLevels(name, (row) => row[name]);
  const width = 2 + (withHours ? 4 : 0) + levelled.length;
  const index = new Int16Array(rows.length * width);
  const values = new Float64Array(rows.length * width);
  const span = Math.max(SHORTEST_TREND_DAYS, ...rows.map((row) => row.ageDays));
  rows.forEach((row, i) => {
    const armColumn = row.arm === null ? armStart : armColumns.get(row.arm)!;
    const angle = (2 * Math.PI * Number(row.hour)) / 24;
    const entries: [number, number][] = [
      [armColumn, 1],
      [trend, -row.ageDays / span],
    ];
    if (withHours) {
      entries.push([daily, Math.cos(angle)], [daily + 1, Math.sin(angle)]);
      entries.push([halfDaily, Math.cos(2 * angle)], [halfDaily + 1, Math.sin(2 * angle)]);
    }
    for (const { at, levelOf } of levelled) entries.push([at.get(levelOf(row))!, 1]);
    entries.forEach(([column, value], k) => {
      index[i * width + k] = column;
      values[i * width + k] = value;
    });
  });
  return { design: { rows: rows.length, columns, width, index, values }, blocks, armColumns };
}
