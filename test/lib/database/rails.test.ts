import fc from 'fast-check';
import postgres from 'postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import { type OccupiedTime, railBroken, railsWith } from '../../../lib/content/rails.ts';
import type { Sql } from '../../../lib/database/client.ts';
import { connectionOptions } from '../../../lib/database/connection-options.ts';
import { addAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { planRefusal, railsOf, updateRails } from '../../../lib/database/queries/rails.ts';
import { localClock } from '../../../lib/learning/local-time.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const REFUSED = { code: 'HN010' };

async function insert(status: string, at: string, options: { format?: string; sql?: Sql } = {}): Promise<string> {
  const { format = 'single', sql = db.sql } = options;
  const out = status === 'posted' || status === 'gone';
  const [row] = await sql<{ id: string }[]>`
    insert into content_metadata (account_id, status, decision_type, scheduled_at, posted_at)
    values ('ada', ${status}, ${format}, ${out ? null : new Date(at)}, ${out ? new Date(at) : null}) returning decision_id as id`;
  return row!.id;
}
const planned = async () => {
  const [row] = await db.sql<{ n: number }[]>`
    select count(*)::int as n from content_metadata where is_planned(status)`;
  return row!.n;
};

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'Europe/Berlin', at: new Date('2026-11-01') });
});

describe('rails', () => {
  it('come with the account: 5 posts a day, 1 an hour, 60 minutes apart, 2 threads', async () => {
    expect(await railsOf(db.sql, 'ada')).toEqual(railsWith());
    expect(await railsOf(db.sql, 'bob')).toBeNull();
  });

  it('change only where they are named', async () => {
    const change = { postsPerDay: 3, quietHours: [0, 1], neverPostDays: [6] };
    expect(await updateRails(db.sql, 'ada', change)).toEqual(railsWith(change));
    expect(await updateRails(db.sql, 'ada', { quietHours: [] })).toEqual(railsWith({ ...change, quietHours: [] }));
  });
});

describe('a post that is planned', () => {
  it('is refused beyond the posts of a local day', async () => {
    for (const time of ['06:00', '09:00', '12:00', '15:00', '18:00']) await insert('draft', `2026-11-22T${time}Z`);
    // 23:30 in Berlin is the same day, 00:30 is the next.
    await expect(insert('draft', '2026-11-22T22:30Z')).rejects.toMatchObject({
      ...REFUSED,
      message: 'posts_per_day: the day has 5 of 5 posts',
    });
    await insert('draft', '2026-11-22T23:30Z');
  });

  it('is refused within the gap to any other, found ones too', async () => {
    await insert('posted', '2026-11-22T10:30Z');
    await expect(insert('draft', '2026-11-22T11:29Z')).rejects.toMatchObject({
      ...REFUSED,
      message: 'min_gap: another post is 59 minutes away, and 60 are kept',
    });
    await expect(insert('queued', '2026-11-22T09:31Z')).rejects.toMatchObject(REFUSED);
    await insert('draft', '2026-11-22T11:30Z');
  });

  it('is refused beyond the posts of an hour, however short the gap may be', async () => {
    await updateRails(db.sql, 'ada', { minGapMinutes: 5 });
    await insert('pending_approval', '2026-11-22T10:05Z');
    await expect(insert('draft', '2026-11-22T10:50Z')).rejects.toThrow('posts_per_hour: the hour has 1 of 1 posts');
    await insert('draft', '2026-11-22T11:00Z');
  });

  it('is refused as the third thread of a day, and when it becomes one', async () => {
    await insert('draft', '2026-11-22T08:00Z', { format: 'thread' });
    await insert('unknown', '2026-11-22T10:00Z', { format: 'thread' });
    await expect(insert('draft', '2026-11-22T12:00Z', { format: 'thread' })).rejects.toThrow('threads_per_day');
    const id = await insert('draft', '2026-11-22T12:00Z');
    const becomes = db.sql`update content_metadata set decision_type = 'thread' where decision_id = ${id}`;
    await expect(becomes).rejects.toMatchObject(REFUSED);
  });

  it('is refused at quiet hours and on days without posts, of the rails and of the locks', async () => {
    await updateRails(db.sql, 'ada', { quietHours: [23], neverPostDays: [5] });
    await updateAccount(db.sql, 'ada', { settings: { locks: { forbiddenHours: [3], neverPostDays: [0] } } });
    await expect(insert('draft', '2026-11-22T22:10Z')).rejects.toThrow('quiet_hours: nothing goes out at 23:00');
    await expect(insert('draft', '2026-11-22T02:10Z')).rejects.toThrow('quiet_hours: nothing goes out at 3:00');
    await expect(insert('draft', '2026-11-21T10:00Z')).rejects.toThrow(
      'never_post_days: nothing goes out on a saturday',
    );
    await expect(insert('draft', '2026-11-23T10:00Z')).rejects.toThrow('never_post_days: nothing goes out on a monday');
    await insert('draft', '2026-11-22T10:10Z');
  });

  it('is refused when it is moved, or taken up again, where there is no room', async () => {
    await insert('draft', '2026-11-22T10:00Z');
    const other = await insert('draft', '2026-11-22T12:00Z');
    const skipped = await insert('skipped', '2026-11-22T10:15Z');
    const moved = db.sql`update content_metadata set scheduled_at = '2026-11-22T10:59Z' where decision_id = ${other}`;
    await expect(moved).rejects.toMatchObject(REFUSED);
    const again = db.sql`update content_metadata set status = 'queued' where decision_id = ${skipped}`;
    await expect(again).rejects.toMatchObject(REFUSED);
  });

  it('keeps its place when its text or its approval changes, though the rails have become narrower', async () => {
    const id = await insert('draft', '2026-11-22T10:00Z');
    await updateRails(db.sql, 'ada', { postsPerDay: 0 });
    await db.sql`update content_metadata set status = 'queued', content = 'x' where decision_id = ${id}`;
    expect(
      await planRefusal(db.sql, {
        accountId: 'ada',
        decisionId: id,
        format: 'single',
        at: new Date('2026-11-22T10:00Z'),
      }),
    ).toBe('posts_per_day: the day has 0 of 0 posts');
  });

  it('is refused at an isolation level that does not see what others plan', async () => {
    const planning = db.sql.begin('isolation level repeatable read', async (tx) => {
      await tx`insert into content_metadata (account_id, status, scheduled_at) values ('ada', 'draft', '2026-11-22T10:00Z')`;
    });
    await expect(planning).rejects.toMatchObject(REFUSED);
  });
});

