import { Command } from 'commander';
import type { SeriesPoint } from '../../../../lib/trends/detect-trends.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { momentOf } from '../history/moment.ts';
import { type Io, printJson, progress, say } from '../io.ts';
import { readLines } from '../read-input.ts';

const HELP = `
The file has the columns timestamp,value; an empty value is unknown. Prints one JSON line per alert, { timestamp kind score
… }, each as it would have come at its time: no alert knows what came after it.

Example:
  hone trends mentions.csv`;

export function trendsCommand(io: Io): Command {
  return new Command('trends')
    .description('spikes, drops, level shifts and drift in a series of numbers')
    .argument('<file.csv>', 'timestamp,value; - for standard input')
    .addHelpText('after', HELP)
    .action((file: string) => findTrends(io, file));
}

async function findTrends(io: Io, file: string): Promise<void> {
  const { scanTrends } = await import('../../../../lib/trends/detect-trends.ts');
  const series = await readSeries(io, file);
  progress(io, `looking through ${series.length} values`);
  const { alerts, used, ignored, reason } = scanTrends(series);
  for (const alert of alerts) await printJson(io, alert);
  const unknown = ignored.notFinite === 0 ? '' : `, ${ignored.notFinite} unknown`;
  say(io, `${used} values${unknown}: ${alerts.length} alerts`);
  if (reason !== null) throw new CliError(`${file}: ${reason}`, EXIT.notEnoughData);
}

async function readSeries(io: Io, file: string): Promise<SeriesPoint[]> {
  const points: SeriesPoint[] = [];
  let number = 0;
  for await (const line of readLines(io, file)) {
    number += 1;
    if (line.trim() === '') continue;
    const [time = '', amount = '', ...more] = line.replaceAll('"', '').split(',');
    if (number === 1 && momentOf(time.trim()) === null) continue; // the header
    const timestamp = momentOf(time.trim());
    const value = amount.trim() === '' ? null : Number(amount);
    if (timestamp === null || more.length > 0 || Number.isNaN(value)) {
      const got = line.length > 60 ? `${line.slice(0, 57)}…` : line;
      throw new CliError(`line ${number} of ${file} must be timestamp,value, but got ${JSON.stringify(got)}`);
    }
    points.push({ timestamp, value });
  }
  return points;
}
