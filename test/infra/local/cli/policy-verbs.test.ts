import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount } from '../../../../lib/database/queries/accounts.ts';
import { insertPolicy } from '../../../../lib/database/queries/policies.ts';
import { propose } from '../../../../lib/database/queries/recommendations.ts';
import { testDatabase } from '../../../support/database.ts';
import { run } from './run.ts';

const database = testDatabase();
const hone = (...args: string[]) => run(args, { env: { DATABASE_URL: database.url } });
const accountId = 'ada';
const at = (day: number) => new Date(Date.UTC(2026, 10, day));
const weights = (story: number) => ({
  generators: { story, question: 1 - story },
  formats: { single: 1 },
  hours: { '9': 0.5, '21': 0.5 },
});
let proposal: string;

// Version 1 is in force, version 2 waits for an answer.
beforeEach(async () => {
  const { sql } = database;
  await sql`truncate accounts cascade`;
  await addAccount(sql, { accountId, timeZone: 'UTC', at: at(1) });
  const common = { accountId, evidence: {} };
  await insertPolicy(sql, {
    ...common,
    weights: weights(0.4),
    madeBy: 'baseline',
    reason: 'how it was',
    at: at(20),
    activeFrom: at(20),
  });
  const reason = 'Give generator story 60% of posts instead of 40%: +9.0% expected.';
  await insertPolicy(sql, {
    ...common,
    weights: weights(0.6),
    madeBy: 'autonomous_optimizer',
    reason,
    at: at(21),
    activeFrom: null,
  });
  const evidence = { optimizations: [{ description: reason }] };
  proposal = await propose(sql, { accountId, fromVersion: 1, toVersion: 2, evidence, at: at(21) });
});

describe('hone recommendations', () => {
  it('lists what is proposed, with what it would change', async () => {
    const { code, out } = await hone('recommendations', 'list', '--status', 'proposed');
    expect(code).toBe(0);
    expect(out).toBe(
      `${proposal.slice(0, 8)}  proposed  @ada  policy 1 → 2  2026-11-21 00:00\n` +
        '  Give generator story 60% of posts instead of 40%: +9.0% expected.\n',
    );
    expect((await hone('recommendations', 'list', '--status', 'verified')).out).toBe('No change is verified.\n');
  });

  it('approves by the first characters of the id, once', async () => {
    const { code, out } = await hone('recommendations', 'approve', proposal.slice(0, 6));
    expect({ code, out }).toEqual({
      code: 0,
      out: `${proposal.slice(0, 8)}: policy 2 of @ada is in force, and is measured against the holdout from now on\n`,
    });
    const again = await hone('recommendations', 'approve', proposal);
    expect(again).toMatchObject({ code: 4, err: `hone: recommendation ${proposal.slice(0, 8)} is applied already\n` });
  });

  it('rejects with a reason that stays on record', async () => {
    const { out } = await hone('recommendations', 'reject', proposal, '--reason', 'not now', '--json');
    expect(JSON.parse(out)).toMatchObject({ status: 'rejected', reason: 'not now', decidedBy: 'operator' });
    expect((await hone('recommendations', 'list')).out).toContain('  operator: not now\n');
  });

  it('says what is wrong with an id', async () => {
    expect(await hone('recommendations', 'approve', '00000000')).toMatchObject({
      code: 2,
      err: 'hone: there is no recommendation 00000000; see: hone recommendations list\n',
    });
    expect((await hone('recommendations', 'approve', 'x')).code).toBe(2);
  });
});

