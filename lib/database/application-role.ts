import type { Sql } from './client.ts';

/** What the jobs may do to rows; nothing here changes the schema. */
const ON_TABLES = 'select, insert, update, delete';

/**
 * Makes the role the jobs connect as, and lets it read and write rows, in the tables there are and in those to come. Run it as
 * the owner of the schema; it may be repeated. On RDS the role logs in with a token of IAM; elsewhere it has no password
 * until somebody gives it one.
 *
 * @param role a plain lower-case name
 * @throws RangeError on another kind of name
 */
export async function ensureApplicationRole(sql: Sql, role: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) {
    throw new RangeError(`a database role must be a plain lower-case name, but got ${JSON.stringify(role)}`);
  }
  await sql.begin(async (tx) => {
    const known = async (name: string) => (await tx`select 1 from pg_roles where rolname = ${name}`).length > 0;
    if (!(await known(role))) await tx`create role ${tx(role)} login`;
    if (await known('rds_iam')) await tx`grant rds_iam to ${tx(role)}`;
    await tx`grant usage on schema public to ${tx(role)}`;
    await tx`revoke create on schema public from public, ${tx(role)}`;
    await tx`grant ${tx.unsafe(ON_TABLES)} on all tables in schema public to ${tx(role)}`;
    await tx`grant usage, select on all sequences in schema public to ${tx(role)}`;
    await tx`alter default privileges in schema public grant ${tx.unsafe(ON_TABLES)} on tables to ${tx(role)}`;
    await tx`alter default privileges in schema public grant usage, select on sequences to ${tx(role)}`;
    await tx`revoke insert, update, delete on schema_migrations from ${tx(role)}`;
  });
}
