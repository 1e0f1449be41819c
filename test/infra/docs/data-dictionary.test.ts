import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { dataDictionary } from '../../../infra/docs/data-dictionary.ts';
import { migrationTexts } from '../../../infra/docs/write-data-dictionary.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();
const page = () => readFile(new URL('../../../docs/data-dictionary.md', import.meta.url), 'utf8');

describe('the data dictionary', () => {
  it('is that of the schema at head (if not: npm run docs:data)', async () => {
    expect(await dataDictionary(db.sql, await migrationTexts())).toBe(await page());
  });

  it('says what every table is for', async () => {
    const sections = (await page()).split('\n## ').slice(1);
    expect(sections.length).toBeGreaterThan(10);
    for (const section of sections) expect(section.split('\n')[2], section.split('\n')[0]).toMatch(/^[A-Z].*\.$/);
  });

  it('takes what a migration says beside a column where the database has no comment', async () => {
    await db.sql.unsafe('create table planted (id integer, worth double precision)');
    const migration =
      '-- What was planted.\ncreate table planted (\n  id integer,\n  worth double precision -- US dollars\n);\n';
    const text = await dataDictionary(db.sql, [migration]);
    await db.sql`drop table planted`;
    expect(text).toContain('## planted\n\nWhat was planted.\n');
    expect(text).toContain('| `worth` | double precision |  | US dollars |');
  });
});
