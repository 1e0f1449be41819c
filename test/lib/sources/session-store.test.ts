import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../../lib/runtime/settings.ts';
import { sessionMark, sessionStore } from '../../../lib/sources/session-store.ts';

const from = { authToken: 'the-first', ct0: 'old' };
const stored = (authToken: string, ct0: string) => JSON.stringify({ auth_token: authToken, ct0 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-session-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A store over a secret or a file, and what lies there. */
const places = {
  'a secret': async (text: string) => {
    const secrets = new Map([['hone/x', text]]);
    const store = sessionStore(readSettings({ X_SESSION_SECRET: 'hone/x' }), {
      read: async (name) => secrets.get(name)!,
      write: async (name, value) => void secrets.set(name, value),
    })!;
    return {
      store,
      text: async () => secrets.get('hone/x'),
      replace: async (value: string) => void secrets.set('hone/x', value),
    };
  },
  'a file': async (text: string) => {
    const path = join(folder, 'session.json');
    const replace = (value: string) => writeFile(path, value, { mode: 0o600 });
    await replace(text);
    const secrets = { read: () => expect.fail('no secret is named'), write: () => expect.fail('no secret is named') };
    const store = sessionStore(readSettings({ X_SESSION_FILE: path }), secrets)!;
    return { store, text: () => readFile(path, 'utf8'), replace, path };
  },
};

describe.each(Object.entries(places))('a session in %s', (_, place) => {
  it('gets back what X has made of it', async () => {
    const { store, text, ...more } = await place(stored('the-first', 'old'));
    expect(await store.load()).toEqual(from);
    await store.renew({ from, to: { authToken: 'renewed-by-x', ct0: 'new' } });
    expect(await text()).toBe(stored('renewed-by-x', 'new'));
    if ('path' in more) expect((await stat(more.path)).mode & 0o777).toBe(0o600);
  });

  it('that its operator replaced while it was in use stays the operator’s', async () => {
    const { store, text, replace } = await place(stored('the-first', 'old'));
    await store.load();
    await replace(stored('the-second', 'other'));
    await store.renew({ from, to: { authToken: 'the-first', ct0: 'new' } });
    expect(await text()).toBe(stored('the-second', 'other'));
  });
});

describe('the mark of a session', () => {
  it('tells it from others whatever its ct0, and does not say what it is', () => {
    expect(sessionMark(from)).toBe(sessionMark({ ...from, ct0: 'new' }));
    expect(sessionMark(from)).not.toBe(sessionMark({ ...from, authToken: 'the-second' }));
    expect(sessionMark(from)).toMatch(/^[0-9a-f]{12}$/);
  });
});
