import { beforeEach, describe, expect, it } from 'vitest';
import { findAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { claimOutbox, recordPosted } from '../../../lib/database/queries/publishing.ts';
import { approvePost } from '../../../lib/jobs/answer-post.ts';
import { metricsScraper } from '../../../lib/jobs/metrics-scraper.ts';
import { pauseAccounts } from '../../../lib/jobs/pause.ts';
import { publisher } from '../../../lib/jobs/publisher.ts';
import { createLog } from '../../../lib/runtime/log.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { testDatabase } from '../../support/database.ts';
import { type Answer, type ForgetfulX, forgetfulX } from '../../support/forgetful-x.ts';
import { readResult, tweetIdAt } from '../../support/observation.ts';
import { addPlannedPost, addPublishingAccount, type Publishing, postRow } from '../../support/planned-posts.ts';

const db = testDatabase();
const MINUTE_MS = 60_000;
const NOON = new Date('2026-11-22T12:00:00Z');

let n = 0;
let accountId = '';
let now = NOON;
let answers: Answer[] = [];
let x: ForgetfulX;

const later = (minutes: number) => (now = new Date(now.getTime() + minutes * MINUTE_MS));

async function open(
  publishing: Publishing,
  options: Omit<Parameters<typeof addPublishingAccount>[1], 'accountId' | 'publishing'> = {},
): Promise<void> {
  await addPublishingAccount(db.sql, { accountId, publishing, ...options });
}

const approved = (parts?: readonly string[], scheduledAt = now) =>
  addPlannedPost(db.sql, { accountId, scheduledAt, approvedAt: now, ...(parts && { parts }) });

async function run() {
  return runAs(await findAccount(db.sql, accountId));
}

async function runAs(account: Awaited<ReturnType<typeof findAccount>>) {
  const lines: string[] = [];
  const log = createLog({ clock: () => now, write: (line) => lines.push(line) });
  const result = await publisher.run(
    { time: now, account, signal: new AbortController().signal },
    {
      sql: db.sql,
      source: async () => Promise.reject(new Error('the publisher reads nothing')),
      channel: async ({ publishing }) =>
        publishing === 'off' ? null : publishing === 'outbox' ? { name: 'outbox', delivery: 'fetched' } : x.channel,
      log,
      settings: readSettings({}),
      clock: () => now,
      timeLeft: () => 240_000,
    },
  );
  return { ...result, lines };
}

/** A run of the scraper, recorded as the envelope would. */
async function scrape(posts = x.observe({ at: now })) {
  const result = await metricsScraper.run(
    { time: now, account: await findAccount(db.sql, accountId), signal: new AbortController().signal },
    {
      sql: db.sql,
      source: async () => ({ name: 'fake', read: async () => readResult(posts) }),
      log: createLog({ clock: () => now, write: () => {} }),
      settings: readSettings({}),
      clock: () => now,
      timeLeft: () => 240_000,
    },
  );
  await db.sql`
    insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, finished_at, counts)
    values ('metrics_scraper', ${accountId}, ${now}, ${result.problems?.length ? 'partial' : 'ok'}, ${now}, ${now}, ${now},
      ${db.sql.json(result.counts)})`;
  return result;
}

beforeEach(() => {
  accountId = `acc${n++}`;
  now = NOON;
  answers = [];
  x = forgetfulX({ clock: () => now, answer: () => answers.shift() ?? 'posts' });
});

describe('the publisher', () => {
  it('does nothing while publishing is off, and says so', async () => {
    await open('off');
    const id = await approved();
    const { counts, lines } = await run();
    expect(counts).toMatchObject({ due: 0, posted: 0 });
    expect(lines.join('')).toContain('[PUBLISHER] Publishing is off');
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'queued' });
  });

  it('hands over what is due and approved, once, and keeps its id and its price', async () => {
    await open('x');
    const id = await approved();
    const waiting = await addPlannedPost(db.sql, { accountId, scheduledAt: now });
    const future = await approved(undefined, new Date(now.getTime() + MINUTE_MS));
    expect((await run()).counts).toMatchObject({ due: 1, posted: 1 });
    expect(await run()).toMatchObject({ counts: { due: 0, posted: 0 } });
    const [shown] = x.timeline;
    expect(x.requests).toHaveLength(1);
    expect(x.requests[0]!.message.idempotencyKey).toBe(`${id}/0`);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', tweetId: shown!.tweetId, postedAt: now });
    expect(await postRow(db.sql, waiting)).toMatchObject({ status: 'pending_approval' });
    expect(await postRow(db.sql, future)).toMatchObject({ status: 'queued' });
    const [cost] = await db.sql`select units, usd from api_costs where account_id = ${accountId}`;
    expect(cost).toEqual({ units: 1, usd: 0.015 });
  });

  it('asks a person where leave is missing: for a text that was changed after its approval as well', async () => {
    await open('x');
    const id = await approved();
    await db.sql`update content_metadata set content = 'Another text, which nobody saw' where decision_id = ${id}`;
    expect((await run()).counts).toMatchObject({ posted: 0, returned: 1 });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'pending_approval' });
    expect(x.requests).toEqual([]);
  });

  it('posts what nobody approved only where the account wants no approval', async () => {
    await open('x', { approval: 'none' });
    const id = await addPlannedPost(db.sql, { accountId, scheduledAt: now });
    await db.sql`update content_metadata set status = 'queued' where decision_id = ${id}`;
    expect((await run()).counts).toMatchObject({ posted: 1 });
    await db.sql`update accounts set approval = 'required' where account_id = ${accountId}`;
    const another = await addPlannedPost(db.sql, { accountId, scheduledAt: later(5) });
    await db.sql`update content_metadata set status = 'queued' where decision_id = ${another}`;
    expect((await run()).counts).toMatchObject({ posted: 0, returned: 1 });
  });

  it('keeps the gap, the hour and the day of the account', async () => {
    await open('x', {
      timeZone: 'America/New_York',
      rails: { posts_per_day: 2, posts_per_hour: 1, min_gap_minutes: 40 },
    });
    now = new Date('2026-11-22T15:30:00Z');
    const times = async () => {
      await run();
      return x.timeline.map(({ at }) => at.toISOString().slice(11, 16));
    };
    for (let i = 0; i < 3; i++) await approved();
    expect(await times()).toEqual(['15:30']);
    now = new Date('2026-11-22T15:59:00Z');
    expect(await times()).toEqual(['15:30']);
    now = new Date('2026-11-22T16:05:00Z');
    expect(await times()).toEqual(['15:30']); // another hour, but 35 minutes after the first
    now = new Date('2026-11-22T16:10:00Z');
    expect(await times()).toEqual(['15:30', '16:10']);
    now = new Date('2026-11-22T18:00:00Z');
    expect(await times()).toEqual(['15:30', '16:10']); // two of two
  });

  it('keeps quiet hours and never-post days, of the rails and of the locks, in the zone of the account', async () => {
    await open('x', { timeZone: 'Asia/Tokyo' }); // noon UTC is 21:00 on a Sunday
    await approved();
    await db.sql`update publishing_rails set quiet_hours = '{21}' where account_id = ${accountId}`;
    await run();
    await db.sql`update publishing_rails set quiet_hours = '{12}', never_post_days = '{6}' where account_id = ${accountId}`;
    await run();
    await db.sql`update publishing_rails set never_post_days = '{0}' where account_id = ${accountId}`;
    await db.sql`update accounts set settings = '{"locks": {"forbiddenHours": [21]}}' where account_id = ${accountId}`;
    await run();
    expect(x.requests).toEqual([]);
    await db.sql`update accounts set settings = '{"locks": {"forbiddenHours": [12]}}' where account_id = ${accountId}`;
    await run();
    expect(x.requests).toHaveLength(1);
  });

  it('skips what is too late instead of posting it in a burst', async () => {
    await open('x');
    const ids = [await approved(), await approved()];
    const unanswered = await addPlannedPost(db.sql, { accountId, scheduledAt: now });
    later(6 * 60 + 1);
    expect((await run()).counts).toMatchObject({ due: 0, skipped: 3 });
    for (const id of ids) expect(await postRow(db.sql, id)).toMatchObject({ status: 'skipped' });
    expect((await postRow(db.sql, unanswered)).reason).toContain('nobody has approved it in time');
    expect(x.requests).toEqual([]);
  });

  it('never posts one text twice in a month', async () => {
    await open('x');
    const text = ['The same words, said once more'];
    await approved(text);
    await run();
    later(60);
    const again = await approved(text);
    await run();
    expect(x.timeline).toHaveLength(1);
    expect(await postRow(db.sql, again)).toMatchObject({ status: 'queued' });
    accountId = `acc${n++}`;
    await open('x');
    await approved(text);
    await run(); // nor through another account
    expect(x.timeline).toHaveLength(1);
  });
});

