import { Command } from 'commander';
import type { LineMiner } from '../../../../lib/errors/mine-lines.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, printJson, progress } from '../io.ts';
import { NumberList } from '../number-list.ts';
import { readLines } from '../read-input.ts';

const HELP = `
Prints one JSON line per input line, { line fingerprint template category }; with --summary one per pattern, the most
frequent first, with its count, its category, an example and what to do about it.

Examples:
  hone patterns app.log --summary | head
  journalctl -u my-bot | hone patterns -`;

/** Lines between two words of progress. */
const PROGRESS_LINES = 50_000;
const CHUNK_CHARACTERS = 65_536;

export function patternsCommand(io: Io): Command {
  return new Command('patterns')
    .description('find the patterns in any log or error file')
    .argument('<file>', 'text, one entry per line; - for standard input')
    .option('--summary', 'one line per pattern instead of one per input line')
    .addHelpText('after', HELP)
    .action((file: string, options: { summary?: boolean }) => minePatterns(io, file, options.summary === true));
}

async function minePatterns(io: Io, file: string, summary: boolean): Promise<void> {
  const { createLineMiner } = await import('../../../../lib/errors/mine-lines.ts');
  const miner = createLineMiner();
  const signatures = summary ? null : new NumberList();
  let lines = 0;
  for await (const line of readLines(io, file)) {
    const signature = miner.add(line);
    signatures?.push(signature);
    lines += 1;
    if (lines % PROGRESS_LINES === 0) progress(io, `${lines} lines read`);
  }
  progress(io, null);
  if (lines === 0) throw new CliError(`${file} is empty; there is nothing to find`, EXIT.notEnoughData);
  const patterns = miner.finish();
  if (signatures !== null) return printRecords(io, signatures, miner);
  for (const pattern of patterns) await printJson(io, pattern);
}

/** Long files have millions of lines and few patterns: all but the number is written once per pattern. */
async function printRecords(io: Io, signatures: NumberList, miner: LineMiner): Promise<void> {
  const endings = new Map<number, string>();
  let chunk = '';
  let line = 0;
  for (const signature of signatures) {
    line += 1;
    let ending = endings.get(signature);
    if (ending === undefined) {
      const { fingerprint, template, category } = miner.patternOf(signature);
      ending = `,${JSON.stringify({ fingerprint, template, category }).slice(1)}\n`;
      endings.set(signature, ending);
    }
    chunk += `{"line":${line}${ending}`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    await print(io, chunk);
    chunk = '';
  }
  await print(io, chunk);
}
