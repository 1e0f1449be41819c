import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORTS } from '../../../../lib/database/queries/export.ts';
import { testDatabase } from '../../../support/database.ts';
import { records, run } from './run.ts';

const db = testDatabase();
const hone = (...args: string[]) => run(args, { env: { DATABASE_URL: db.url } });
const HOSTILE = '=cmd|\' /C calc\'!A0, "so"\nsaid';

beforeAll(async () => {
  const { sql } = db;
  await sql`insert into accounts (account_id, created_at) values ('ada', '2026-01-01'), ('bob', '2026-01-01')`;
  const [post] = await sql<{ decision_id: string }[]>`
    insert into content_metadata (account_id, status, tweet_id, posted_at, content, created_at, is_holdout,
      assignment_probability, assignment_probabilities, actual_likes)
    values ('ada', 'posted', '2060000000000000001', '2026-11-01', ${HOSTILE}, '2026-11-01', true, 0.25,
      ${sql.json({ generators: 0.5, formats: 0.5 })}, 0) returning decision_id`;
  const { decision_id } = post!;
  await sql`insert into post_ids (tweet_id, decision_id, role) values ('2060000000000000001', ${decision_id}, 'root')`;
  await sql`insert into outcomes (decision_id, age_hours, method, engagements, engagement_rate, impressions, observed_at)
    values (${decision_id}, 1, 'interpolated', 3, 0.03, 100, now()), (${decision_id}, 168, 'projected', 9, null, null, now())`;
  await sql`insert into tweet_metrics (tweet_id, collected_at, source, impressions_count, likes_count)
    select '2060000000000000001', '2026-11-01'::timestamptz + i * interval '1 minute', 'timeline', i, null from generate_series(1, 1200) i`;
  await sql`insert into follower_snapshots (account_id, collected_at, followers) values ('ada', '2026-11-01', 10), ('bob', '2026-11-02', 20)`;
  await sql`insert into system_events (event_type, event_data, account_id, created_at)
    values ('error_analysis', '{"total":0}', null, '2026-11-01'), ('cool_down', '{"reason":"-1"}', 'bob', '2026-11-02')`;
  await sql`insert into policies (account_id, version, generators, formats, hours, evidence, made_by, reason, made_at)
    values ('ada', 1, '{"story":1}', '{"single":1}', '{"9":1}', '{}', 'baseline', 'first', '2026-11-01')`;
});

describe('hone export', () => {
  it('writes posts with their outcomes, probabilities, and null where nothing is known', async () => {
    const { code, out, err } = await hone('export', 'posts');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(records(out)).toMatchObject([
      {
        account_id: 'ada',
        tweet_id: '2060000000000000001',
        content: HOSTILE,
        is_holdout: true,
        assignment_probability: 0.25,
        assignment_probabilities: { generators: 0.5, formats: 0.5 },
        actual_likes: 0,
        actual_impressions: null,
        engagements_1h: 3,
        method_1h: 'interpolated',
        engagements_24h: null,
        method_168h: 'projected',
        engagement_rate_168h: null,
      },
    ]);
  });

  it('writes the same as CSV, where a hostile text stays a text', async () => {
    const { out } = await hone('export', 'posts', '--format', 'csv');
    const [row] = parse(out, { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      content: `'${HOSTILE}`,
      actual_likes: '0',
      actual_impressions: '',
      posted_at: '2026-11-01T00:00:00.000Z',
    });
  });

  it('streams more rows than it holds at once, all of them', async () => {
    const { out } = await hone('export', 'snapshots');
    const rows = records(out);
    expect(rows).toHaveLength(1200);
    expect(rows.at(-1)).toMatchObject({
      account_id: 'ada',
      role: 'root',
      impressions_count: 1200,
      likes_count: null,
      quality: 'ok',
    });
  });

  it('keeps to an account and a time', async () => {
    const one = await hone('export', 'followers', '--account', 'bob');
    expect(records(one.out)).toMatchObject([{ account_id: 'bob', followers: 20, following: null }]);
    const late = await hone('export', 'events', '--since', '2026-11-02T00:00:00Z', '--until', '2026-11-03T00:00:00Z');
    expect(records(late.out)).toMatchObject([{ event_type: 'cool_down', account_id: 'bob' }]);
    expect((await hone('export', 'events', '--account', 'nobody')).code).toBe(2);
  });

  it.each(EXPORTS)('names the columns of %s, also where there is no row', async (what) => {
    const { code, out } = await hone('export', what, '--format', 'csv', '--since', '2027-01-01T00:00:00Z');
    expect(code).toBe(0);
    expect(out).toMatch(/^(account_id|[a-z_]+)(,[a-z0-9_]+)+\r\n$/);
  });

  it('refuses what it does not know, with what it knows', async () => {
    const { code, err } = await hone('export', 'everything');
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are posts, outcomes, snapshots, followers, events, policies.');
  });
});