describe('hone policy', () => {
  it('shows the policy in force with a bar per level', async () => {
    const { out } = await hone('policy', 'show');
    expect(out).toContain('@ada, policy 1: in force since 2026-11-20 00:00 UTC\nhow it was\n');
    expect(out).toContain('  question   60%  ██████████████\n  story      40%  ██████████\n');
    expect(out).toContain('Realised lift: not measured yet\n');
    expect(JSON.parse((await hone('policy', 'show', '2', '--json')).out)).toMatchObject({
      version: 2,
      weights: weights(0.6),
      inForce: 1,
      baseline: 1,
      frozen: null,
    });
  });

  it('shows the history, and what differs', async () => {
    await hone('recommendations', 'approve', proposal);
    expect((await hone('policy', 'history')).out).toBe(
      '   2  applied      from 2026-11-22 10:00  autonomous_optimizer\n' +
        '      Give generator story 60% of posts instead of 40%: +9.0% expected.\n' +
        '   1  start        from 2026-11-20 00:00  baseline\n      how it was\n',
    );
    expect((await hone('policy', 'diff')).out).toBe(
      'policy 1 → 2\n  generator question   60.0% →  40.0%  −20.0\n  generator story      40.0% →  60.0%  +20.0\n',
    );
    expect(JSON.parse((await hone('policy', 'diff', '2', '1', '--json')).out)).toMatchObject({ from: 2, to: 1 });
    expect((await hone('policy', 'diff', '1', '7')).err).toBe('hone: @ada has no policy 7; see: hone policy history\n');
  });

  it('is taken back by hand, and rests for a week unless told otherwise', async () => {
    await hone('recommendations', 'approve', proposal);
    const { code, out } = await hone('policy', 'rollback', '--reason', 'too many stories');
    expect({ code, out }).toEqual({
      code: 0,
      out: '@ada: policy 1 is in force again, 2 taken back; nothing changes until 2026-11-29 10:00 UTC (hone policy thaw ends that)\n',
    });
    expect((await hone('policy', 'show')).out).toContain('Frozen (operator) until 2026-11-29T10:00:00.000Z\n');
    expect((await hone('recommendations', 'list')).out).toContain('rolled back');
    expect((await hone('policy', 'thaw')).out).toBe('@ada: the policy may change again\n');
    expect((await hone('policy', 'thaw')).out).toBe('@ada: the policy was not frozen; nothing was changed\n');
  });

  it('cannot be taken back to what never was, or before the first', async () => {
    expect(await hone('policy', 'rollback')).toMatchObject({
      code: 4,
      err: 'hone: policy 1 is the first of @ada; there is none before it\n',
    });
    expect((await hone('policy', 'rollback', '--to', '2')).err).toBe(
      'hone: policy 2 of @ada was never in force; see: hone policy history\n',
    );
    expect((await hone('policy', 'rollback', '--to', '1')).err).toContain('is in force');
  });

  it('that is not there yet is said so, with what makes it', async () => {
    await database.sql`truncate accounts cascade`;
    await addAccount(database.sql, { accountId, timeZone: 'UTC', at: at(1) });
    expect(await hone('policy', 'show')).toMatchObject({
      code: 5,
      err: 'hone: @ada has no policy yet; make the first one with: hone invoke autonomous_optimizer\n',
    });
  });
});

describe('hone account set', () => {
  it('settles autonomy and locks, and keeps what is not named', async () => {
    await hone(
      'account',
      'set',
      'ada',
      '--autonomy',
      'recommend',
      '--forbid-hours',
      '22-1,5',
      '--never-post',
      'Sunday',
    );
    const { out } = await hone(
      'account',
      'set',
      '@ADA',
      '--pin',
      'generators.story=0.3',
      '--half-life-days',
      '14',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({
      autonomy: 'recommend',
      settings: {
        halfLifeDays: 14,
        locks: { forbiddenHours: [22, 23, 0, 1, 5], neverPostDays: [6], weights: { generators: { story: 0.3 } } },
      },
    });
    const after = await hone(
      'account',
      'set',
      'ada',
      '--unpin',
      'generators.story',
      '--forbid-hours',
      'none',
      '--json',
    );
    expect(JSON.parse(after.out).settings.locks).toEqual({
      forbiddenHours: [],
      neverPostDays: [6],
      weights: { generators: {} },
    });
    expect((await hone('account', 'show', 'ada')).out).toContain('  policy frozen   no\n');
  });

  it('refuses what cannot be used, and changes nothing then', async () => {
    for (const [args, why] of [
      [['--half-life-days', '0.5'], 'halfLifeDays must be a number from 1 to 3650, but got 0.5'],
      [['--objective', 'fame'], 'objective must be one of engagement_rate, engagement, reach, followers, weighted'],
      [['--forbid-hours', '0-23'], 'locks.forbiddenHours must leave at least one hour, got all 24'],
      [['--forbid-hours', '24'], 'Wanted local hours from 0 to 23'],
      [['--never-post', 'someday'], 'Wanted weekdays'],
      [['--pin', 'story=0.3'], 'Wanted generators.how_to=0.3'],
      [['--autonomy', 'full'], 'Allowed choices are observe, recommend, auto'],
      [[], 'nothing to set was named'],
    ] as const) {
      const { code, err } = await hone('account', 'set', 'ada', ...args);
      expect(code).toBe(2);
      expect(err).toContain(why);
    }
    expect(await database.sql`select settings from accounts`).toEqual([{ settings: {} }]);
  });
});
