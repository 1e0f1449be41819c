import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { parseCsv } from './csv.ts';

/** A real account: posts in order of time, each with its final counts read a week after posting. */
export interface RealAccount {
  name: string;
  timeZone: string;
  posts: HistoryPost[];
}

const WEEK_MS = 7 * 86_400_000;

const read = (path: string, encoding: BufferEncoding = 'utf8') => {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(encoding);
};

function inOrder(posts: (HistoryPost | null)[]): HistoryPost[] {
  return posts
    .filter((post) => post !== null)
    .sort((a, b) => Number(a.posted_at) - Number(b.posted_at) || (a.tweet_id < b.tweet_id ? -1 : 1));
}

function post(
  id: string,
  postedAtMs: number,
  counts: Record<string, number | null>,
  generator?: string,
): HistoryPost | null {
  if (!Number.isFinite(postedAtMs)) return null;
  const base = { tweet_id: id, posted_at: new Date(postedAtMs) };
  return {
    ...base,
    ...(generator && { generator_name: generator }),
    metrics: [{ collected_at: new Date(postedAtMs + WEEK_MS), ...counts }],
  };
}

/** Monthly X analytics exports of one account, with impressions. */
export function ropensci(folder: string): RealAccount {
  const directory = join(folder, 'ropensci-x-analytics');
  const rows = readdirSync(directory)
    .filter((file) => file.startsWith('tweet_activity'))
    .flatMap((file) => parseCsv(read(join(directory, file))));
  const unique = new Map(rows.map((row) => [row['Tweet id']!, row]));
  const posts = [...unique].map(([id, row]) =>
    post(id, Date.parse(row.time!.replace(' +0000', 'Z').replace(' ', 'T')), {
      impressions: Number(row.impressions),
      engagements: Number(row.engagements),
    }),
  );
  return { name: 'rOpenSci', timeZone: 'UTC', posts: inOrder(posts) };
}

/** Two politicians' posts with replies, retweets and favorites; no impressions. */
export function fivethirtyeight(folder: string, handle: string): RealAccount {
  const rows = parseCsv(read(join(folder, 'fivethirtyeight', `${handle}.csv`), 'latin1'));
  const posts = rows.map((row) => {
    const [month, day, year, hour, minute] = row.created_at!.split(/[/ :]/).map(Number);
    const at = Date.UTC(2000 + year!, month! - 1, day!, hour!, minute!);
    const counts = { replies: Number(row.replies), retweets: Number(row.retweets), likes: Number(row.favorites) };
    return post(row.url!.split('/').at(-1)!, at, counts);
  });
  return { name: handle, timeZone: 'UTC', posts: inOrder(posts) };
}

/** One account whose device of posting stands for the generator. A favorite count of 0 is missing there. */
export function devices(folder: string): RealAccount {
  const rows = parseCsv(read(join(folder, 'trump-devices', 'trump_tweets.csv.gz')));
  const posts = rows
    .filter((row) => row.is_retweet === 'FALSE')
    .map((row) => {
      const likes = Number(row.favorite_count);
      const counts = { retweets: Number(row.retweet_count), likes: likes > 0 ? likes : null };
      const device = row.source!.replace('Twitter for ', '');
      return likes > 0
        ? post(row.id_str!, Date.parse(`${row.created_at!.replace(' ', 'T')}-05:00`), counts, device)
        : null;
    });
  return { name: 'devices', timeZone: 'Etc/GMT+5', posts: inOrder(posts) };
}

/** Every submission of some weeks, as if of one account. */
export function hackerNews(folder: string): RealAccount {
  const rows = parseCsv(read(join(folder, 'hacker-news', 'full_2016-09-07_to_26.csv.gz')));
  const posts = rows.map((row) => {
    const [month, day, year, hour, minute] = row.created_at!.split(/[/ :]/).map(Number);
    const counts = { likes: Number(row.num_points), replies: Number(row.num_comments) };
    return post(row.id!, Date.UTC(year!, month! - 1, day!, hour! + 4, minute!), counts);
  });
  return { name: 'hacker-news', timeZone: 'America/New_York', posts: inOrder(posts) };
}
