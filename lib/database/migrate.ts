import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Sql } from './client.ts';
import { MigrationError } from './errors.ts';

/*
 * Why our own forty lines: of the runners on npm, those that speak `postgres` (postgres-shift, ley) have seen no release for
 * years and take no lock, and the kept ones (node-pg-migrate, umzug, kysely) bring `pg`, a command line or a query builder.
 */

interface Migration {
  version: number;
  name: string;
  checksum: string;
  text: string;
}

const LOCK = 4_663_538_801; // any number of Hone's own: one migrator at a time per database

/**
 * Brings the schema to head. Each numbered file is applied once, in its own transaction, under a lock that also holds
 * behind transaction poolers; an interrupted run leaves whole migrations only and can simply be repeated.
 * @returns the versions applied now.
 * @throws MigrationError when a file fails, or when an applied file was changed afterwards.
 */
export async function migrate(sql: Sql, directory: URL = new URL('./migrations/', import.meta.url)): Promise<number[]> {
  await sql.begin(async (tx) => {
    // Under the lock as well: two migrators that find an empty database would both create it, and one would fail.
    await tx`select pg_advisory_xact_lock(${LOCK}::bigint)`;
    await tx`create table if not exists schema_migrations (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`;
  });
  const applied: number[] = [];
  for (const migration of await readMigrations(directory)) {
    if (await apply(sql, migration)) applied.push(migration.version);
  }
  return applied;
}

async function readMigrations(directory: URL): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  if (names.length === 0) throw new MigrationError(`no migrations found in ${directory.pathname}`);
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, directory), 'utf8');
      return {
        version: Number(name.slice(0, 4)),
        name,
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
      };
    }),
  );
}

async function apply(sql: Sql, { version, name, checksum, text }: Migration): Promise<boolean> {
  return sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK}::bigint)`;
    const [known] = await tx<{ checksum: string }[]>`select checksum from schema_migrations where version = ${version}`;
    if (known) {
      if (known.checksum === checksum) return false;
      throw new MigrationError(
        `migration ${name} was changed after it had been applied; restore it and add a new one instead`,
      );
    }
    try {
      // The file is ours and trusted; simple protocol, because it holds many statements.
      await tx.unsafe(text).simple();
    } catch (cause) {
      throw new MigrationError(`migration ${name} failed: ${(cause as Error).message}`, { cause });
    }
    await tx`insert into schema_migrations (version, name, checksum) values (${version}, ${name}, ${checksum})`;
    return true;
  });
}
