import { beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../support/database.ts';
import { tweetIdAt } from '../../../support/observation.ts';
import { addPlannedPost, addPublishingAccount, postRow } from '../../../support/planned-posts.ts';
import { run } from './run.ts';

const db = testDatabase();
const NOW = new Date('2026-11-22T10:00:00Z');
const accountId = 'ada';
const hone = (...args: string[]) => run(args, { env: { DATABASE_URL: db.url, USER: 'grace' } });
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const plan = (options: Partial<Parameters<typeof addPlannedPost>[1]> = {}) =>
  addPlannedPost(db.sql, { accountId, scheduledAt: at(1), createdAt: at(-48), ...options });
const events = async (id: string) => [
  ...(await db.sql`
      select event_type as type, event_data as data, created_at as at from system_events
      where event_data->>'decision_id' = ${id} order by created_at, event_type`),
];

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addPublishingAccount(db.sql, { accountId, publishing: 'outbox' });
});

describe('hone posts list and show', () => {
  it('shows what waits, the next one first, without anything that could move the cursor', async () => {
    const second = await plan({ scheduledAt: at(2), parts: ['Part one', 'Part two'] });
    const first = await plan({ parts: ['Red \u001b[31malert'] });
    const { code, out } = await hone('posts', 'list');
    expect(code).toBe(0);
    expect(out).toBe(
      `${first.slice(0, 8)}  pending approval  2026-11-22 11:00 UTC  @ada  how_to  single\n  Red \ufffd[31malert\n` +
        `${second.slice(0, 8)}  pending approval  2026-11-22 12:00 UTC  @ada  how_to  thread of 2\n  Part one\n`,
    );
    expect((await hone('posts', 'list', '--status', 'posted')).out).toBe('No such post is planned.\n');
    const listed = JSON.parse((await hone('posts', 'list', '--status', 'all', '--json')).out) as object[];
    expect(listed).toMatchObject([
      { decisionId: first, status: 'pending_approval', approvedAt: null },
      { decisionId: second, parts: ['Part one', 'Part two'] },
    ]);
  });

  it('shows one with every decision about it', async () => {
    const id = await plan({ parts: ['The words'] });
    await hone('posts', 'approve', id);
    const { out } = await hone('posts', 'show', id.slice(0, 8));
    expect(out).toContain(`${id}  queued  @ada\n`);
    expect(out).toContain('  approved      2026-11-22 10:00 UTC by grace\n');
    expect(out).toContain('\n  The words\n');
    expect(out).toContain('  2026-11-22 10:00 UTC  post approved by grace\n');
  });

  it('shows what is forecast of it, the newest of each kind, and what came', async () => {
    const id = await plan({ parts: ['The words'] });
    await db.sql`
      insert into forecasts (decision_id, target, age_hours, made_at, account_id, early_hours, made_from, described, value, lower,
        upper, nominal_coverage, recent_level, own_median, p_beats_median, model_version, learned_from)
      values
        (${id}, 'engagements', 24, ${at(-3)}, ${accountId}, 0, 'features', '', 30, 9, 70, .8, 25, 28, .55, 'blend-3', 200),
        (${id}, 'engagements', 24, ${at(-1)}, ${accountId}, 0, 'features', '', 34, 12, 80, .8, 25, 28, .62, 'blend-3', 200),
        (${id}, 'engagement_rate', 24, ${at(-1)}, ${accountId}, 0, 'recent_level', '', .03, .01, .06, .8, .03, null, null, 'blend-3', 200)`;
    await db.sql`
      update forecasts set actual = 41, error = .2, recent_level_error = .4, covered = true, judged_at = ${at(0)}
      where target = 'engagements' and made_at = ${at(-1)}`;
    const { out } = await hone('posts', 'show', id.slice(0, 8));
    expect(out).toContain(
      '\nForecasts\n' +
        '  engagement rate at 24 h, before publishing: 3.0%, 1.0% to 6.0% in 80% of cases; knows no more than the recent level\n' +
        '  engagements at 24 h, before publishing: 34, 12 to 80 in 80% of cases; 62% to beat your median of 28; 41 came\n',
    );
  });

  it('knows no post that is not there', async () => {
    expect(await hone('posts', 'show', 'abcd')).toMatchObject({
      code: 2,
      err: 'hone: there is no post abcd; see: hone posts list\n',
    });
    await plan({ parts: ['The words'] });
    expect(await hone('posts', 'show', '%')).toMatchObject({ code: 2 });
  });
});

