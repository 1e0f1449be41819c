import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userCredentials, webhookKey } from '../../../lib/publishing/credentials.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kept: Record<string, string> = {
  'hone/keys': '{"app_key":"ak","app_secret":"as","access_token":"at","access_secret":"ats"}\n',
  'hone/token': 'c29tZS11c2VyLWFjY2Vzcy10b2tlbg\n',
  'hone/half': '{"app_key":"ak-secret"}',
  'hone/short': 'short',
  'hone/webhook': 'a key that is long enough',
};
const secrets = { read: async (name: string) => kept[name]!, write: async () => {} };
const file = async (name: string, text: string, mode = 0o600) => {
  const path = join(folder, name);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
};

describe('what Hone posts by', () => {
  it("is a user's four keys, or a user access token, from a secret or a file of one's own", async () => {
    const keys = { appKey: 'ak', appSecret: 'as', accessToken: 'at', accessSecret: 'ats' };
    expect(await userCredentials(readSettings({ X_USER_TOKEN_SECRET: 'hone/keys' }), secrets)).toEqual(keys);
    const token = await userCredentials(readSettings({ X_USER_TOKEN_SECRET: 'hone/token' }), secrets);
    expect(token).toBe('c29tZS11c2VyLWFjY2Vzcy10b2tlbg');
    const path = await file('keys.json', kept['hone/keys']!);
    expect(await userCredentials(readSettings({ X_USER_TOKEN_FILE: path }), secrets)).toEqual(keys);
  });

  it('is missed by name, and never repeated where it is wrong', async () => {
    await expect(userCredentials(readSettings({}), secrets)).rejects.toThrow(
      'publishing through x needs the keys of a user, but X_USER_TOKEN_SECRET and X_USER_TOKEN_FILE are both absent',
    );
    const half = userCredentials(readSettings({ X_USER_TOKEN_SECRET: 'hone/half' }), secrets);
    await expect(half).rejects.toThrow(/^hone\/half must hold \{"app_key"/);
    await expect(half).rejects.not.toThrow('ak-secret');
    const open = await file('open.json', kept['hone/keys']!, 0o644);
    await expect(userCredentials(readSettings({ X_USER_TOKEN_FILE: open }), secrets)).rejects.toThrow(
      `${open} can be read by others (mode 644)`,
    );
    await expect(userCredentials(readSettings({ X_USER_TOKEN_FILE: join(folder, 'none') }), secrets)).rejects.toThrow(
      'X_USER_TOKEN_FILE names',
    );
  });
});

describe("the webhook's key", () => {
  it('is long enough to protect something', async () => {
    const key = await webhookKey(readSettings({ PUBLISH_WEBHOOK_KEY_SECRET: 'hone/webhook' }), secrets);
    expect(key).toBe('a key that is long enough');
    const short = webhookKey(readSettings({ PUBLISH_WEBHOOK_KEY_SECRET: 'hone/short' }), secrets);
    await expect(short).rejects.toThrow('hone/short must hold a key of 16 characters or more; it is shorter');
  });

  it.each(['http://example.com/hook', 'https://user:password@example.com', 'ftp://127.0.0.1', 'example.com'])(
    'signs nothing that goes to %s',
    (url) => {
      expect(() => readSettings({ PUBLISH_WEBHOOK_URL: url })).toThrow(
        'PUBLISH_WEBHOOK_URL must be an https URL (http on this machine only)',
      );
    },
  );
});
