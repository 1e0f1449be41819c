import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../infra/local/postgres-server.ts';
import { withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { databaseUrl, TEMPLATE } from './database-names.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    serverUrl: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hone-test-'));
  const server = await startPostgres({ home: folder, durable: false });
  const connect = { applicationName: 'hone-test-setup', limitMs: 30_000 };
  await withDatabase({ url: server.url, ...connect }, (sql) => sql.unsafe(`create database ${TEMPLATE}`));
  await withDatabase({ url: databaseUrl(server.url, TEMPLATE), ...connect }, (sql) => migrate(sql));
  project.provide('serverUrl', server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