describe('an answer that is lost', () => {
  it('makes the post unknown, which is never tried again, and the timeline binds it', async () => {
    await open('x');
    const id = await approved(['Read this: https://example.com/a and judge for yourself']);
    answers = ['posts, unheard'];
    const { counts, problems } = await run();
    expect(counts).toMatchObject({ posted: 0, unknown: 1 });
    expect(problems).toMatchObject([{ error: { code: 'PUBLISH_UNKNOWN' } }]);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'unknown' });
    later(10);
    await run();
    expect(x.requests).toHaveLength(1);
    const [shown] = x.observe({ at: now });
    const { counts: read } = await scrape([{ ...shown!, text: 'Read this: https://t.co/xyz and judge for yourself' }]);
    expect(read).toMatchObject({ found: 0, complete: 1 });
    expect(await postRow(db.sql, id)).toMatchObject({
      status: 'posted',
      tweetId: shown!.tweetId,
      postedAt: shown!.createdAt,
    });
    const outcomes = await db.sql`select outcome, tweet_id from publish_attempts where decision_id = ${id}`;
    expect([...outcomes]).toEqual([{ outcome: 'posted', tweet_id: shown!.tweetId }]);
  });

  it('ends as failed once a complete reading does not show it, an hour later; only a person tries again', async () => {
    await open('x');
    await approved();
    await run();
    later(5);
    const id = await approved();
    answers = ['drops, unheard'];
    await run();
    later(5);
    await scrape(); // too early to tell
    later(60);
    expect((await run()).counts).toMatchObject({ not_posted: 0 });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'unknown' });
    await scrape();
    expect((await run()).counts).toMatchObject({ not_posted: 1 });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'failed' });
    later(5);
    await run();
    expect(x.requests).toHaveLength(2);
    await approvePost(db.sql, { id, by: 'ada', at: now });
    await run();
    expect(x.requests.map(({ message }) => message.idempotencyKey).slice(1)).toEqual([`${id}/0`, `${id}/0`]);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted' });
  });

  it('is not settled by a reading that shows older posts only', async () => {
    await open('x');
    const first = await approved();
    await run();
    const [old] = x.observe({ at: now });
    later(5);
    await approved();
    await run();
    later(5);
    const lost = await approved();
    answers = ['drops, unheard'];
    await run();
    later(90);
    await scrape([old!]);
    await run();
    expect(await postRow(db.sql, first)).toMatchObject({ status: 'posted' });
    expect(await postRow(db.sql, lost)).toMatchObject({ status: 'unknown' });
  });

  it('is taken for lost when the process died between intent and answer', async () => {
    await open('x');
    const id = await approved();
    await db.sql`select begin_posting(${id}, 0, 'x', ${now}, interval '15 minutes')`;
    expect((await run()).counts).toMatchObject({ unknown: 0 });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posting' });
    later(16);
    expect((await run()).counts).toMatchObject({ unknown: 1 });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'unknown' });
    expect(x.requests).toEqual([]);
  });
});

