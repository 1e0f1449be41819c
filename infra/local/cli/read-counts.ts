import { parse } from 'csv-parse/sync';
import type { ArmCounts, CountsLook } from '../../../lib/experiments/experiment-counts.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';
import { readText } from './read-input.ts';

export type Row = Record<string, string>;

/** Cumulative counts per arm and look from CSV, in the order of the file. */
export async function readCounts(io: Io, file: string): Promise<CountsLook[]> {
  return countsByLook(await readRows(io, file), file);
}

/** Rows of a CSV file by the names of its header. */
export async function readRows(io: Io, file: string): Promise<Row[]> {
  return parseRows(await readText(io, file), file);
}

export function countsByLook(rows: readonly Row[], file: string): CountsLook[] {
  const looks: { look: string; arms: ArmCounts[] }[] = [];
  rows.forEach((row, i) => {
    const look = row.look ?? '1';
    const counts = countsOf(row, `line ${i + 2} of ${file}`);
    const last = looks.at(-1);
    if (last?.look === look) last.arms.push(counts);
    else looks.push({ look, arms: [counts] });
  });
  return looks;
}

function parseRows(text: string, file: string): Row[] {
  try {
    return parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true }) as Row[];
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(`${file} is not CSV with a header: ${said}`, 1, { cause });
  }
}

function countsOf(row: Row, where: string): ArmCounts {
  const number = (name: string) => numberIn(row, name, where);
  const arm = row.arm ?? '';
  if (arm === '')
    throw new CliError(
      `${where} names no arm; the columns are look,arm,trials,successes or look,arm,n,sum,sum_squares`,
    );
  const weight = row.weight === undefined || row.weight === '' ? {} : { weight: number('weight') };
  if (row.trials !== undefined) return { arm, trials: number('trials'), successes: number('successes'), ...weight };
  if (row.sum_squares !== undefined)
    return { arm, n: number('n'), sum: number('sum'), sumSquares: number('sum_squares'), ...weight };
  throw new CliError(
    `${where} has neither trials,successes nor n,sum,sum_squares; got the columns ${Object.keys(row).join(', ')}`,
  );
}

/** @throws CliError naming the place, the column and what stands there */
export function numberIn(row: Row, name: string, where: string): number {
  const text = row[name] ?? '';
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) {
    throw new CliError(`${where}: ${name} must be a number, got ${JSON.stringify(text)}`);
  }
  return value;
}
