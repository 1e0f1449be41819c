import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { requireSchema, SCHEMA_VERSION } from '../../../lib/database/schema-version.ts';
import { testDatabase } from '../../support/database.ts';

const db = testDatabase();

describe('the version of the schema', () => {
  it('that the code asks for is that of the newest migration', async () => {
    const names = await readdir(new URL('../../../lib/database/migrations/', import.meta.url));
    const newest = Math.max(...names.filter((name) => name.endsWith('.sql')).map((name) => Number(name.slice(0, 4))));
    expect(SCHEMA_VERSION, 'set SCHEMA_VERSION in lib/database/schema-version.ts').toBe(newest);
  });

  it('is welcome when it is newer, and refused when it is older or not there', async () => {
    await requireSchema(db.sql);
    await db.sql`insert into schema_migrations (version, name, checksum) values (${SCHEMA_VERSION + 1}, 'x', 'y')`;
    await requireSchema(db.sql);
    await db.sql`delete from schema_migrations where version >= ${SCHEMA_VERSION}`;
    await expect(requireSchema(db.sql)).rejects.toThrow(
      `the schema of the database is at version ${SCHEMA_VERSION - 1}, and this code needs ${SCHEMA_VERSION}; bring it there with: hone invoke migrate`,
    );
    await db.sql`drop table schema_migrations`;
    await expect(requireSchema(db.sql)).rejects.toThrow('is at version 0');
  });
});
