import { beforeEach, describe, expect, it } from 'vitest';
import { withDatabase } from '../../../lib/database/client.ts';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { addPost, lockPost } from '../../../lib/database/queries/posts.ts';
import { insertSnapshots } from '../../../lib/database/queries/snapshots.ts';
import { adoptPosts } from '../../../lib/jobs/adopt-posts.ts';
import { testDatabase } from '../../support/database.ts';
import { observation, tweetIdAt } from '../../support/observation.ts';

const db = testDatabase();
const at = new Date('2026-11-20T10:00:00Z');
const original = tweetIdAt(at);
const edit = tweetIdAt(new Date(at.getTime() + 60_000));

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at });
});

describe('a post whose edit is found', () => {
  it('waits for a run that stores a reading of it, neither ending the other', async () => {
    const { sql } = db;
    const { decisionId } = await addPost(sql, {
      accountId: 'ada',
      tweetId: original,
      postedAt: at,
      decisionType: 'single',
      content: 'The first words of it',
      threadParts: null,
      generatorName: null,
      topic: null,
      at,
    });
    const shown = observation({
      tweetId: edit,
      readAt: at,
      text: 'Wholly other words',
      editTweetIds: [original, edit],
    });
    await withDatabase({ url: db.url, applicationName: 'adopting', limitMs: 20_000 }, async (beside) => {
      let adopting: ReturnType<typeof adoptPosts> | undefined;
      await sql.begin(async (tx) => {
        await lockPost(tx, decisionId);
        adopting = adoptPosts(beside, { accountId: 'ada', observations: [shown], at });
        const waiting = () =>
          tx`select 1 from pg_stat_activity where application_name = 'adopting' and wait_event_type = 'Lock'`;
        await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1);
        await insertSnapshots(tx, [
          {
            tweetId: original,
            collectedAt: at,
            source: 'timeline_json',
            counters: observation({ tweetId: original, readAt: at }).counters,
            quality: 'ok',
            doubt: null,
            rawHash: null,
          },
        ]);
      });
      expect((await adopting)?.problems).toEqual([]);
    });
    expect(await sql`select tweet_id from tweet_metrics`).toEqual([{ tweet_id: original }]);
    expect(await sql`select tweet_id, role from post_ids order by tweet_id`).toEqual([
      { tweet_id: original, role: 'root' },
      { tweet_id: edit, role: 'edit' },
    ]);
    expect(await sql`select content from content_metadata`).toEqual([{ content: 'Wholly other words' }]);
  });
});
