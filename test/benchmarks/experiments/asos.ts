import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { analyzeExperiment } from '../../../lib/experiments/analyze-experiment.ts';
import { ExperimentError } from '../../../lib/experiments/experiment-error.ts';
import { parseCsv } from '../support/csv.ts';

export interface AsosFigures {
  streams: number;
  /** Streams whose last checkpoint is significant by a fixed-sample test, and those with some such checkpoint. */
  significantAtEnd: number;
  significantEver: number;
  decided: number;
  /** Decisions whose last checkpoint points the other way. */
  reversed: number;
  /** Streams that cannot be analysed, with the refusal. */
  refused: Map<string, number>;
}

/** Every stream (experiment, variant, metric) of the ASOS archive with its checkpoints in order, through the analysis. */
export function asosFigures(dataPath: string): AsosFigures {
  const text = gunzipSync(readFileSync(join(dataPath, 'asos', 'experiments_visible_half.csv.gz'))).toString('utf8');
  // Checkpoints without variances were not recorded: unknown, not zero.
  const rows = parseCsv(text).filter(({ variance_c, variance_t }) => variance_c !== '' && variance_t !== '');
  const streams = Map.groupBy(rows, (row) => `${row.experiment_id}/${row.variant_id}/${row.metric_id}`);
  const figures: AsosFigures = {
    streams: streams.size,
    significantAtEnd: 0,
    significantEver: 0,
    decided: 0,
    reversed: 0,
    refused: new Map(),
  };
  for (const stream of streams.values()) {
    const checkpoints = stream
      .map((row) => ({ at: Number(row.time_since_start), c: arm(row, 'c'), t: arm(row, 't') }))
      .sort((a, b) => a.at - b.at);
    const z = checkpoints.map(({ c, t }) => (t.mean - c.mean) / Math.sqrt(c.variance / c.n + t.variance / t.n));
    if (Math.abs(z.at(-1)!) > 1.96) figures.significantAtEnd += 1;
    if (z.some((one) => Math.abs(one) > 1.96)) figures.significantEver += 1;
    try {
      const looks = checkpoints.map(({ at, c, t }) => ({ look: at, arms: [sums('c', c), sums('t', t)] }));
      const { decision } = analyzeExperiment({ looks, difference: 'absolute' });
      if (!decision) continue;
      figures.decided += 1;
      if ((decision.direction === 'better') !== z.at(-1)! > 0) figures.reversed += 1;
    } catch (error) {
      if (!(error instanceof ExperimentError)) throw error;
      const reason = error.message.replace(/[\d.]+/g, '#');
      figures.refused.set(reason, (figures.refused.get(reason) ?? 0) + 1);
    }
  }
  return figures;
}

interface Moments {
  n: number;
  mean: number;
  variance: number;
}

function arm(row: Record<string, string>, which: 'c' | 't'): Moments {
  return {
    n: Number(row[`count_${which}`]),
    mean: Number(row[`mean_${which}`]),
    variance: Number(row[`variance_${which}`]),
  };
}

function sums(name: string, { n, mean, variance }: Moments) {
  return { arm: name, n, sum: n * mean, sumSquares: variance * (n - 1) + n * mean ** 2 };
}
