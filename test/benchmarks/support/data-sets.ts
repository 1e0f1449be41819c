import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { HistoryMetrics, HistoryPost } from '../../../lib/learning/history.ts';
import { parseCsv } from './csv.ts';

const HOUR_MS = 3_600_000;

/** A post with one final count, known a day after it was published: what the published baselines assume. */
function finished(post: Omit<HistoryPost, 'metrics'>, engagements: number): HistoryPost {
  const posted = new Date(post.posted_at).getTime();
  return { ...post, metrics: [{ collected_at: new Date(posted + 24 * HOUR_MS).toISOString(), engagements }] };
}

export function ropensci(dataPath: string): HistoryPost[] {
  const folder = join(dataPath, 'ropensci-x-analytics');
  const exports = readdirSync(folder).filter((file) => file.startsWith('tweet_activity_metrics'));
  return exports.flatMap((file) =>
    parseCsv(readFileSync(join(folder, file), 'utf8')).map((row) =>
      finished(
        {
          tweet_id: row['Tweet id']!,
          posted_at: new Date(row.time!.replace(' +0000', 'Z').replace(' ', 'T')).toISOString(),
          content: row['Tweet text']!,
        },
        Number(row.engagements),
      ),
    ),
  );
}

export function fivethirtyeight(dataPath: string): HistoryPost[] {
  return ['BarackObama', 'realDonaldTrump'].flatMap((author) =>
    parseCsv(readFileSync(join(dataPath, 'fivethirtyeight', `${author}.csv`), 'latin1')).map((row) => {
      const [, month, day, year, time] = /^(\d+)\/(\d+)\/(\d+) (\d+:\d+)$/.exec(row.created_at!)!;
      const date = `20${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}T${time!.padStart(5, '0')}:00Z`;
      return finished(
        { tweet_id: row.url!.split('/').at(-1)!, posted_at: date, author, content: row.text! },
        Number(row.replies) + Number(row.retweets) + Number(row.favorites),
      );
    }),
  );
}

/** One account from the day it ran for office; the device is the generator. Times are US Eastern without summer time. */
export function devices(dataPath: string): HistoryPost[] {
  const text = gunzipSync(readFileSync(join(dataPath, 'trump-devices', 'trump_tweets.csv.gz'))).toString('utf8');
  return parseCsv(text)
    .filter((row) => row.created_at! >= '2015-06-16' && Number(row.favorite_count) > 0)
    .map((row) =>
      finished(
        {
          tweet_id: row.id_str!,
          posted_at: `${row.created_at!.replace(' ', 'T')}-05:00`,
          content: row.text!,
          generator_name: row.source!,
        },
        Number(row.retweet_count) + Number(row.favorite_count),
      ),
    );
}

export function hackerNews(dataPath: string): HistoryPost[] {
  const text = gunzipSync(readFileSync(join(dataPath, 'hacker-news', 'full_2016-09-07_to_26.csv.gz'))).toString('utf8');
  return parseCsv(text).map((row) => {
    const [, month, day, year, time] = /^(\d+)\/(\d+)\/(\d+) (\d+:\d+)$/.exec(row.created_at!)!;
    return finished(
      {
        tweet_id: row.id!,
        posted_at: `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}T${time!.padStart(5, '0')}:00-04:00`,
        author: row.author!,
        content: row.title! + (row.url ? ` ${row.url}` : ''),
      },
      Number(row.num_points) + Number(row.num_comments),
    );
  });
}

/** Readings on a dense ladder of ages, as the scraper would have taken them, and one of the final count. */
function cascade(id: string, postedMs: number, delaysMs: readonly number[]): HistoryPost {
  const metrics: HistoryMetrics[] = [];
  let seen = 0;
  for (const ageMinutes of [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 720, 1440, 2880, 4320]) {
    while (seen < delaysMs.length && delaysMs[seen]! <= ageMinutes * 60_000) seen += 1;
    metrics.push({ collected_at: new Date(postedMs + ageMinutes * 60_000).toISOString(), engagements: seen });
  }
  const lastMs = Math.max(168 * HOUR_MS, delaysMs.at(-1) ?? 0);
  metrics.push({ collected_at: new Date(postedMs + lastMs).toISOString(), engagements: delaysMs.length });
  return { tweet_id: id, posted_at: new Date(postedMs).toISOString(), author: id, metrics };
}

export function twitter15(dataPath: string): HistoryPost[] {
  const text = gunzipSync(readFileSync(join(dataPath, 'twitter15-cascades', 'cascades.jsonl.gz'))).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; delays_min: number[] })
    .map(({ id, delays_min }) =>
      cascade(
        id,
        Number((BigInt(id) >> 22n) + 1288834974657n),
        delays_min.map((minutes) => minutes * 60_000),
      ),
    );
}

export function tideh(dataPath: string): HistoryPost[] {
  const tar = gunzipSync(readFileSync(join(dataPath, 'tideh-cascades', 'training_RT1-100.tar.gz')));
  return readTar(tar).map(({ name, text }, index) => {
    const delays = text
      .trim()
      .split('\n')
      .slice(2)
      .map((line) => Number(line.split(' ')[0]) * 1000);
    return cascade(name, Date.UTC(2011, 9, 1) + index * HOUR_MS, delays);
  });
}

function readTar(tar: Buffer): { name: string; text: string }[] {
  const files: { name: string; text: string }[] = [];
  for (let offset = 0; offset + 512 <= tar.length; ) {
    const name = tar.toString('utf8', offset, offset + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('utf8', offset + 124, offset + 136), 8) || 0;
    const text = tar.toString('utf8', offset + 512, offset + 512 + size);
    if (/RT\d+\.txt$/.test(name)) files.push({ name, text });
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** The simulated worlds of 28 days: one history per world. Impressions stand in for reach, engagements for the target. */
export function worlds(dataPath: string, name: 'w1_7d_dev' | 'w1_28d_dev'): HistoryPost[][] {
  const { worlds } = JSON.parse(
    gunzipSync(readFileSync(join(dataPath, 'worlds', `${name}.json.gz`))).toString('utf8'),
  ) as {
    worlds: { id: string; rows: WorldRow[] }[];
  };
  const start = Date.UTC(2026, 0, 5);
  return worlds.map(({ id, rows }) =>
    rows.map(([day, , hour, generator, format, topic, , , , snapshots], index) => {
      const postedMs = start + (day * 24 + hour) * HOUR_MS;
      return {
        tweet_id: `${id}-${index}`,
        posted_at: new Date(postedMs).toISOString(),
        generator_name: `g${generator}`,
        decision_type: format === 1 ? 'thread' : 'single',
        topic: `t${topic}`,
        metrics: snapshots.map(([ageHours, impressions, engagements]) => ({
          collected_at: new Date(postedMs + ageHours * HOUR_MS).toISOString(),
          impressions,
          engagements,
        })),
      };
    }),
  );
}

type WorldRow = [number, number, number, number, number, number, number, number, number, [number, number, number][]];
