import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAnalyticsCsv } from '../../../../infra/local/cli/history/analytics-csv.ts';
import { historyRecord } from '../../../../infra/local/cli/history/history-record.ts';
import { parseNdjson } from '../../../../infra/local/cli/history/read-history.ts';
import { run } from './run.ts';

const READ_AT = new Date('2025-02-10T00:00:00Z');
const post = {
  tweet_id: '1',
  posted_at: '2026-11-01T09:00:00Z',
  metrics: [{ collected_at: '2026-11-02T09:00:00Z', likes: 3 }],
};

describe('a history record', () => {
  it('needs an id, a time of posting and a reading', () => {
    expect(historyRecord(post)).toMatchObject({
      tweet_id: '1',
      posted_at: new Date('2026-11-01T09:00:00Z'),
      metrics: [{ likes: 3, impressions: null, new_follows: null }],
    });
  });

  it('keeps zero and unknown apart', () => {
    const { metrics } = historyRecord({ ...post, metrics: [{ collected_at: '2026-11-02', likes: 0, replies: null }] });
    expect(metrics[0]).toMatchObject({ likes: 0, replies: null, quotes: null });
  });

  it('takes times without an offset as UTC, and offsets as they are', () => {
    const at = (posted_at: string) => (historyRecord({ ...post, posted_at }).posted_at as Date).toISOString();
    expect(at('2026-11-01T09:00:00')).toBe('2026-11-01T09:00:00.000Z');
    expect(at('2026-11-01 09:00:00+02:00')).toBe('2026-11-01T07:00:00.000Z');
  });

  it.each([
    [[], 'a record must be a JSON object, but got []'],
    [
      { ...post, tweet_id: 12 },
      "tweet_id must be X's id of the post as a string (a number loses digits: put it in quotes), but got 12",
    ],
    [
      { ...post, posted_at: 'yesterday' },
      'posted_at must be an ISO 8601 time, e.g. "2026-11-22T10:00:00Z", but got "yesterday"',
    ],
    [{ ...post, posted_at: '2026-13-01T00:00:00Z' }, 'posted_at must be an ISO 8601 time'],
    [{ ...post, metrics: undefined }, 'metrics must be a list of readings, but got nothing'],
    [
      { ...post, metrics: [{ collected_at: '2026-11-02', likes: -1 }] },
      'metrics[0].likes must be a whole number from 0',
    ],
    [
      { ...post, metrics: [{ collected_at: '2026-11-02', impressions: '12' }] },
      'metrics[0].impressions must be a whole number',
    ],
    [{ ...post, metrics: [{ likes: 1 }] }, 'metrics[0].collected_at must be an ISO 8601 time'],
    [{ ...post, decision_type: 'poll' }, 'decision_type must be "single", "thread" or null, but got "poll"'],
    [{ ...post, assignment_probability: 0 }, 'assignment_probability must be a number above 0 and up to 1, but got 0'],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => historyRecord(value)).toThrow(message);
  });
});

describe('NDJSON history', () => {
  it('numbers the lines that cannot be used and reads the others', () => {
    const text = `\ufeff${JSON.stringify(post)}\r\n\n{"tweet_id":\n${JSON.stringify({ ...post, tweet_id: '' })}\n`;
    const { posts, problems } = parseNdjson(text);
    expect(posts.map(({ tweet_id }) => tweet_id)).toEqual(['1']);
    expect(problems.map(({ line }) => line)).toEqual([3, 4]);
    expect(problems[0]?.message).toMatch(/^is not JSON .*is the file complete\?$/);
  });
});

