import { parse } from 'csv-parse/sync';
import type { HistoryPost } from '../../../../lib/learning/history.ts';
import { snowflakeTime } from '../../../../lib/x/snowflake.ts';
import { type HistoryProblem, shown } from './problem.ts';

/** Where each figure stands in X's own exports: of today, and up to 2023. */
const GENERATIONS = [
  {
    id: 'Post id',
    text: 'Post text',
    link: 'Link',
    counts: {
      impressions: 'Impressions',
      likes: 'Likes',
      engagements: 'Engagements',
      bookmarks: 'Bookmarks',
      new_follows: 'New follows',
      replies: 'Replies',
      retweets: 'Reposts',
    },
  },
  {
    id: 'Tweet id',
    text: 'Tweet text',
    link: 'Tweet permalink',
    counts: {
      impressions: 'impressions',
      likes: 'likes',
      engagements: 'engagements',
      new_follows: 'follows',
      replies: 'replies',
      retweets: 'retweets',
    },
  },
] as const;

type Generation = (typeof GENERATIONS)[number];
type Row = Readonly<Record<string, string>>;

/** Whether a file's first line is the header of an analytics export. */
export function isAnalyticsCsv(firstLine: string): boolean {
  return generationOf(firstLine) !== null;
}

/**
 * Posts of an analytics export, old or new. The exact time of posting is in the id; the export says nothing of when its
 * figures were read, so that time is given.
 */
export function parseAnalyticsCsv(text: string, readAt: Date): { posts: HistoryPost[]; problems: HistoryProblem[] } {
  const header = text.slice(0, text.indexOf('\n'));
  const generation = generationOf(header);
  if (generation === null) return { posts: [], problems: [{ line: 1, message: `not the header of X's analytics` }] };
  let rows: { record: Row; info: { lines: number } }[];
  try {
    const delimiter = delimiterOf(header, generation);
    rows = parse(text, { columns: true, bom: true, info: true, skip_empty_lines: true, trim: true, delimiter });
  } catch (error) {
    const { message, lines = 1 } = error as Error & { lines?: number };
    return { posts: [], problems: [{ line: lines, message: `${message} Is the file complete?` }] };
  }
  const posts: HistoryPost[] = [];
  const problems: HistoryProblem[] = [];
  for (const { record, info } of rows) {
    const post = readRow(record, generation, readAt);
    if (typeof post === 'string') problems.push({ line: info.lines, message: post });
    else posts.push(post);
  }
  return { posts, problems };
}

/** X writes commas; spreadsheets of some countries save semicolons or tabs instead. */
function delimiterOf(header: string, { text, link }: Generation): string {
  return (
    [',', ';', '\t'].find(
      (mark) =>
        header.includes(`${mark}${text}`) || header.includes(`${mark}"${text}"`) || header.includes(`${mark}"${link}"`),
    ) ?? ','
  );
}

function generationOf(header: string): Generation | null {
  return (
    GENERATIONS.find(({ id }) => header.replace(/^\ufeff/, '').startsWith(id) || header.includes(`"${id}"`)) ?? null
  );
}

function readRow(row: Row, generation: Generation, readAt: Date): HistoryPost | string {
  const id = row[generation.id] ?? '';
  const postedAt = snowflakeTime(id);
  if (postedAt === null) {
    const hint = /e\+/i.test(id) ? ': a spreadsheet has rounded it; export again and do not save it from there' : '';
    return `${generation.id} must be the id of a post, but got ${shown(id)}${hint}`;
  }
  const counts: Record<string, number | null> = {};
  for (const [name, column] of Object.entries(generation.counts)) {
    const count = readCount(row[column]);
    if (count === undefined) return `${column} must be a whole number, but got ${shown(row[column])}`;
    counts[name] = count;
  }
  return {
    tweet_id: id,
    posted_at: postedAt,
    author: /^https?:\/\/(?:www\.)?(?:x|twitter)\.com\/(\w+)\/status/.exec(row[generation.link] ?? '')?.[1] ?? null,
    content: unescapeText(row[generation.text] ?? '') || null,
    metrics: [{ collected_at: readAt, ...counts }],
  };
}

/** Null where X writes nothing or a dash; undefined when it is no count. The old exports write 12 as 12.0. */
function readCount(text: string | undefined): number | null | undefined {
  if (text === undefined || text === '' || text === '-') return null;
  const count = Number(text.replaceAll(',', ''));
  return Number.isSafeInteger(count) ? count : undefined;
}

/** X escapes these three and no others. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
