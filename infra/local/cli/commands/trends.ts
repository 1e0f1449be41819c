import { Command } from 'commander';
import type { SeriesPoints } from '../../../../lib/trends/detect-trends.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { momentOf } from '../history/moment.ts';
import { type Io, printJson, progress, say } from '../io.ts';
import { readLines } from '../read-input.ts';

const HELP = `
The file has the columns timestamp,value; an empty value, NaN or null is unknown. Prints one JSON line per alert, { timestamp kind score
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
  const { SeriesPoints } = await import('../../../../lib/trends/detect-trends.ts');
  const points = new SeriesPoints();
  await readSeries(io, { file, points });
  progress(io, 'looking through the values');
  const { alerts, used, ignored, reason } = points.scan();
  for (const alert of alerts) await printJson(io, alert);
  const unknown = ignored.notFinite === 0 ? '' : `, ${ignored.notFinite} unknown`;
  const repeated = ignored.duplicates === 0 ? '' : `, ${ignored.duplicates} at a time that comes again`;
  say(io, `${used} values${unknown}${repeated}: ${alerts.length} alerts`);
  if (reason !== null) throw new CliError(`${file}: ${reason}`, EXIT.notEnoughData);
}

async function readSeries(io: Io, { file, points }: { file: string; points: SeriesPoints }): Promise<void> {
  let number = 0;
  for await (const line of readLines(io, file)) {
    number += 1;
    if (line.trim() === '') continue;
    const [time = '', amount = '', ...more] = line.replaceAll('"', '').split(',');
    const timestamp = momentOf(time.trim());
    const value = numberOf(amount.trim());
    if (number === 1 && timestamp === null && Number.isNaN(value)) continue; // the header
    if (timestamp === null || more.length > 0 || Number.isNaN(value)) {
      const got = line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN - 3)}…` : line;
      throw new CliError(`line ${number} of ${file} must be timestamp,value, but got ${JSON.stringify(got)}`);
    }
    points.add({ timestamp: timestamp.getTime(), value });
  }
}

const LONGEST_SHOWN = 60;
/** How spreadsheets and statistics packages write that a value is not known. */
const UNKNOWN = new Set(['', 'nan', 'na', 'n/a', 'null', 'none']);

/** Null is unknown, NaN no number at all. */
function numberOf(text: string): number | null {
  return UNKNOWN.has(text.toLowerCase()) ? null : Number(text);
}
