import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { MigrationError } from '../../../lib/database/errors.ts';
import { migrate } from '../../../lib/database/migrate.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function folderOf(files: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'hone-migrations-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return pathToFileURL(`${folder}/`);
}

describe('migrate', () => {
  it('does nothing on a schema that is at head', async () => {
    expect(await migrate(db.sql)).toEqual([]);
  });

  it('applies new files once and in order', async () => {
    const folder = await folderOf({
      '9001_a.sql': 'create table a (id int); create table b (id int)',
      '9002_c.sql': 'drop table b',
    });
    expect(await migrate(db.sql, folder)).toEqual([9001, 9002]);
    expect(await migrate(db.sql, folder)).toEqual([]);
  });

  it('leaves nothing of a file that fails half-way, and can be run again', async () => {
    const broken = await folderOf({ '9003_x.sql': 'create table x (id int); select 1/0' });
    await expect(migrate(db.sql, broken)).rejects.toThrow(/9003_x\.sql failed: division by zero/);
    const cured = await folderOf({ '9003_x.sql': 'create table x (id int)' });
    expect(await migrate(db.sql, cured)).toEqual([9003]);
  });

  it('refuses a file that was changed after it had been applied', async () => {
    await migrate(db.sql, await folderOf({ '9004_y.sql': 'select 1' }));
    await expect(migrate(db.sql, await folderOf({ '9004_y.sql': 'select 2' }))).rejects.toBeInstanceOf(MigrationError);
  });
});
