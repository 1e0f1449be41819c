import { withDatabase } from '../database/client.ts';
import { migrate as migrateSchema } from '../database/migrate.ts';
import type { Log } from '../runtime/log.ts';
import { LOG_TAGS } from '../runtime/log.ts';

/** Brings the schema to head. It runs outside the envelope: the table its lease would stand in may not exist yet. */
export async function migrate(options: {
  databaseUrl: string;
  log: Log;
  limitMs: number;
}): Promise<{ applied: number[] }> {
  const { databaseUrl, log, limitMs } = options;
  return withDatabase({ url: databaseUrl, applicationName: 'hone migrate', limitMs }, async (sql) => {
    const applied = await migrateSchema(sql);
    log.info(`${LOG_TAGS.migrate} Schema is at head`, { applied });
    return { applied };
  });
}