describe('refusals of X', () => {
  it('fail a post that it will not have', async () => {
    await open('x');
    const id = await approved();
    answers = ['refuses'];
    expect((await run()).problems).toMatchObject([{ error: { code: 'PUBLISH_REFUSED' } }]);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'failed', reason: 'X answered 403: not allowed' });
    await run();
    expect(x.requests).toHaveLength(1);
  });

  it('by a rate limit let everything wait until its reset, without another request', async () => {
    await open('x');
    const ids = [await approved(), await approved()];
    answers = ['rate limit'];
    await run();
    later(10);
    await run();
    expect(x.requests).toHaveLength(1);
    for (const id of ids) expect(await postRow(db.sql, id)).toMatchObject({ status: 'queued' });
    later(6);
    await run();
    expect(x.timeline).toHaveLength(1);
  });

  it('of the account stop it until a person has looked, and raise the alarm', async () => {
    await open('x');
    const id = await approved();
    answers = ['locks'];
    expect((await run()).counts).toMatchObject({ stopped: 1 });
    later(120);
    await run();
    expect(x.requests).toHaveLength(1);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'queued' });
    const [event] = await latestEvents(db.sql, { type: 'publishing_stopped', accountId, limit: 1 });
    expect(event).toMatchObject({ severity: 'critical', eventData: { code: 'PUBLISH_ACCOUNT_LOCKED' } });
  });
});

