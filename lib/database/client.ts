import postgres, { type Sql as PostgresSql, type TransactionSql } from 'postgres';
import { withDeadline } from '../runtime/deadline.ts';
import { asError } from '../runtime/errors.ts';
import { connectionOptions, type Types } from './connection-options.ts';
import { DatabaseUnreachableError } from './errors.ts';
import { steadyClient } from './steady-client.ts';

/** Tagged templates over one connection. */
export type Sql = PostgresSql<Types>;
/** The same inside a transaction. */
export type Transaction = TransactionSql<Types>;
/** Queries take either. */
export type Queryable = Sql | Transaction;

const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|CONNECT_TIMEOUT|CONNECTION_\w+|28\w{3}|3D000|57P0\d|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|UNABLE_TO_\w+|ERR_TLS_\w+|CERT_\w+)$/;

/** Where the database is and how to sign in. */
export interface DatabaseAccess {
  url: string;
  /** Asked at every connection, where the URL holds no password: tokens are short-lived. */
  password?: () => Promise<string>;
}

/**
 * Opens one connection, runs the work, closes it, whatever happens. The deadline is the client's own, because postgres.js
 * waits for ever on a connection that was dropped silently.
 * @throws DatabaseUrlError, DatabaseUnreachableError, DeadlineError, and what the work throws.
 */
export async function withDatabase<T>(
  options: DatabaseAccess & { applicationName: string; limitMs: number },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const { url, options: clientOptions } = connectionOptions(options.url, options.applicationName);
  const access = options.password ? { ...clientOptions, password: options.password } : clientOptions;
  const sql: Sql = steadyClient((onclose) => postgres(url, { ...access, onclose }));
  try {
    return await withDeadline(
      { what: `${options.applicationName} on the database`, limitMs: options.limitMs },
      async () => {
        await reach(sql, url);
        return work(sql);
      },
    );
  } finally {
    await withDeadline({ what: 'closing the database', limitMs: 6_000 }, () => sql.end({ timeout: 5 })).catch(() => {});
  }
}

async function reach(sql: Sql, url: string): Promise<void> {
  try {
    await sql`select 1`;
  } catch (thrown) {
    const error = asError(thrown);
    const code = String((error as { code?: unknown }).code ?? error.name);
    if (!UNREACHABLE.test(code)) throw error;
    const { hostname, port, pathname } = new URL(url);
    throw new DatabaseUnreachableError(
      `the database ${hostname}:${port || '5432'}${pathname} cannot be used (${code}: ${error.message || 'no answer'}); check that it runs and that DATABASE_URL is right`,
      { cause: error },
    );
  }
}
