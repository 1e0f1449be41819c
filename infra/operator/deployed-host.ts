import { databaseAccess } from '../../lib/database/access.ts';
import { withDatabase } from '../../lib/database/client.ts';
import { createLog } from '../../lib/runtime/log.ts';
import { redactor } from '../../lib/runtime/redact.ts';
import { secretsManager } from '../../lib/runtime/secrets.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import type { Host } from '../host.ts';

export interface DeployedHostOptions {
  env: Readonly<Record<string, string | undefined>>;
  clock: () => Date;
  write: (line: string) => void;
  timeLeft: () => number;
}

/** Answering takes this long, ms. */
const RESERVE_MS = 3_000;

/** The deployed installation, from inside: the database the settings name, at the schema the deployment brought it to. */
export async function openDeployedHost({ env, clock, write, timeLeft }: DeployedHostOptions): Promise<Host> {
  const settings = readSettings(env);
  const database = await databaseAccess(settings, secretsManager());
  const redact = redactor([database.url, new URL(database.url).password]);
  return {
    settings,
    log: createLog({ level: settings.logLevel, redact, clock, write }),
    clock,
    database: (work) =>
      withDatabase({ ...database, applicationName: 'hone operator', limitMs: timeLeft() - RESERVE_MS }, work),
    close: async () => {},
  };
}
