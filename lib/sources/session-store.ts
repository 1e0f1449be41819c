import { chmod, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { SettingsError } from '../runtime/errors.ts';
import { readOwnFile } from '../runtime/own-file.ts';
import type { SecretStore } from '../runtime/secrets.ts';
import type { Settings } from '../runtime/settings.ts';
import type { XSession } from './x-page.ts';

/** Where the session is kept. X renews `ct0` from time to time; a stale one gives silent refusals, so it is written back. */
export interface SessionStore {
  load(): Promise<XSession>;
  save(session: XSession): Promise<void>;
}

const shape = z.object({
  auth_token: z.string().check(z.minLength(1)),
  ct0: z.string().check(z.minLength(1)),
});

/** The store the settings name; null when none is named: then what X shows to anyone is read. */
export function sessionStore(settings: Settings, secrets: SecretStore): SessionStore | null {
  if (settings.xSessionSecret !== null) return secretSession(settings.xSessionSecret, secrets);
  return settings.xSessionFile === null ? null : fileSession(settings.xSessionFile);
}

function secretSession(name: string, secrets: SecretStore): SessionStore {
  return {
    load: async () => parse(await secrets.read(name), `the secret ${name}`),
    save: (session) => secrets.write(name, text(session)),
  };
}

function fileSession(path: string): SessionStore {
  return {
    load: async () => parse(await readOwnFile(path, 'X_SESSION_FILE'), path),
    async save(session) {
      const next = `${path}.next`;
      await writeFile(next, text(session), { mode: 0o600 });
      await chmod(next, 0o600);
      await rename(next, path);
    },
  };
}

function parse(json: string, where: string): XSession {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = null;
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success)
    throw new SettingsError(`${where} must hold {"auth_token": "…", "ct0": "…"} of a logged-in X session; it does not`);
  return { authToken: parsed.data.auth_token, ct0: parsed.data.ct0 };
}

function text({ authToken, ct0 }: XSession): string {
  return JSON.stringify({ auth_token: authToken, ct0 });
}