describe('a post that was found or imported', () => {
  it('is never refused, and takes its place', async () => {
    for (let minute = 0; minute < 8; minute += 1) await insert('posted', `2026-11-22T10:0${minute}Z`);
    await expect(insert('draft', '2026-11-22T15:00Z')).rejects.toThrow('posts_per_day: the day has 8 of 5 posts');
  });
});

describe('planned by two at once', () => {
  it('the rails hold: who comes second waits and is refused', async () => {
    const open = () => {
      const { url, options } = connectionOptions(db.url, 'hone-test');
      return postgres(url, options) as Sql;
    };
    const others = [open(), open(), open()];
    try {
      const tries = others.flatMap((sql, k) =>
        Array.from({ length: 8 }, (_, hour) =>
          insert('draft', `2026-11-22T${String(6 + 2 * hour).padStart(2, '0')}:${10 + k}Z`, { sql }),
        ),
      );
      const results = await Promise.allSettled(tries);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
      expect(await planned()).toBe(5);
    } finally {
      await Promise.all(others.map((sql) => sql.end()));
    }
  });
});

describe('the law of the database', () => {
  it('is the one the plan is drawn by', async () => {
    const clock = localClock('Europe/Berlin');
    const start = Date.parse('2026-10-24T00:00Z'); // clocks go back on the 25th
    const minutes = fc.integer({ min: 0, max: 72 * 60 });
    const format = fc.constantFrom('single' as const, 'thread' as const);
    const cases = fc.record({
      posts: fc.array(fc.record({ minute: minutes, format }), { minLength: 1, maxLength: 14 }),
      rails: fc.record({
        postsPerDay: fc.integer({ min: 1, max: 4 }),
        postsPerHour: fc.integer({ min: 1, max: 2 }),
        minGapMinutes: fc.constantFrom(1, 30, 60, 240),
        threadsPerDay: fc.integer({ min: 0, max: 2 }),
        quietHours: fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { maxLength: 8 }),
        neverPostDays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 1 }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ posts, rails }) => {
        await db.sql`delete from content_metadata`;
        await updateRails(db.sql, 'ada', rails);
        const occupied: OccupiedTime[] = [];
        for (const { minute, format: kind } of posts) {
          const post = { atMs: start + minute * 60_000, format: kind };
          const broken = railBroken(post, { occupied, rails: railsWith(rails), clock });
          const stored = await insert('draft', new Date(post.atMs).toISOString(), { format: kind }).then(
            () => null,
            (error: Error) => error.message.split(':')[0],
          );
          expect(stored).toBe(broken);
          if (broken === null) occupied.push(post);
        }
      }),
      { numRuns: process.env.HONE_LONG === '1' ? 500 : 25, seed: 10 },
    );
  });
});
