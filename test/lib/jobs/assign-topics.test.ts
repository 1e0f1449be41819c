import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addAccount, findAccount } from '../../../lib/database/queries/accounts.ts';
import { assignTopics } from '../../../lib/jobs/assign-topics.ts';
import { importHistory } from '../../../lib/jobs/import-history.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const now = new Date('2026-11-01T00:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

const CLIMATE = [
  'climate carbon emissions warming policy',
  'carbon emissions and climate warming',
  'climate policy on carbon emissions',
];
const FOOTBALL = [
  'football match goal striker league',
  'league football striker scored goal',
  'goal in the football league match',
];

beforeAll(() => addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: hoursAgo(9_000) }));
beforeEach(() => db.sql`delete from content_metadata`);

const post = (content: string, hours: number, topic: string | null = null) => db.sql`
  insert into content_metadata (account_id, status, content, tweet_id, posted_at, topic_cluster)
  values ('ada', 'posted', ${content}, ${String(hours)}, ${hoursAgo(hours)}, ${topic})`;
const assign = () => assignTopics(db.sql, { accountId: 'ada', now });
const topics = async () =>
  (
    await db.sql`select content, topic_cluster, features->>'topic_origin' as origin from content_metadata order by posted_at`
  ).map(({ topic_cluster, origin }) => (origin === null ? topic_cluster : `${topic_cluster} (${origin})`));

describe('topics of stored posts', () => {
  it('are given to texts that belong together, not to one that stands alone', async () => {
    for (const [i, text] of CLIMATE.entries()) await post(text, 90 - i);
    await post('a holiday in the mountains', 50);
    expect(await assign()).toBe(3);
    expect(await topics()).toEqual([...Array(3).fill('climate-carbon (clustered)'), null]);
    expect(await assign()).toBe(0);
  });

  it('keep their ids whatever posts come, older ones too', async () => {
    for (const [i, text] of CLIMATE.entries()) await post(text, 90 - i);
    await assign();
    await post('warming emissions carbon climate', 400);
    for (const [i, text] of FOOTBALL.entries()) await post(text, 300 - i);
    await assign();
    expect(await topics()).toEqual([
      'climate-carbon (clustered)',
      ...Array(3).fill('football-match (clustered)'),
      ...Array(3).fill('climate-carbon (clustered)'),
    ]);
  });

  it('that somebody named are kept, and joined', async () => {
    await post(CLIMATE[0]!, 90, 'our planet');
    await post(CLIMATE[1]!, 89);
    await post(CLIMATE[2]!, 88);
    await post(FOOTBALL[0]!, 87, 'our planet');
    expect(await assign()).toBe(2);
    expect(await topics()).toEqual(['our planet', 'our planet (clustered)', 'our planet (clustered)', 'our planet']);
  });
});

describe('topics that an import names', () => {
  const importNamed = async (posts: readonly { content: string; hours: number; topic: string | null }[]) =>
    importHistory(db.sql, {
      account: (await findAccount(db.sql, 'ada'))!,
      posts: posts.map(({ content, hours, topic }) => ({
        tweet_id: String(hours),
        posted_at: hoursAgo(hours),
        content,
        topic,
        metrics: [{ collected_at: hoursAgo(hours - 1), likes: 3 }],
      })),
      now,
    });

  beforeEach(async () => {
    for (const [i, text] of CLIMATE.entries()) await post(text, 90 - i);
    await assign();
  });

  it('take the place of one that was only found, and stay', async () => {
    await importNamed([{ content: CLIMATE[0]!, hours: 90, topic: ' our planet ' }]);
    const named = ['our planet', 'climate-carbon (clustered)', 'climate-carbon (clustered)'];
    expect(await topics()).toEqual(named);
    await assign();
    await importNamed([{ content: CLIMATE[0]!, hours: 90, topic: 'something else' }]);
    await importNamed([{ content: CLIMATE[0]!, hours: 90, topic: null }]);
    expect(await topics()).toEqual(named);
  });

  it('are joined by what is found later', async () => {
    await importNamed(CLIMATE.map((content, i) => ({ content, hours: 90 - i, topic: 'our planet' })));
    await post('warming emissions carbon climate', 20);
    expect(await assign()).toBe(1);
    expect(await topics()).toEqual([...Array(3).fill('our planet'), 'our planet (clustered)']);
  });

  it('count where only one of several records of a post has them, and a blank is no name', async () => {
    await importNamed([
      { content: CLIMATE[0]!, hours: 90, topic: '  ' },
      { content: CLIMATE[1]!, hours: 89, topic: null },
      { content: CLIMATE[1]!, hours: 89, topic: 'our planet' },
    ]);
    expect(await topics()).toEqual(['climate-carbon (clustered)', 'our planet', 'climate-carbon (clustered)']);
  });
});
