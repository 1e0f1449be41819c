import { describe, expect, it } from 'vitest';
import { databaseUrlOf } from '../../../lib/runtime/database-url.ts';
import { SettingsError } from '../../../lib/runtime/errors.ts';

const PLACE = 'postgres://hone_app@db.example:5432/hone';
const ROLE = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKID',
  AWS_SECRET_ACCESS_KEY: 's',
  AWS_SESSION_TOKEN: 't',
};

function urlOf(
  settings: { databaseUrl?: string; databaseSecret?: string; databaseAuth?: 'password' | 'iam' },
  { secret = '', env = {} }: { secret?: string; env?: Record<string, string> } = {},
): Promise<string> {
  return databaseUrlOf({
    settings: { databaseUrl: null, databaseSecret: null, databaseAuth: 'password', ...settings },
    env,
    secrets: { read: async () => secret, write: async () => {} },
    clock: () => new Date('2026-02-03T10:10:04Z'),
  });
}

describe('the database URL', () => {
  it('is DATABASE_URL as it stands', async () => {
    expect(await urlOf({ databaseUrl: 'postgres://a:b@c/d' })).toBe('postgres://a:b@c/d');
  });

  it('is what the secret holds, when it stands alone', async () => {
    expect(await urlOf({ databaseSecret: 's' }, { secret: 'postgres://a:b@c/d' })).toBe('postgres://a:b@c/d');
  });

  it("takes the owner's user and password from the secret that RDS keeps", async () => {
    const secret = JSON.stringify({ username: 'hone_owner', password: 'p:@/ %' });
    const url = new URL(await urlOf({ databaseUrl: PLACE, databaseSecret: 's' }, { secret }));
    expect([url.username, decodeURIComponent(url.password), url.host]).toEqual([
      'hone_owner',
      'p:@/ %',
      'db.example:5432',
    ]);
  });

  it('takes a token for a password where the role of the function opens the database', async () => {
    const url = new URL(await urlOf({ databaseUrl: PLACE, databaseAuth: 'iam' }, { env: ROLE }));
    const token = decodeURIComponent(url.password);
    expect(url.username).toBe('hone_app');
    expect(token).toMatch(/^db\.example:5432\/\?Action=connect&DBUser=hone_app&.*&X-Amz-Signature=[0-9a-f]{64}$/);
  });

  it.each([
    ['nothing says where it is', {}, {}, 'both are absent'],
    ['the role is absent', { databaseUrl: PLACE, databaseAuth: 'iam' as const }, {}, 'AWS_REGION is absent'],
    ['the secret holds no JSON', { databaseUrl: PLACE, databaseSecret: 's' }, { secret: 'x' }, 'it holds no JSON'],
    [
      'the secret holds no password',
      { databaseUrl: PLACE, databaseSecret: 's' },
      { secret: '{"username":"a"}' },
      'one is missing',
    ],
    [
      'the URL is none',
      { databaseUrl: 'db', databaseSecret: 's' },
      { secret: '{"username":"a","password":"b"}' },
      'is none',
    ],
  ])('is refused when %s', async (_case, settings, world, message) => {
    await expect(urlOf(settings, world)).rejects.toThrow(SettingsError);
    await expect(urlOf(settings, world)).rejects.toThrow(message);
  });
});
