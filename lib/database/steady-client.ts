import type { Sql as PostgresSql, TransactionSql } from 'postgres';
import type { Types } from './connection-options.ts';

type Sql = PostgresSql<Types>;
type Transaction = TransactionSql<Types>;
type Work = (tx: Transaction) => unknown;
type Callable = (...args: never[]) => unknown;

/** A client of postgres.js with the one connection it may ever have. */
interface Client {
  sql: Sql;
  isLost: boolean;
}

export interface SteadyClient {
  sql: Sql;
  /** Gives up the connection, whatever hangs on it: one that broke silently never says so. The next statement gets a new one. */
  renew(): void;
}

/** Work went on with a transaction whose connection was lost. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  readonly code = 'CONNECTION_CLOSED';
  readonly category = 'database';
}

const LOSS = /^(CONNECTION_(CLOSED|DESTROYED|ENDED)|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT|08\w{3}|57P0\d)$/;

/**
 * A client that outlives its connections. postgres.js (3.4.9) must not be used on once its connection is lost: it sends the rollback
 * of a transaction to a socket that is not there, which ends the process (its issues 1154 and 1208); a connection it opens in place of
 * a lost one can hang, or answer with the error of the old one; and what a lost transaction still has to say can run on it, outside of
 * any transaction (its pull requests 1155 and 1215). So a client is given up with its connection, the next statement gets a new one,
 * and nothing more is sent of a lost transaction.
 *
 * @param connect makes a client of at most one connection, and calls back when that is closed
 */
export function steadyClient(connect: (onclose: () => void) => Sql): SteadyClient {
  const open = (): Client => {
    const opened = { isLost: false } as Client;
    opened.sql = connect(() => {
      opened.isLost = true;
    });
    return opened;
  };
  let client = open();
  let isEnded = false;
  const use = (): Client => {
    if (!client.isLost || isEnded) return client;
    void client.sql.end({ timeout: 0 }).catch(() => {});
    client = open();
    return client;
  };
  const sql = new Proxy(client.sql, {
    apply: (_, __, args) => {
      const { sql } = use();
      return watched(client, Reflect.apply(sql, undefined, args));
    },
    get: (_, name) => {
      const own = use();
      if (name === 'begin') return (...args: [Work] | [string, Work]) => begin(own, args);
      // Work that still goes on after the end must not open another connection.
      if (name === 'end') isEnded = true;
      const value: unknown = Reflect.get(own.sql, name);
      return name === 'unsafe' ? (...args: never[]) => watched(own, (value as Callable)(...args)) : value;
    },
  });
  const renew = () => {
    client.isLost = true;
    void client.sql.end({ timeout: 0 }).catch(() => {});
  };
  return { sql, renew };
}

/** The same connections for a piece of work that may have to be stopped: after `revoke` nothing more is sent for it. */
export function revocable(sql: Sql): { sql: Sql; revoke(): void } {
  let isRevoked = false;
  const require = () => {
    if (isRevoked) throw new ConnectionLostError('this work has had its time: nothing more of it reaches the database');
  };
  const held = new Proxy(sql, {
    apply: (_, __, args) => {
      require();
      return Reflect.apply(sql, undefined, args);
    },
    get: (_, name) => {
      if (name === 'begin' || name === 'unsafe') require();
      return Reflect.get(sql, name);
    },
  });
  return {
    sql: held,
    revoke: () => {
      isRevoked = true;
    },
  };
}

/** Notes at once that a statement has lost its connection: its caller's next one must not go the same way. */
function watched(client: Client, statement: unknown): unknown {
  const query = statement as { reject?: (error: unknown) => void } | null;
  const reject = query?.reject;
  if (query !== null && typeof reject === 'function') {
    query.reject = (error) => {
      noteLoss(client, error);
      reject(error);
    };
  }
  return statement;
}

function noteLoss(client: Client, error: unknown): void {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown };
  if (severity === 'FATAL' || severity === 'PANIC' || LOSS.test(String(code))) client.isLost = true;
}

/** As `sql.begin`, but a lost transaction is let go: postgres.js gets neither its end nor its failure to see. */
function begin(client: Client, args: [Work] | [string, Work]): Promise<unknown> {
  const work = args[args.length - 1] as Work;
  const options = args.length === 2 ? args[0] : '';
  let isDone = false;
  return new Promise((resolve, reject) => {
    client.sql
      .begin(options, async (tx) => {
        const result = await carried(client, { tx, work, reject });
        isDone = true;
        return result;
      })
      .then(resolve, (error: unknown) => {
        noteLoss(client, error);
        // Nobody knows what a connection is in whose commit failed.
        if (isDone) client.isLost = true;
        reject(error);
      });
  });
}

async function carried(
  client: Client,
  { tx, work, reject }: { tx: Transaction; work: Work; reject: (error: unknown) => void },
): Promise<unknown> {
  let error: unknown = new ConnectionLostError('the connection to the database was lost within a transaction');
  try {
    const result = await work(guarded(client, { tx, reject }));
    if (!client.isLost) return result;
  } catch (thrown) {
    if (!client.isLost) throw thrown;
    error = thrown;
  }
  reject(error);
  return new Promise(() => {});
}

/** The transaction while its connection lives. */
function guarded(client: Client, { tx, reject }: { tx: Transaction; reject: (error: unknown) => void }): Transaction {
  const require = () => {
    if (client.isLost)
      throw new ConnectionLostError('the transaction has lost its connection, and with it what it had done');
  };
  return new Proxy(tx, {
    apply: (_, __, args) => {
      require();
      return watched(client, Reflect.apply(tx, undefined, args));
    },
    get: (_, name) => {
      const value: unknown = Reflect.get(tx, name);
      if (name === 'unsafe') {
        return (...args: never[]) => {
          require();
          return watched(client, (value as Callable)(...args));
        };
      }
      if (name !== 'savepoint') return value;
      return (...args: [Work] | [string, Work]) => {
        require();
        const work = args[args.length - 1] as Work;
        const step = (inner: Transaction) => carried(client, { tx: inner, work, reject });
        return args.length === 2 ? tx.savepoint(args[0], step) : tx.savepoint(step);
      };
    },
  });
}
