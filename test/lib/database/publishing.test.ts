import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { beginPosting } from '../../../lib/database/queries/publish-attempts.ts';
import { publishingSummary } from '../../../lib/database/queries/publishing-status.ts';
import { pauseAccounts } from '../../../lib/jobs/pause.ts';
import { isId, snowflakeTime } from '../../../lib/x/snowflake.ts';
import { testDatabase } from '../../support/database.ts';
import { addPlannedPost, addPublishingAccount } from '../../support/planned-posts.ts';

const db = testDatabase();
const NOW = new Date('2026-11-22T12:00:00Z');
const accountId = 'ada';
const set = (column: string, value: unknown) =>
  db.sql`update accounts set ${db.sql({ [column]: value })} where account_id = ${accountId}`;

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addPublishingAccount(db.sql, { accountId, publishing: 'x' });
});

describe('the time in an id', () => {
  it('is the same for the database as for us', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 29_700_859_247n, max: 2n ** 63n - 1n }).map(String), async (id) => {
        expect(isId(id)).toBe(true);
        const [row] = await db.sql`select snowflake_time(${id}) as time`;
        expect(row!.time).toEqual(snowflakeTime(id));
      }),
      { numRuns: 50 },
    );
  });
});

describe('leave to post', () => {
  const ask = async (at = NOW, channel: 'x' | 'outbox' = 'x') => {
    const decisionId = await addPlannedPost(db.sql, { accountId, scheduledAt: NOW, approvedAt: NOW });
    return beginPosting(db.sql, { decisionId, part: 0, channel, at, leaseMs: 60_000 });
  };

  it.each([
    ['paused_at', NOW, 'paused'],
    ['publishing', 'off', 'off'],
    ['publishing', 'outbox', 'channel'],
    ['publishing_stopped_at', NOW, 'stopped'],
    ['publishing_rest_until', new Date(NOW.getTime() + 1), 'rest'],
    ['cool_down_until', new Date(NOW.getTime() + 1), 'cool_down'],
  ])('is not given where %s is %s', async (column, value, word) => {
    await set(column, value);
    expect((await ask()).refusal).toMatch(new RegExp(`^${word}: `));
    expect(await db.sql`select 1 from publish_attempts`).toHaveLength(0);
  });

  it('is not given without rails: what cannot be read is not taken for a yes', async () => {
    const decisionId = await addPlannedPost(db.sql, { accountId, scheduledAt: NOW, approvedAt: NOW });
    await db.sql`delete from publishing_rails`;
    const answer = await beginPosting(db.sql, { decisionId, part: 0, channel: 'x', at: NOW, leaseMs: 60_000 });
    expect(answer.refusal).toMatch(/^late: /); // how long a post may wait is a rail as well
    const [row] = await db.sql`select rails_refusal(${accountId}, ${decisionId}, 'single', ${NOW}) as refusal`;
    expect(row!.refusal).toMatch(/^no_rails: /);
  });

  it('is given once, to one of several that ask at the same time, with the texts that may go out', async () => {
    const parts = ['One of two', 'Two of two'];
    const decisionId = await addPlannedPost(db.sql, { accountId, scheduledAt: NOW, approvedAt: NOW, parts });
    const question = { decisionId, part: 0, channel: 'x' as const, at: NOW, leaseMs: 60_000 };
    const answers = await Promise.all([1, 2, 3].map(() => beginPosting(db.sql, question)));
    expect(answers.filter(({ refusal }) => refusal === null)).toMatchObject([
      { idempotencyKey: `${decisionId}/0`, parts },
    ]);
    await expect(
      db.sql`
        insert into publish_attempts (account_id, decision_id, attempt, idempotency_key, channel, started_at, lease_until)
        values (${accountId}, ${decisionId}, 9, 'k', 'x', ${NOW}, ${NOW})`,
    ).rejects.toMatchObject({ code: '23505' });
  });

  it('is not given for a post that is not there', async () => {
    const question = { part: 0, channel: 'x' as const, at: NOW, leaseMs: 60_000 };
    const decisionId = '00000000-0000-4000-8000-000000000000';
    expect(await beginPosting(db.sql, { ...question, decisionId })).toEqual({
      refusal: 'no_post: there is no such post',
    });
  });
});

describe('how publishing stands', () => {
  it('is counted, with what is next and what keeps it back', async () => {
    const hours = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
    const late = await addPlannedPost(db.sql, { accountId, scheduledAt: hours(5), approvedAt: NOW });
    const soon = await addPlannedPost(db.sql, { accountId, scheduledAt: hours(1), approvedAt: NOW });
    await addPlannedPost(db.sql, { accountId, scheduledAt: hours(2) });
    expect(await publishingSummary(db.sql, { accountId, at: NOW })).toMatchObject({
      queued: 2,
      waiting: 1,
      unknown: 0,
      next: [{ decisionId: soon }, { decisionId: late }],
      held: null,
    });
    await pauseAccounts(db.sql, { accountIds: [accountId], by: 'ada', at: NOW });
    const { held } = await publishingSummary(db.sql, { accountId, at: NOW });
    expect(held).toBe('paused: the account is paused');
  });
});
