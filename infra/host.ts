import type { Sql } from '../lib/database/client.ts';
import type { Log } from '../lib/runtime/log.ts';
import type { Settings } from '../lib/runtime/settings.ts';

/** An installation as the operator's commands see it, wherever it stands: its settings, its log and its database. */
export interface Host {
  settings: Settings;
  log: Log;
  clock: () => Date;
  /** Work on the database with a connection of its own. */
  database<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
