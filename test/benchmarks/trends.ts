/**
 * How good are the alerts? Scores the default settings on labelled series of real mention volumes, and times a long scan.
 * Usage: `node test/benchmarks/trends.ts [folder with the data sets]`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectTrends } from '../../lib/trends/detect-trends.ts';
import { createTrendDetector } from '../../lib/trends/trend-detector.ts';
import { createNoise } from '../support/noise.ts';
import { sharedPath } from '../support/shared.ts';
import { parseCsv } from './support/csv.ts';
import { type LabelledSeries, nabCounts, nabScore } from './support/nab-score.ts';

const dataPath = process.argv[2] ?? sharedPath('data');
if (!dataPath) {
  process.stderr.write('The data sets are absent: give their folder as the argument, or set HONE_SHARED.\n');
  process.exit(1);
}
const print = (line: string) => process.stdout.write(`${line}\n`);
const folder = join(dataPath, 'nab-real-tweets');
const asTime = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);
const labels = JSON.parse(readFileSync(join(folder, 'combined_windows.json'), 'utf8')) as Record<
  string,
  [string, string][]
>;

const files = Object.entries(labels).map(([key, windows]) => {
  const name = key.split('/').at(-1)!;
  const points = parseCsv(readFileSync(join(folder, name), 'utf8')).map((row) => ({
    timestamp: asTime(row.timestamp!),
    value: Number(row.value),
  }));
  const series: LabelledSeries = {
    length: points.length,
    windows: windows.map(([first, last]) => [
      points.findIndex((point) => point.timestamp >= asTime(first)),
      points.findLastIndex((point) => point.timestamp <= asTime(last)),
    ]),
  };
  return { name, points, series };
});

function score(title: string, alarmsOf: (file: (typeof files)[number]) => number[], detailed = false): void {
  const counts = files.map((file) => nabCounts(file.series, alarmsOf(file)));
  const inside = counts.reduce((sum, count) => sum + count.alarmsInside, 0);
  const outside = counts.reduce((sum, count) => sum + count.alarmsOutside, 0);
  const precision = inside + outside === 0 ? '-' : (inside / (inside + outside)).toFixed(2);
  print(`${title.padEnd(34)} score ${nabScore(counts).toFixed(1).padStart(5)}  alarm precision ${precision}`);
  if (!detailed) return;
  counts.forEach((count, i) => {
    print(
      `  ${files[i]!.name.padEnd(32)} windows ${count.windowsHit}/${count.windows}  false alarms ${count.alarmsOutside}`,
    );
  });
}

function alarmsOf(file: (typeof files)[number], returnPeriodBlocks?: number): number[] {
  const indexOf = new Map(file.points.map((point, index) => [point.timestamp, index]));
  return detectTrends(file.points, returnPeriodBlocks === undefined ? {} : { returnPeriodBlocks }).map(
    (alert) => indexOf.get(Date.parse(alert.timestamp))!,
  );
}

print(
  'NAB, standard profile, on the series here. Published on all ten: ARTime 81.8/.43, contextOSE 74.5/.77, Skyline 68.9/.23,',
);
print('numenta 68.0/.44, windowedGaussian 51.4/.33. By definition a silent detector scores 0 and a perfect one 100.');
score('silent', () => []);
score('perfect', ({ series }) => series.windows.map(([first]) => first));
score('always', ({ points }) => points.map((_, index) => index));
score('trends, default', (file) => alarmsOf(file), true);
for (const returnPeriodBlocks of [8, 10, 12, 16, 20]) {
  score(`trends, once in ${returnPeriodBlocks} days`, (file) => alarmsOf(file, returnPeriodBlocks));
}

print('\nA million values');
const noise = createNoise(1);
const detector = createTrendDetector();
const length = 1_000_000;
const values = Float64Array.from({ length }, (_, i) =>
  Math.round(50 * Math.exp(0.5 * noise.normal() + Math.sin((i / 288) * 2 * Math.PI))),
);
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const before = process.cpuUsage();
let alerts = 0;
for (let i = 0; i < length; i++) alerts += detector.push(1.4e12 + i * 300_000, values[i]!).length;
const used = process.cpuUsage(before);
globalThis.gc?.();
const grown = (process.memoryUsage().heapUsed - heapBefore) / 1e6;
print(
  `${((used.user + used.system) / 1e6).toFixed(2)} s CPU, ${alerts} alerts in ${(length / 288 / 365).toFixed(1)} years, heap ${grown.toFixed(1)} MB more (run with --expose-gc)`,
);
