import { ensureApplicationRole } from '../database/application-role.ts';
import { type DatabaseAccess, withDatabase } from '../database/client.ts';
import { migrate as migrateSchema } from '../database/migrate.ts';
import type { Log } from '../runtime/log.ts';
import { LOG_TAGS } from '../runtime/log.ts';

/**
 * Brings the schema to head, and the role the jobs connect as with it. It runs outside the envelope: the table its lease
 * would stand in may not exist yet.
 */
export async function migrate(options: {
  database: DatabaseAccess;
  log: Log;
  limitMs: number;
}): Promise<{ applied: number[]; applicationRole: boolean }> {
  const { database, log, limitMs } = options;
  return withDatabase({ ...database, applicationName: 'hone migrate', limitMs }, async (sql) => {
    const applied = await migrateSchema(sql);
    const applicationRole = await ensureApplicationRole(sql);
    log.info(`${LOG_TAGS.migrate} Schema is at head`, { applied, application_role: applicationRole });
    return { applied, applicationRole };
  });
}
