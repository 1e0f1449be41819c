import { beforeEach, describe, expect, it } from 'vitest';
import { createWorld } from '../../../infra/local/simulated-x/index.ts';
import { addAccount, findAccount } from '../../../lib/database/queries/accounts.ts';
import { insertPolicy } from '../../../lib/database/queries/policies.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { valuePolicy } from '../../../lib/jobs/value-policy.ts';
import { run } from '../../infra/local/cli/run.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const DAY_MS = 86_400_000;
const startsAt = new Date('2026-10-01T00:00:00Z');
const now = new Date(startsAt.getTime() + 40 * DAY_MS);
// No habit: every style at every hour alike, which is what the stored probabilities say below.
const world = createWorld({
  ...{ seed: 5, accountHandle: 'ada', startsAt, timeZone: 'UTC', days: 40, habit: 0, effectScale: 2 },
});
const history = world.historyRecords({ until: now });
const names = Object.keys(world.truth.generators);
const [best, worst] = [1, -1].map(
  (sign) => names.toSorted((a, b) => sign * (world.truth.generators[b]! - world.truth.generators[a]!))[0]!,
) as [string, string];
const only = (name: string) => ({ generators: { [name]: 1 } });
const account = async () => (await findAccount(db.sql, 'ada'))!;
const value = async (weights: Parameters<typeof valuePolicy>[1]['weights']) =>
  valuePolicy(db.sql, { account: await account(), weights, days: 56, now });
const hone = (...args: string[]) => run(['policy', 'value', ...args], { env: { DATABASE_URL: db.url } });

beforeEach(async () => {
  await db.sql`truncate accounts cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: startsAt });
  await importHistory(db.sql, { account: await account(), posts: history, now });
});
const keepProbabilities = () => db.sql`
  update content_metadata set scheduled_at = posted_at,
    assignment_probabilities = ${db.sql.json({ holdout: 1, generator: 1 / names.length, format: 0.5, hour: 0.1 })}`;

describe('the value of a policy that was never in force', () => {
  it('comes from the probabilities of what was: the better style is worth more, by what the world says', async () => {
    await keepProbabilities();
    const [good, bad] = [await value(only(best)), await value(only(worst))];
    const average = names.reduce((sum, name) => sum + world.truth.generators[name]!, 0) / names.length;
    for (const [worth, name] of [
      [good, best],
      [bad, worst],
    ] as const) {
      const truth = Math.expm1(world.truth.generators[name]! - average);
      expect(worth.interval[0]).toBeLessThan(truth);
      expect(worth.interval[1]).toBeGreaterThan(truth);
      expect(worth.dimensions).toEqual(['generator']);
    }
    expect(good.lift).toBeGreaterThan(0);
    expect(bad.lift).toBeLessThan(0);
    // A fifth of the posts were of each of five styles: that many are left.
    expect(good.estimate.effectiveSampleSize / good.estimate.n).toBeCloseTo(1 / names.length, 1);
  });

  it('is refused with the reason where the posts cannot say it', async () => {
    await expect(value(only(best))).rejects.toMatchObject({
      code: 'not_enough_data',
      message: expect.stringContaining('no post of @ada in the last 56 days was drawn at random'),
    });
    await keepProbabilities();
    await expect(value(only('nobody'))).rejects.toThrow('nobody was never tried');
    const [row] =
      await db.sql`select extract(hour from posted_at at time zone 'UTC')::text as hour from content_metadata limit 1`;
    const hours = { [row!.hour as string]: 1 };
    await expect(value({ ...only(best), formats: { thread: 1 }, hours })).rejects.toThrow(
      /posts are worth only [\d.]+ under this policy; at least \d+ are needed/,
    );
    await expect(value({ generators: { [best]: 0.7 } })).rejects.toThrow('must be 0 or more and sum to 1, got 0.7');
  });
});

describe('hone policy value', () => {
  const weights = {
    generators: Object.fromEntries(names.map((name) => [name, 1 / names.length])),
    formats: {},
    hours: {},
  };
  const inForce = () =>
    insertPolicy(db.sql, {
      ...{ accountId: 'ada', evidence: {}, weights, madeBy: 'baseline', reason: 'how it was' },
      ...{ at: startsAt, activeFrom: startsAt },
    });

  it('values pins on the policy in force, a version, and a file', async () => {
    await keepProbabilities();
    await inForce();
    const now = ['--days', '999'];
    const pinned = await hone('--pin', `generators.${best}=0.6`, '--json', ...now);
    expect(pinned).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(pinned.out)).toMatchObject({ dimensions: ['generator'], days: 999 });
    const same = JSON.parse((await hone('1', '--json', ...now)).out);
    expect(same.lift).toBeCloseTo(0, 1);
    expect(same.estimate.effectiveSampleSize).toBeCloseTo(same.estimate.n, 6);
    expect((await hone('--pin', `generators.${best}=0.6`, ...now)).out).toMatch(
      /^engagement_rate under these shares of generator: [+−]\d.* against how posts were drawn \(.+, 95%\)\nfrom \d+ posts/,
    );
  });

  it('says with its exit code what was wrong', async () => {
    expect(await hone('1')).toMatchObject({ code: 2 });
    expect(await hone()).toMatchObject({ code: 5, err: expect.stringContaining('@ada has no policy yet') });
    await inForce();
    expect(await hone()).toMatchObject({ code: 5, err: expect.stringContaining('was drawn at random') });
    expect(await hone('--pin', `generators.${best}=1.5`)).toMatchObject({ code: 2 });
    expect(await hone('--pin', 'colour.red=0.5')).toMatchObject({ code: 2 });
    expect(await hone('1', '--file', 'policy.json')).toMatchObject({ code: 2 });
    expect(await hone('--file', 'absent.json')).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not exist'),
    });
    expect(await hone('--days', '0')).toMatchObject({ code: 2 });
  });
});
