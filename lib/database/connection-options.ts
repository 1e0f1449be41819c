import type { Options, PostgresType } from 'postgres';
import { DatabaseUrlError } from './errors.ts';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '::1', '[::1]', '']);
const VERIFYING = new Set(['verify-full', 'verify-ca']);

/** int8 as number: every count of Hone stays far below 2^53, and a larger one is a fault to hear of. */
const int8: PostgresType<number> = {
  to: 20,
  from: [20],
  serialize: (value: number) => String(value),
  parse: (text: string) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`a count of ${text} exceeds 2^53`);
    return value;
  },
};

export type Types = { int8: number };

/**
 * Client options for a database URL. TLS is verified unless the host is local: `sslmode=require` and its like encrypt
 * without knowing the peer (postgres.js turns verification off for them), so they are refused.
 * Prepared statements are off behind transaction poolers (port 6543, a `-pooler.` host, or `?pgbouncer=true`).
 * @throws DatabaseUrlError
 */
export function connectionOptions(
  url: string,
  applicationName: string,
): { url: string; options: Options<{ int8: PostgresType<number> }> } {
  const parsed = parseUrl(url);
  const local = LOCAL_HOSTS.has(parsed.hostname);
  const mode = parsed.searchParams.get('sslmode');
  if (mode !== null && !VERIFYING.has(mode) && !(local && mode === 'disable')) {
    throw new DatabaseUrlError(
      `DATABASE_URL says sslmode=${mode}, which does not verify the server; use sslmode=verify-full (or leave it out: Hone verifies unless the host is local)`,
    );
  }
  const pooled =
    parsed.port === '6543' || parsed.hostname.includes('-pooler.') || parsed.searchParams.get('pgbouncer') === 'true';
  for (const name of ['sslmode', 'pgbouncer', 'channel_binding']) parsed.searchParams.delete(name);
  return {
    url: parsed.href,
    options: {
      max: 1,
      connect_timeout: 10,
      idle_timeout: 20,
      max_lifetime: 300,
      prepare: !pooled,
      fetch_types: false,
      ssl: local && mode === null ? false : mode === 'disable' ? false : { rejectUnauthorized: true },
      onnotice: () => {},
      types: { int8 },
      connection: { application_name: applicationName, TimeZone: 'UTC' },
    },
  };
}

/** @throws DatabaseUrlError that does not repeat what it got: it may hold a password. */
export function parseUrl(url: string): URL {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new DatabaseUrlError(
      'DATABASE_URL must look like postgres://user:password@host:5432/name; what it holds does not',
    );
  }
  return new URL(url);
}
