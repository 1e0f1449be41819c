import type { Sql } from './client.ts';

/** What the jobs connect as on RDS: rows only, no password, no right to change the schema. */
export const APPLICATION_ROLE = 'hone_app';

/**
 * Creates the least-privilege role where IAM sign-in exists (RDS) and grants it rows, nothing else. Repeated at every
 * migration, so that new tables are covered. Returns false where the server knows no IAM sign-in.
 */
export async function ensureApplicationRole(
  sql: Sql,
  { name = APPLICATION_ROLE, signIn = 'rds_iam' }: { name?: string; signIn?: string } = {},
): Promise<boolean> {
  const [iam] = await sql`select 1 from pg_roles where rolname = ${signIn}`;
  if (iam === undefined) return false;
  await sql.begin(async (tx) => {
    const role = tx(name);
    const [known] = await tx`select 1 from pg_roles where rolname = ${name}`;
    if (known === undefined) await tx`create role ${role} login`;
    await tx`grant ${tx(signIn)} to ${role}`;
    await tx`revoke create on schema public from public`;
    await tx`grant usage on schema public to ${role}`;
    await tx`grant select, insert, update, delete on all tables in schema public to ${role}`;
    await tx`revoke insert, update, delete on schema_migrations from ${role}`;
  });
  return true;
}
