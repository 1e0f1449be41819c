import type { Sql } from './client.ts';
import { SchemaTooOldError } from './errors.ts';

/** The newest migration this code relies on. */
export const SCHEMA_VERSION = 11;

const UNDEFINED_TABLE = '42P01';

/**
 * Refuses a database that was not migrated: what is missing would otherwise show somewhere in the middle of a run, or not at all. A newer
 * schema is welcome, because migrations only add.
 * @throws SchemaTooOldError
 */
export async function requireSchema(sql: Sql): Promise<void> {
  const version = await appliedVersion(sql);
  if (version >= SCHEMA_VERSION) return;
  throw new SchemaTooOldError(
    `the schema of the database is at version ${version}, and this code needs ${SCHEMA_VERSION}; bring it there with: hone invoke migrate`,
  );
}

async function appliedVersion(sql: Sql): Promise<number> {
  try {
    const [row] = await sql<{ version: number | null }[]>`select max(version) as version from schema_migrations`;
    return row?.version ?? 0;
  } catch (error) {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) return 0;
    throw error;
  }
}
