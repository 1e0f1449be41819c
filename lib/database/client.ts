import postgres, { type Sql as PostgresSql, type TransactionSql } from 'postgres';
import { withDeadline } from '../runtime/deadline.ts';
import { asError, DeadlineError } from '../runtime/errors.ts';
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
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|CONNECT_TIMEOUT|CONNECTION_\w+|08\w{3}|28\w{3}|3D000|53300|57P0\d|SELF_SIGNED_\w+|DEPTH_ZERO_\w+|UNABLE_TO_\w+|ERR_TLS_\w+|CERT_\w+)$/;

/** Where the database is and how to sign in. */
export interface DatabaseAccess {
  url: string;
  /** Asked at every connection, where the URL holds no password: tokens are short-lived. */
  password?: () => Promise<string>;
}

/** Signing in takes this long at most, ms: a server that only hangs up is asked again and again by postgres.js. */
const SIGN_IN_MS = 15_000;
/** No transaction of Hone waits so long for its client, ms, unless the client is dead. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** What the work is given beside the connection. */
export interface Renewable {
  /** Gives up a connection that may hang; the next statement gets a new one. */
  renew(): void;
}

/**
 * Opens one connection, runs the work, closes it, whatever happens. A connection that is lost on the way fails what was going on; the
 * next statement gets a new one. The deadline is the client's own, because postgres.js waits for ever on a connection that was dropped
 * silently.
 * @throws DatabaseUrlError, DatabaseUnreachableError, DeadlineError, and what the work throws.
 */
export async function withDatabase<T>(
  options: DatabaseAccess & { applicationName: string; limitMs: number },
  work: (sql: Sql, more: Renewable) => Promise<T>,
): Promise<T> {
  const { limitMs, password } = options;
  const { url, options: known } = connectionOptions(options.url, options.applicationName);
  const connection = { ...known.connection, ...(known.prepare === false ? {} : serverLimits(limitMs)) };
  const clientOptions = { ...known, connection, ...(password && { password }) };
  const { sql, renew } = steadyClient((onclose) => postgres(url, { ...clientOptions, onclose }));
  let closingSeconds = 5;
  try {
    return await withDeadline({ what: `${options.applicationName} on the database`, limitMs }, async () => {
      await reach(sql, url);
      return work(sql, { renew });
    });
  } catch (error) {
    // Whatever hangs is not waited for a second time: there is hardly any time left to say so.
    if (error instanceof DeadlineError) closingSeconds = 0;
    throw error;
  } finally {
    const closing = { what: 'closing the database', limitMs: 6_000 };
    await withDeadline(closing, () => sql.end({ timeout: closingSeconds })).catch(() => {});
  }
}

/**
 * What the server is to end by itself when its client has died without a word, as a function does that is killed: locks that it holds
 * would keep the next run waiting for hours. Transaction poolers know no such settings, and end what their clients leave.
 */
function serverLimits(limitMs: number): Record<string, number> {
  return {
    statement_timeout: Math.max(1, Math.ceil(Math.min(limitMs, 2 ** 31 - 1))),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    tcp_keepalives_idle: 60,
    tcp_keepalives_interval: 10,
    tcp_keepalives_count: 3,
  };
}

async function reach(sql: Sql, url: string): Promise<void> {
  try {
    await withDeadline({ what: 'signing in', limitMs: SIGN_IN_MS }, () => sql`select 1`);
  } catch (thrown) {
    const error = asError(thrown);
    const code = String((error as { code?: unknown }).code ?? error.name);
    if (!UNREACHABLE.test(code) && !(error instanceof DeadlineError)) throw error;
    const { hostname, port, pathname } = new URL(url);
    throw new DatabaseUnreachableError(
      `the database ${hostname}:${port || '5432'}${pathname} cannot be used (${code}: ${error.message || 'no answer'}); check that it runs and that DATABASE_URL is right`,
      { cause: error },
    );
  }
}
