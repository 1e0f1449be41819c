import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../support/database.ts';
import { run } from './run.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 10);

/** Thirty posts of the last ten days, read at 2 and at 26 hours. */
function history(author: string): string {
  return Array.from({ length: 30 }, (_, index) => {
    const postedAt = NOW - (index + 1) * 8 * HOUR;
    const reading = (hours: number, impressions: number, likes: number) => ({
      collected_at: new Date(Math.min(postedAt + hours * HOUR, NOW)).toISOString(),
      impressions,
      likes,
    });
    return JSON.stringify({
      tweet_id: String(2_060_000_000_000_000_000n + BigInt(index)),
      posted_at: new Date(postedAt).toISOString(),
      author,
      generator_name: index % 2 === 0 ? 'story' : 'question',
      metrics: [reading(2, 400, 8), reading(26, 900, 20 + (index % 5))],
    });
  }).join('\n');
}

describe('the verbs on a database', () => {
  const database = testDatabase();
  const hone = (args: readonly string[], options: { stdin?: string; env?: Record<string, string> } = {}) =>
    run(args, { ...options, env: { DATABASE_URL: database.url, ...options.env } });
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hone-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('say what to do first while there is no account', async () => {
    for (const args of [['status'], ['report'], ['invoke', 'metrics_scraper']]) {
      const { code, out, err } = await hone(args);
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toContain('hone: there is no account yet; add yours with: hone account add HANDLE\n');
    }
  });

  it('add an account once, by its handle in any spelling', async () => {
    const added = await hone(['account', 'add', '@Some_One', '--time-zone', 'Europe/Berlin', '--json']);
    expect(added).toMatchObject({ code: 0, err: 'Next: hone invoke metrics_scraper --account some_one\n' });
    expect(JSON.parse(added.out)).toMatchObject({
      accountId: 'some_one',
      timeZone: 'Europe/Berlin',
      publishing: 'off',
    });
    const again = await hone(['account', 'add', 'some_one', '--time-zone', 'UTC']);
    expect(again).toMatchObject({
      code: 0,
      err: '@some_one was there already, in Europe/Berlin; nothing was changed\n',
    });
    expect((await hone(['account', 'list'])).out).toBe('@some_one  Europe/Berlin  publishing off\n');
    expect((await hone(['account', 'show', 'some_one'])).out).toContain(
      "X's id          not known until it is first read",
    );
  });

  it('refuse an account that is not there with 2, naming those that are', async () => {
    expect(await hone(['account', 'show', 'nobody'])).toEqual({
      code: 2,
      out: '',
      err: 'hone: there is no account nobody (there are some_one); add it with: hone account add nobody\n',
    });
    expect((await hone(['account', 'add', 'not a handle'])).code).toBe(2);
  });

  it('import a history once, however often it is given', async () => {
    const once = await hone(['import', '-', '--json'], { stdin: history('Some_One') });
    expect(once.code).toBe(0);
    expect(JSON.parse(once.out)).toMatchObject({ account: 'some_one', posts: 30, postsAdded: 30, readingsAdded: 60 });
    const twice = await hone(['import', '-'], { stdin: history('some_one') });
    expect(twice.out).toBe('@some_one: 30 posts read, 0 of them new, 0 new readings, 0 outcomes learned\n');
  });

  it("refuse another author's history with 4 and store nothing of it", async () => {
    const { code, out, err } = await hone(['import', '-'], { stdin: history('somebody_else') });
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('30 of 30 posts are by another author (@somebody_else) than @some_one');
  });

  it('run a job, and do a slot that is done not twice', async () => {
    const first = await hone(['invoke', 'autonomous_optimizer', '--at', '2026-11-22T08:00:00Z', '--json']);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject([
      { job: 'autonomous_optimizer', account: 'some_one', slot: '2026-11-22T07:00:00.000Z', status: 'ok' },
    ]);
    expect(first.err).toContain('[AUTONOMOUS_OPTIMIZER] Analysed');
    const second = await hone(['invoke', 'autonomous_optimizer', '--at', '2026-11-22T08:00:00Z']);
    expect(second).toMatchObject({ code: 0, out: expect.stringContaining('nothing was done twice') });
  });

  it('refuse to read the real X for another moment than now', async () => {
    const { code, err } = await hone(['invoke', 'metrics_scraper', '--at', '2026-11-20T00:00:00Z']);
    expect(code).toBe(4);
    expect(err).toContain('metrics_scraper works with https://x.com as it is now');
  });

  it('refuse a job that does not exist and a moment to come with 2', async () => {
    const unknown = await hone(['invoke', 'metrics_scrapper']);
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('the jobs are metrics_scraper, ') });
    expect((await hone(['invoke', 'error_analysis', '--at', '2027-01-01T00:00:00Z'])).code).toBe(2);
  });

  it('show how things stand, as text and as JSON', async () => {
    const text = await hone(['status']);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toContain('Reading X       has not run yet, next in 10 min');
    expect(text.out).toContain('Posts           20 in seven days (10 before), 20 of them read');
    const [status] = JSON.parse((await hone(['status', '--json'])).out);
    expect(status).toMatchObject({
      account: { handle: 'some_one' },
      simulated: false,
      week: { posts: 20, followers: null },
    });
  });

  it('write the report and say where it is', async () => {
    const file = join(folder, 'report.html');
    expect(await hone(['report', '--out', file])).toEqual({ code: 0, out: `${file}\n`, err: '' });
    expect(await readFile(file, 'utf8')).toContain('<h1><span>Hone report</span> <bdi>@some_one</bdi></h1>');
    expect((await hone(['report', '--out', '-'])).out).toMatch(/^<!doctype html>/);
    const nowhere = await hone(['report', '--out', join(folder, 'no', 'report.html')]);
    expect(nowhere).toMatchObject({
      code: 1,
      err: `hone: the folder ${join(folder, 'no')} does not exist; make it, or name another file\n`,
    });
  });

  it('mark what was read from an X on this machine as simulated', async () => {
    const env = { X_BASE_URL: 'http://127.0.0.1:8080' };
    expect((await hone(['status'], { env })).out).toContain(', simulated\n');
  });
});

describe('the verbs without what they need', () => {
  it.each([
    [
      { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' },
      /^hone: the database 127\.0\.0\.1:1\/x cannot be used .*\n$/,
    ],
    [{ DATABASE_URL: 'mysql://u:secret@h/x' }, /^hone: DATABASE_URL must look like postgres:\/\/.*\n$/],
    [
      { METRICS_MAX_POSTS_PER_RUN: 'lots' },
      /^hone: METRICS_MAX_POSTS_PER_RUN must be a whole number .* but got "lots"\n$/,
    ],
  ])('exit with 3 and one sentence: %j', async (env, message) => {
    const { code, out, err } = await run(['status'], { env });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toContain('secret');
  });
});
