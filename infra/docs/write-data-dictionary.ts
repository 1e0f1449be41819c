// npm run docs:data: writes docs/data-dictionary.md from a database of its own, brought to head.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { projectPath } from '../aws/project.ts';
import { startPostgres } from '../local/postgres-server.ts';
import { dataDictionary } from './data-dictionary.ts';

export async function migrationTexts(): Promise<string[]> {
  const folder = projectPath('lib', 'database', 'migrations');
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

if (import.meta.main) {
  const home = await mkdtemp(join(tmpdir(), 'hone-docs-'));
  const server = await startPostgres({ home, durable: false });
  try {
    const text = await withDatabase({ url: server.url, applicationName: 'hone docs', limitMs: 60_000 }, async (sql) => {
      await migrate(sql);
      return dataDictionary(sql, await migrationTexts());
    });
    await writeFile(projectPath('docs', 'data-dictionary.md'), text);
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}
