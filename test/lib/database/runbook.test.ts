import { describe, expect, it } from 'vitest';
import { addAccount } from '../../../lib/database/queries/accounts.ts';
import { recordEvent } from '../../../lib/database/queries/events.ts';
import { addPost, refreshActuals } from '../../../lib/database/queries/posts.ts';
import { insertSnapshots } from '../../../lib/database/queries/snapshots.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const at = new Date('2026-11-22T10:00:00Z');

describe("the operators' runbook", () => {
  it('finds the latest optimizations, word for word', async () => {
    await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at });
    const optimizations = [{ type: 'timing_optimization', expectedImpact: 12.5, implemented: false }];
    await recordEvent(db.sql, { type: 'autonomous_optimization', data: { optimizations }, accountId: 'ada', at });
    const rows = await db.sql`
    SELECT event_data->>'optimizations' as optimizations, created_at FROM system_events
    WHERE event_type = 'autonomous_optimization' ORDER BY created_at DESC LIMIT 5;`;
    expect(JSON.parse(rows[0]?.optimizations)).toEqual(optimizations);
  });

  it('finds the latest measured posts, word for word', async () => {
    const unknown = {
      impressions: null,
      likes: null,
      retweets: null,
      replies: null,
      quotes: null,
      bookmarks: null,
      newFollows: null,
      profileVisits: null,
    };
    for (const [tweetId, counters] of [
      ['1', { ...unknown, impressions: 200, likes: 3, retweets: 1 }],
      ['2', unknown],
    ] as const) {
      const { decisionId } = await addPost(db.sql, {
        accountId: 'ada',
        tweetId,
        postedAt: at,
        decisionType: 'single',
        content: null,
        threadParts: null,
        generatorName: null,
        topic: null,
        at,
      });
      await insertSnapshots(db.sql, [
        { tweetId, collectedAt: at, source: 'timeline_json', counters, quality: 'ok', doubt: null, rawHash: null },
      ]);
      await refreshActuals(db.sql, [decisionId], at);
    }
    const rows = await db.sql`
    SELECT decision_id, actual_likes, actual_impressions, actual_engagement_rate, updated_at FROM content_metadata
    WHERE status = 'posted' AND actual_impressions IS NOT NULL ORDER BY updated_at DESC LIMIT 10;`;
    expect(rows).toMatchObject([{ actual_likes: 3, actual_impressions: 200, actual_engagement_rate: 0.02 }]);
  });
});
