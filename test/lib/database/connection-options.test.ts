import { describe, expect, it } from 'vitest';
import { connectionOptions } from '../../../lib/database/connection-options.ts';
import { DatabaseUrlError } from '../../../lib/database/errors.ts';

const options = (url: string) => connectionOptions(url, 'test').options;

describe('connectionOptions', () => {
  it('verifies TLS of any host that is not local', () => {
    expect(options('postgres://u:p@db.example.com/hone').ssl).toEqual({ rejectUnauthorized: true });
    expect(options('postgres://u:p@db.example.com/hone?sslmode=verify-full').ssl).toEqual({ rejectUnauthorized: true });
    expect(options('postgres://u:p@127.0.0.1:5433/hone').ssl).toBe(false);
  });

  it.each(['require', 'prefer', 'allow', 'disable', 'no-verify'])(
    'refuses sslmode=%s on a host that is not local',
    (mode) => {
      expect(() => options(`postgres://u:secret@db.example.com/hone?sslmode=${mode}`)).toThrow(DatabaseUrlError);
    },
  );

  it.each(['mysql://h/d', 'db.example.com', ''])('refuses %j without repeating it', (url) => {
    expect(() => options(url)).toThrow(
      'DATABASE_URL must look like postgres://user:password@host:5432/name; what it holds does not',
    );
  });

  it.each([
    'postgres://u:p@h.example:6543/d',
    'postgres://u:p@ep-1-pooler.eu.example/d',
    'postgres://u:p@h.example/d?pgbouncer=true',
  ])('prepares nothing behind the pooler %s', (url) => {
    expect(options(url).prepare).toBe(false);
  });

  it('uses one connection', () => {
    expect(options('postgres://u:p@h.example/d')).toMatchObject({ max: 1, prepare: true });
  });
});