describe('hone posts approve', () => {
  it('queues the named posts, and records who gave leave to which text, and when', async () => {
    const ids = [await plan({ parts: ['One text'] }), await plan()];
    const other = await plan();
    const { code } = await hone('posts', 'approve', ...ids.map((id) => id.slice(0, 10)), '--by', 'linus');
    expect(code).toBe(0);
    for (const id of ids) expect(await postRow(db.sql, id)).toMatchObject({ status: 'queued', approvedAt: NOW });
    expect(await postRow(db.sql, other)).toMatchObject({ status: 'pending_approval' });
    expect(await events(ids[0]!)).toEqual([
      {
        type: 'post_approved',
        at: NOW,
        data: {
          decision_id: ids[0],
          by: 'linus',
          status_before: 'pending_approval',
          scheduled_at: at(1).toISOString(),
          text: ['One text'],
        },
      },
    ]);
  });

  it('queues all that wait, and says what it could not queue (exit code 4)', async () => {
    const good = await plan();
    const late = await plan({ scheduledAt: at(-7) });
    const { code, err } = await hone('posts', 'approve', '--all');
    expect(code).toBe(4);
    expect(err).toContain(`${late.slice(0, 8)} is pending approval: its time (2026-11-22T03:00:00.000Z) is over`);
    expect(await postRow(db.sql, good)).toMatchObject({ status: 'queued' });
    expect(await postRow(db.sql, late)).toMatchObject({ status: 'pending_approval' });
    expect((await hone('posts', 'approve', late, '--at', '2026-11-22T12:00:00Z')).code).toBe(0);
    expect(await postRow(db.sql, late)).toMatchObject({ status: 'queued', scheduledAt: at(2) });
  });

  it('refuses what is out, and wants to be told which', async () => {
    const id = await plan({ approvedAt: NOW });
    await hone('posts', 'posted', id, tweetIdAt(NOW));
    expect(await hone('posts', 'approve', id)).toMatchObject({ code: 4 });
    expect(await hone('posts', 'approve')).toMatchObject({ code: 2 });
    expect(await hone('posts', 'approve', id, '--all')).toMatchObject({ code: 2 });
  });
});

describe('hone posts edit', () => {
  it('puts another text in place, whose leave is gone, and keeps the old one in the record', async () => {
    const id = await plan({ parts: ['The old text'], approvedAt: at(-1) });
    const { code } = await hone('posts', 'edit', id, '--text', 'The new text, with https://example.com');
    expect(code).toBe(0);
    expect(await postRow(db.sql, id)).toMatchObject({
      status: 'pending_approval',
      content: 'The new text, with https://example.com',
      approvedAt: null,
      features: { edited: { by: 'grace' } },
    });
    expect((await events(id)).at(-1)).toMatchObject({
      type: 'post_edited',
      data: { before: ['The old text'], after: ['The new text, with https://example.com'] },
    });
  });

  it('changes one part of a thread', async () => {
    const id = await plan({ parts: ['First words here', 'Second words, wrong', 'Third thing to say'] });
    await hone('posts', 'edit', id, '--part', '2', '--text', 'Second words, right');
    expect((await postRow(db.sql, id)).threadParts).toEqual([
      'First words here',
      'Second words, right',
      'Third thing to say',
    ]);
    expect(await hone('posts', 'edit', id, '--part', '4', '--text', 'More')).toMatchObject({ code: 2 });
  });

  it('refuses what X would refuse, and what was said already', async () => {
    const id = await plan({ parts: ['The text as it was planned'] });
    await plan({ parts: ['Heat pumps run best at low flow temperatures all winter long'] });
    const long = await hone('posts', 'edit', id, '--text', 'word '.repeat(60).trim());
    expect(long).toMatchObject({ code: 4 });
    expect(long.err).toContain('299 characters long as X counts them; 280 are allowed');
    const same = 'Heat pumps run best at low flow temperatures all winter long!';
    expect((await hone('posts', 'edit', id, '--text', same)).err).toContain('almost the same as an earlier post');
    expect(await postRow(db.sql, id)).toMatchObject({ content: 'The text as it was planned' });
  });
});