describe('a pause', () => {
  it('that is set while a run hands over stops it at the next part, and every run after it', async () => {
    await open('x');
    const thread = await approved(['A first part', 'A second part', 'A third part']);
    const waiting = await approved(undefined, new Date(now.getTime() + 1));
    later(1);
    const pausing = forgetfulX({ clock: () => now, answer: () => 'posts' });
    const { publish } = pausing.channel;
    x = {
      ...pausing,
      channel: {
        ...pausing.channel,
        publish: async (...args) => {
          await pauseAccounts(db.sql, { accountIds: [accountId], by: 'ada', at: now });
          return publish(...args);
        },
      },
    };
    await run();
    later(5);
    await run();
    expect(pausing.timeline.map(({ text }) => text)).toEqual(['A first part']);
    expect(await postRow(db.sql, thread)).toMatchObject({ status: 'posted' });
    expect(await postRow(db.sql, waiting)).toMatchObject({ status: 'queued' });
  });

  it('is not got around by whoever cannot read it: the run fails and nothing leaves', async () => {
    await open('x');
    await approved();
    await db.sql`alter table accounts rename column paused_at to hidden`;
    try {
      const account = { accountId, publishing: 'x' } as unknown as Awaited<ReturnType<typeof findAccount>>;
      await expect(runAs(account)).rejects.toThrow();
    } finally {
      await db.sql`alter table accounts rename column hidden to paused_at`;
    }
    expect(x.requests).toEqual([]);
  });
});

describe('a thread', () => {
  let parts: string[];
  beforeEach(() => {
    parts = ['The first part', 'The second part', 'The third and last part'].map((text) => `${text} of ${accountId}`);
  });

  it('goes out part by part, each after the one before, and is one post', async () => {
    await open('x');
    const id = await approved(parts);
    expect((await run()).counts).toMatchObject({ posted: 1 });
    const [root, second, third] = x.timeline;
    expect(x.timeline.map(({ inReplyTo }) => inReplyTo)).toEqual([null, root!.tweetId, second!.tweetId]);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', format: 'thread', tweetId: root!.tweetId });
    const ids =
      await db.sql`select tweet_id, role, part_index from post_ids where decision_id = ${id} order by part_index`;
    expect([...ids]).toEqual([
      { tweet_id: root!.tweetId, role: 'root', part_index: 0 },
      { tweet_id: second!.tweetId, role: 'part', part_index: 1 },
      { tweet_id: third!.tweetId, role: 'part', part_index: 2 },
    ]);
  });

  it('whose second part is refused is a single post from then on, and the record says so', async () => {
    await open('x');
    const id = await approved(parts);
    answers = ['posts', 'refuses'];
    await run();
    expect(await postRow(db.sql, id)).toMatchObject({
      status: 'posted',
      format: 'single',
      threadParts: null,
      features: { degraded: { from: 'thread', planned: 3, posted: 1, unposted: parts.slice(1) } },
    });
    const [event] = await latestEvents(db.sql, { type: 'thread_degraded', accountId, limit: 1 });
    expect(event).toMatchObject({ severity: 'warning', eventData: { decision_id: id, planned: 3, posted: 1 } });
    await run();
    expect(x.requests).toHaveLength(2);
  });

  it('goes on where it stopped when X only wanted a rest', async () => {
    await open('x');
    const id = await approved(parts);
    answers = ['posts', 'rate limit'];
    await run();
    later(16);
    await run();
    expect(x.timeline.map(({ text }) => text)).toEqual(parts);
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', format: 'thread', threadParts: parts });
  });

  it('ends with what is out when it could not go on in time', async () => {
    await open('x');
    const id = await approved(parts);
    answers = ['posts', 'posts', 'rate limit'];
    await run();
    await db.sql`update accounts set paused_at = ${now} where account_id = ${accountId}`;
    later(31);
    expect((await run()).counts).toMatchObject({ degraded: 1 });
    expect(await postRow(db.sql, id)).toMatchObject({
      status: 'posted',
      format: 'thread',
      threadParts: parts.slice(0, 2),
    });
  });

  it('whose part has an unknown fate ends there; the timeline says later that it is out', async () => {
    await open('x');
    const id = await approved(parts);
    answers = ['posts', 'posts, unheard'];
    await run();
    later(20);
    await run();
    expect(x.requests).toHaveLength(2);
    await scrape();
    await run();
    const outcomes = await db.sql`select outcome from publish_attempts where decision_id = ${id} order by part_index`;
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['posted', 'posted']);
    // The part that was thought lost is given back to the thread; the one that was never sent is still missing.
    const { threadParts, format, features } = await postRow(db.sql, id);
    expect({ threadParts, format }).toEqual({ threadParts: parts.slice(0, 2), format: 'thread' });
    expect(features).toMatchObject({ degraded: { planned: 3, posted: 2, unposted: parts.slice(2) } });
  });
});

