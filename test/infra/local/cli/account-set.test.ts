import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount, findAccount } from '../../../../lib/database/queries/accounts.ts';
import { railsOf } from '../../../../lib/database/queries/rails.ts';
import { testDatabase } from '../../../support/database.ts';
import { run } from './run.ts';

const database = testDatabase();
const set = (...args: string[]) => run(['account', 'set', 'ada', ...args], { env: { DATABASE_URL: database.url } });

beforeEach(async () => {
  await database.sql`truncate accounts cascade`;
  await addAccount(database.sql, { accountId: 'ada', timeZone: 'UTC', at: new Date('2026-11-01') });
});

describe('hone account set', () => {
  it('changes the rails that are named, and shows all of them', async () => {
    const { code, out } = await set('--posts-per-day', '4', '--min-gap', '90', '--quiet-hours', '22-1');
    expect(code).toBe(0);
    expect(out).toContain(
      '  rails       4 posts a day, 1 an hour, 90 minutes apart, 2 threads a day, quiet at 22, 23, 0, 1\n',
    );
    expect(await railsOf(database.sql, 'ada')).toMatchObject({ postsPerDay: 4, threadsPerDay: 2, minGapMinutes: 90 });
    const shown = await run(['account', 'show', 'ada'], { env: { DATABASE_URL: database.url } });
    expect(shown.out).toContain('  rails           4 posts a day, 1 an hour, 90 minutes apart');
  });

  it('says how posts leave and who has a say', async () => {
    const { out } = await set('--publishing', 'outbox', '--approval', 'none', '--posts-per-hour', '2');
    expect(out).toContain('  publishing  outbox, approval none\n');
    expect(await findAccount(database.sql, 'ada')).toMatchObject({ publishing: 'outbox', approval: 'none' });
  });

  it('says what followers are worth beside the objective, and takes it back', async () => {
    const goals = async () => (await findAccount(database.sql, 'ada'))!.settings.goals;
    await set('--weigh-followers', '2', '--never-lose-followers');
    expect(await goals()).toEqual({ followers: 2, neverLoseFollowers: true });
    await set('--weigh-followers', '0.5');
    expect(await goals()).toEqual({ followers: 0.5, neverLoseFollowers: true });
    await set('--weigh-followers', 'none');
    expect(await goals()).toBeUndefined();
    expect((await set('--weigh-followers', '-1')).err).toContain(
      'Wanted a worth from 0 to 1000000, e.g. 1 or 0.5, or none.',
    );
  });

  it('says how texts are to be', async () => {
    await set('--language', 'en-GB', '--voice', 'dry', '--ban-topics', 'politics, religion');
    await set('--voice', 'warm');
    expect((await findAccount(database.sql, 'ada'))!.settings).toEqual({
      content: { language: 'en-GB', voice: 'warm', bannedTopics: ['politics', 'religion'] },
    });
  });

  it.each([
    [['--posts-per-day', '51'], 'Wanted a whole number from 0 to 50.'],
    [['--min-gap', '0'], 'Wanted a whole number from 1 to 1440.'],
    [['--ban-topics', 'a,,b'], 'Wanted names with commas between them, or none.'],
    [['--language', 'English!'], 'content.language must be a language like en or pt-BR, but got "English!"'],
  ])('refuses %j', async (args, message) => {
    const result = await set(...args);
    expect(result.err).toContain(message);
    expect(result.code).toBe(2);
    expect(await railsOf(database.sql, 'ada')).toMatchObject({ postsPerDay: 5, minGapMinutes: 60 });
  });
});
