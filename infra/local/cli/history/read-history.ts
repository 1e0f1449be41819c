import type { HistoryPost } from '../../../../lib/learning/history.ts';
import { CliError, EXIT } from '../cli-error.ts';
import type { Io } from '../io.ts';
import { readText } from '../read-input.ts';
import { isAnalyticsCsv, parseAnalyticsCsv } from './analytics-csv.ts';
import { historyRecord, RecordError } from './history-record.ts';
import { type HistoryProblem, shown } from './problem.ts';

const MOST_SHOWN = 3;
const DAY_MS = 86_400_000;

/**
 * Reads history files of either kind.
 * @throws CliError naming the first lines that cannot be used: half a history would give half an answer.
 */
export async function readHistory(
  io: Io,
  files: readonly string[],
  options: { readAt?: Date } = {},
): Promise<HistoryPost[]> {
  const posts: HistoryPost[] = [];
  for (const file of files) {
    const text = await readText(io, file);
    const firstLine = text.slice(0, Math.max(0, text.indexOf('\n')));
    const isCsv = isAnalyticsCsv(firstLine);
    if (!isCsv) refuseOtherFiles(file, text);
    const read = isCsv ? await readCsv(io, { file, text, readAt: options.readAt ?? null }) : parseNdjson(text);
    if (read.problems.length > 0) throw complaint(file, read.problems, read.posts.length);
    if (read.posts.length === 0) {
      throw new CliError(`${file} holds no posts; it must be NDJSON history or an analytics CSV`, EXIT.notEnoughData);
    }
    for (const post of read.posts) posts.push(post);
  }
  return posts;
}

/** History records from NDJSON; empty lines are allowed. */
export function parseNdjson(text: string): { posts: HistoryPost[]; problems: HistoryProblem[] } {
  const posts: HistoryPost[] = [];
  const problems: HistoryProblem[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    try {
      posts.push(historyRecord(JSON.parse(line)));
    } catch (error) {
      if (!(error instanceof RecordError || error instanceof SyntaxError)) throw error;
      const what =
        error instanceof SyntaxError ? `is not JSON (${error.message}); is the file complete?` : error.message;
      problems.push({ line: index + 1, message: what });
    }
  }
  return { posts, problems };
}

/** What is of another kind altogether is named at once, rather than line by line. */
function refuseOtherFiles(file: string, text: string): void {
  const [firstLine = ''] = text
    .replace(/^\ufeff/, '')
    .trimStart()
    .split('\n', 1);
  if (firstLine === '' || /^\{\s*"/.test(firstLine)) return;
  const isOverview = /^"?Date"?[,;\t]/.test(firstLine) && /impressions/i.test(firstLine);
  throw new CliError(
    isOverview
      ? `${file} is X's account overview by day, without single posts; export the posts: on X, Analytics, Content, download`
      : `${file} is neither NDJSON history (a JSON object on each line) nor X's analytics CSV (a header with "Post id" or "Tweet id"); it begins with ${shown(firstLine)}`,
  );
}

async function readCsv(
  io: Io,
  { file, text, readAt }: { file: string; text: string; readAt: Date | null },
): Promise<ReturnType<typeof parseAnalyticsCsv>> {
  const at = readAt ?? (await readingTime(io, file));
  const read = parseAnalyticsCsv(text, at);
  const newest = Math.max(...read.posts.map(({ posted_at }) => new Date(posted_at).getTime()));
  if (readAt !== null || newest <= at.getTime()) return read;
  // The last date in the name is one of the days that it covers: the figures are of its end, or later.
  return parseAnalyticsCsv(text, new Date(Math.max(at.getTime() + DAY_MS, newest)));
}

/** X names its exports by their period, e.g. …_20211201_20220101_en.csv; figures are at least as new as its end. */
async function readingTime(io: Io, file: string): Promise<Date> {
  if (file === '-') return io.clock();
  const [, year, month, day] = [...file.matchAll(/(20\d\d)-?([01]\d)-?([0-3]\d)/g)].at(-1) ?? [];
  const named = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(named.getTime()) ? io.files.modifiedAt(file) : named;
}

function complaint(file: string, problems: readonly HistoryProblem[], usable: number): CliError {
  const first = problems.slice(0, MOST_SHOWN).map(({ line, message }) => `line ${line}: ${message}`);
  const total = problems.length + usable;
  const more = problems.length > MOST_SHOWN ? `; and ${problems.length - MOST_SHOWN} more` : '';
  return new CliError(
    `${problems.length} of ${total} records in ${file} cannot be used: ${first.join('; ')}${more}. Correct or remove them`,
  );
}