describe("X's analytics export", () => {
  const newer = [
    'Post id,Date,Post text,Link,Impressions,Likes,Engagements,Bookmarks,Share,New follows,Replies,Reposts,Profile visits,Detail expands,Url clicks,Hashtag clicks,Permalink clicks',
    '1886450000000000000,Mon Feb 03 2025,"Two lines,\nand a comma &amp; more",https://x.com/someone/status/1886450000000000000,1200,14,40,3,1,2,5,4,9,10,0,0,1',
  ].join('\n');
  const older = [
    '"Tweet id","Tweet permalink","Tweet text","time","impressions","engagements","engagement rate","retweets","replies","likes","user profile clicks","follows"',
    '"812369747765362688","https://twitter.com/rOpenSci/status/812369747765362688","New pkg","2016-12-23 18:50 +0000","1938.0","18.0","0.0093","0.0","-","1.0","0.0","0"',
  ].join('\n');

  it('of today is read with the exact time from the id', () => {
    const { posts, problems } = parseAnalyticsCsv(newer, READ_AT);
    expect(problems).toEqual([]);
    expect(posts).toEqual([
      {
        tweet_id: '1886450000000000000',
        posted_at: new Date('2025-02-03T16:21:43.203Z'),
        author: 'someone',
        content: 'Two lines,\nand a comma & more',
        metrics: [
          {
            collected_at: READ_AT,
            impressions: 1200,
            likes: 14,
            engagements: 40,
            bookmarks: 3,
            new_follows: 2,
            replies: 5,
            retweets: 4,
          },
        ],
      },
    ]);
  });

  it('of the older kind is read too; a dash is unknown', () => {
    const { posts } = parseAnalyticsCsv(older, READ_AT);
    expect(posts[0]?.posted_at).toEqual(new Date('2016-12-23T18:50:15.624Z'));
    expect(posts[0]?.metrics[0]).toMatchObject({
      impressions: 1938,
      engagements: 18,
      retweets: 0,
      replies: null,
      likes: 1,
    });
  });

  it('that a spreadsheet has rounded is refused, with the reason', () => {
    const { posts, problems } = parseAnalyticsCsv(newer.replace(/^1886450000000000000/m, '1.88645E+18'), READ_AT);
    expect(posts).toEqual([]);
    expect(problems[0]?.message).toBe(
      'Post id must be the id of a post, but got "1.88645E+18": a spreadsheet has rounded it; export again and do not save it from there',
    );
  });

  it('that is cut off is refused', () => {
    const { problems } = parseAnalyticsCsv(newer.slice(0, newer.indexOf('comma')), READ_AT);
    expect(problems[0]?.message).toContain('Is the file complete?');
  });

  it.each([';', '\t'])('that a spreadsheet has saved with %j between the columns is read as well', (mark) => {
    const saved = newer.replaceAll(',', mark).replace(`lines${mark}`, 'lines,').replace(`lines,\nand`, 'lines, and');
    const { posts, problems } = parseAnalyticsCsv(saved.replace('"Two lines, and', '"Two lines,\nand'), READ_AT);
    expect(problems).toEqual([]);
    expect(posts[0]).toMatchObject({ tweet_id: '1886450000000000000', metrics: [{ impressions: 1200, retweets: 4 }] });
  });
});

describe('files of history', () => {
  const header = 'Post id,Date,Post text,Link,Impressions,Likes,Engagements,New follows,Replies,Reposts,Bookmarks';
  const row = (id: string) => `${id},Mon Feb 03 2025,text,https://x.com/a/status/${id},1200,14,40,2,5,4,3`;

  it('that are something else are named as a whole, rather than line by line', async () => {
    const overview = 'Date,Impressions,Likes\n"Sat, Nov 21, 2026",3034,12\n';
    expect((await run(['analyze', '-'], { stdin: overview })).err).toBe(
      "hone: - is X's account overview by day, without single posts; export the posts: on X, Analytics, Content, download\n",
    );
    const { code, err } = await run(['analyze', '-'], { stdin: '# Notes\nof mine\n' });
    expect({ code, err }).toEqual({
      code: 1,
      err: 'hone: - is neither NDJSON history (a JSON object on each line) nor X\'s analytics CSV (a header with "Post id" or "Tweet id"); it begins with "# Notes"\n',
    });
  });

  it('count the last day in their name where posts of that day are in them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hone-history-'));
    const file = join(folder, 'account_analytics_content_2025-01-27_2025-02-03.csv');
    await writeFile(file, [header, row('1886450000000000000'), ''].join('\n'));
    const { out } = await run(['analyze', file]);
    await rm(folder, { recursive: true });
    expect(JSON.parse(out)).toMatchObject({ now: '2025-02-04T00:00:00.000Z', posts: { used: 1, leftOut: {} } });
  });
});
