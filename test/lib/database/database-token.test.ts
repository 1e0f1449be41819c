import { Signer } from '@aws-sdk/rds-signer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { databaseToken } from '../../../lib/database/database-token.ts';

const at = new Date('2026-02-03T10:10:04.567Z');
const place = {
  host: 'hone.abc123.eu-central-1.rds.amazonaws.com',
  port: 5432,
  user: 'hone_app',
  region: 'eu-central-1',
};

/** The same token by AWS's own signer. */
function reference(credentials: Parameters<typeof databaseToken>[0]['credentials']): Promise<string> {
  const signer = new Signer({
    hostname: place.host,
    port: place.port,
    username: place.user,
    region: place.region,
    credentials: async () => ({ ...credentials, sessionToken: credentials.sessionToken! }),
  });
  return signer.getAuthToken();
}

describe('the token of IAM database authentication', () => {
  beforeEach(() => void vi.useFakeTimers({ now: at, toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['with a session, as on Lambda', 'FwoGZXIvYXdzE//+a b=!*()~'],
    ['without a session', undefined],
  ])('is what AWS makes, %s', async (_case, sessionToken) => {
    const credentials = {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      sessionToken,
    };
    const parts = (token: string) => token.split(/[?&]/).sort();
    expect(parts(databaseToken({ ...place, credentials, at }))).toEqual(parts(await reference(credentials)));
  });
});
