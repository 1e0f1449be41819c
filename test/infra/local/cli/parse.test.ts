import { describe, expect, it } from 'vitest';
import { sharedPath, skipNotice } from '../../../support/shared.ts';
import { records, run } from './run.ts';

const recorded = sharedPath('recorded', 'x');

describe.skipIf(!recorded)(`hone parse on recorded payloads${skipNotice(recorded)}`, () => {
  it("prints exactly the account's own posts", async () => {
    const { code, out, err } = await run(['parse', `${recorded}/raw_user_tweets.json`, '--author-id', '2244994945']);
    expect(code).toBe(0);
    expect(err).toBe('');
    const posts = records(out);
    expect(posts.map(({ tweet_id }) => tweet_id)).toEqual([
      '2019881223666233717',
      '2082640274845811115',
      '2082640276389249363',
      '2074882755905585583',
      '2072126677535346779',
    ]);
    expect(posts[0]).toEqual({
      tweet_id: '2019881223666233717',
      author_id: '2244994945',
      created_at: '2026-02-06T21:09:45.957Z',
      impressions: 2525462,
      likes: 5569,
      retweets: 832,
      replies: 783,
      quotes: 573,
      bookmarks: 2810,
      source: 'timeline_json',
    });
  });

  it('tells what X refused on standard error and still exits with 0', async () => {
    const { code, out, err } = await run(['parse', `${recorded}/errors/_issue_346_user_suspended.json`]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('X reported suspended: User is suspended');
  });

  it('prints what it can of several files and exits with 1 when one cannot be read', async () => {
    const { code, out, err } = await run(['parse', '/nowhere.json', `${recorded}/raw_user_tweets.json`]);
    expect(code).toBe(1);
    expect(records(out)).toHaveLength(5);
    expect(err).toBe(
      '/nowhere.json does not exist; check the path\nhone: 1 of 2 files could not be read; the others were\n',
    );
  });
});

describe('hone parse', () => {
  it('says in one sentence that a payload is truncated', async () => {
    const { code, out, err } = await run(['parse', '-'], { stdin: '{"data":{"user":' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^hone: -: neither JSON nor HTML .* Is the file complete\?\n$/);
  });

  it('refuses bytes that are not text', async () => {
    const { code, err } = await run(['parse', '-'], { stdin: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]) });
    expect(code).toBe(1);
    expect(err).toBe('hone: - is not UTF-8 text; convert it, or name another file\n');
  });

  it('wants a numeric author id', async () => {
    const { code, err } = await run(['parse', 'x.json', '--author-id', '@xdevelopers']);
    expect(code).toBe(2);
    expect(err).toContain("Wanted X's numeric user id, e.g. 2244994945.");
  });
});
