import { createHash } from 'node:crypto';
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
  /** Writes back what X has made of a session that was loaded; nothing when its operator has stored another one since. */
  renew(session: { from: XSession; to: XSession }): Promise<void>;
}

/** Tells one session from another without saying anything of it. */
export function sessionMark({ authToken }: XSession): string {
  return createHash('sha256').update(authToken).digest('hex').slice(0, 12);
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
  return kept({
    read: async () => parse(await secrets.read(name), `the secret ${name}`),
    write: (session) => secrets.write(name, text(session)),
  });
}

function fileSession(path: string): SessionStore {
  return kept({
    read: async () => parse(await readOwnFile(path, 'X_SESSION_FILE'), path),
    async write(session) {
      const next = `${path}.next`;
      await writeFile(next, text(session), { mode: 0o600 });
      await chmod(next, 0o600);
      await rename(next, path);
    },
  });
}

function kept(place: { read(): Promise<XSession>; write(session: XSession): Promise<void> }): SessionStore {
  return {
    load: place.read,
    async renew({ from, to }) {
      const { authToken } = await place.read();
      if (authToken === from.authToken) await place.write(to);
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