describe('hone posts reject', () => {
  it('takes a post out of the plan, with the reason', async () => {
    const id = await plan({ approvedAt: at(-1) });
    expect((await hone('posts', 'reject', id, '--reason', 'not our tone')).out).toContain('→ not our tone');
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'skipped', reason: 'not our tone' });
    expect((await hone('posts', 'reject', id)).code).toBe(2);
  });
});

describe('hone posts posted', () => {
  it('binds a post to its id, or to its address', async () => {
    const id = await plan({ approvedAt: at(-1) });
    const tweetId = tweetIdAt(NOW);
    expect((await hone('posts', 'posted', id, `https://x.com/ada/status/${tweetId}?s=20`)).code).toBe(0);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', tweetId, postedAt: NOW });
  });

  it('refuses an id of another post, of another account, of another time, and for a text nobody approved', async () => {
    const [id, other] = [await plan({ approvedAt: at(-1) }), await plan({ approvedAt: at(-1) })];
    await addPublishingAccount(db.sql, { accountId: 'ben', publishing: 'outbox' });
    const bens = await addPlannedPost(db.sql, { accountId: 'ben', scheduledAt: at(1), approvedAt: at(-1) });
    const [taken, foreign] = [tweetIdAt(NOW, 1), tweetIdAt(NOW, 2)];
    await hone('posts', 'posted', other, taken);
    await hone('posts', 'posted', bens, foreign);
    const report = async (tweetId: string) => {
      const { code, err } = await hone('posts', 'posted', id, tweetId);
      return { code, err };
    };
    expect(await report(taken)).toEqual({ code: 4, err: `hone: ${taken} belongs to the post ${other} already\n` });
    expect(await report(foreign)).toEqual({ code: 4, err: `hone: ${foreign} is a post of @ben, not of @ada\n` });
    expect((await report(tweetIdAt(at(-30)))).err).toContain('this post can only have gone out between');
    expect((await report(tweetIdAt(at(1)))).code).toBe(4);
    const unapproved = await plan();
    expect(await hone('posts', 'posted', unapproved, tweetIdAt(NOW, 3))).toMatchObject({
      code: 4,
      err: 'hone: the post is pending_approval: nobody has approved it\n',
    });
    expect((await report('12')).code).toBe(2);
  });

  it('takes the ids of the parts of a thread, in any order after the first', async () => {
    const id = await plan({ parts: ['One part', 'Two parts', 'Three parts'], approvedAt: at(-1) });
    const ids = [0, 1, 2].map((i) => tweetIdAt(NOW, i));
    expect((await hone('posts', 'posted', id, ids[2]!, '--part', '3')).err).toContain('report the first part before');
    for (const part of [1, 3, 2]) {
      expect((await hone('posts', 'posted', id, ids[part - 1]!, '--part', String(part))).code).toBe(0);
    }
    const rows = await db.sql`select tweet_id from post_ids where decision_id = ${id} order by part_index`;
    expect(rows.map((row) => row.tweet_id)).toEqual(ids);
    expect((await hone('posts', 'posted', id, tweetIdAt(NOW, 9), '--part', '4')).code).toBe(4);
  });

  it('takes over what a reading had found before the report came, with its readings', async () => {
    const id = await plan({ parts: ['What was planned'], approvedAt: at(-1) });
    const tweetId = tweetIdAt(NOW);
    const [found] = await db.sql`
      insert into content_metadata (account_id, tweet_id, posted_at, content, status)
      values (${accountId}, ${tweetId}, ${NOW}, 'What the bot made of it', 'posted') returning decision_id`;
    await db.sql`insert into post_ids (tweet_id, decision_id, role) values (${tweetId}, ${found!.decision_id}, 'root')`;
    await db.sql`
      insert into tweet_metrics (tweet_id, collected_at, source, likes_count) values (${tweetId}, ${NOW}, 'timeline_json', 3)`;
    expect((await hone('posts', 'posted', id, tweetId)).code).toBe(0);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', tweetId });
    const posts = await db.sql`select decision_id from content_metadata where account_id = ${accountId}`;
    expect(posts.map((row) => row.decision_id)).toEqual([id]);
    expect(await db.sql`select 1 from tweet_metrics where tweet_id = ${tweetId}`).toHaveLength(1);
  });
});