describe('the outbox', () => {
  it('is looked into and claimed by SQL, one post at a time, once', async () => {
    await open('outbox');
    const id = await approved(['For the bot to fetch']);
    expect((await run()).counts).toMatchObject({ due: 1, posted: 0 });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'queued' });
    const claimed = await claimOutbox(db.sql, { accountId, at: now });
    expect(claimed).toMatchObject({
      decisionId: id,
      idempotencyKey: `${id}/0`,
      format: 'single',
      parts: ['For the bot to fetch'],
      postBefore: new Date(now.getTime() + 15 * MINUTE_MS),
    });
    expect(await claimOutbox(db.sql, { accountId, at: now })).toBeNull();
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posting' });
    const tweetId = tweetIdAt(later(2));
    await recordPosted(db.sql, { decisionId: id, tweetId, part: 0, by: 'outbox', at: now });
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', tweetId, postedAt: now });
  });

  it('hands out nothing while the account is paused, or beyond its rails', async () => {
    await open('outbox', { rails: { min_gap_minutes: 60 } });
    await approved();
    await approved();
    await db.sql`update accounts set paused_at = ${now} where account_id = ${accountId}`;
    expect(await claimOutbox(db.sql, { accountId, at: now })).toBeNull();
    await db.sql`update accounts set paused_at = null where account_id = ${accountId}`;
    expect(await claimOutbox(db.sql, { accountId, at: now })).not.toBeNull();
    expect(await claimOutbox(db.sql, { accountId, at: later(30) })).toBeNull();
    expect(await claimOutbox(db.sql, { accountId, at: later(30) })).not.toBeNull();
  });

  it('whose claim was not reported is unknown, and the timeline binds it', async () => {
    await open('outbox');
    const id = await approved();
    await claimOutbox(db.sql, { accountId, at: now });
    await x.channel.publish(
      {
        idempotencyKey: '',
        decisionId: id,
        accountId,
        parts: [(await postRow(db.sql, id)).content],
        inReplyTo: null,
        scheduledAt: now,
      },
      { signal: new AbortController().signal },
    );
    later(20);
    expect((await run()).counts).toMatchObject({ unknown: 1 });
    await scrape();
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted', tweetId: x.timeline[0]!.tweetId });
  });

  it('binds what the bot posted without a claim: it is out and may not go out again', async () => {
    await open('outbox');
    const text = 'Taken from the view and posted';
    const id = await approved([text]);
    const message = { idempotencyKey: '', decisionId: id, accountId, parts: [text], inReplyTo: null, scheduledAt: now };
    await x.channel.publish(message, { signal: new AbortController().signal });
    later(1);
    await scrape();
    expect(await postRow(db.sql, id)).toMatchObject({ status: 'posted' });
    expect(await claimOutbox(db.sql, { accountId, at: later(60) })).toBeNull();
  });
});
