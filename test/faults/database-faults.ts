import type { Sql } from '../../lib/database/client.ts';
import { type DatabaseProxy, type Reaction, startDatabaseProxy } from './database-proxy.ts';
import { isLong } from './life.ts';

/** What hits one statement of a run: done by the proxy, or by the test while the statement waits. */
export type Fault = Reaction | ((hit: { proxy: DatabaseProxy; sql: Sql }) => Promise<Reaction>);

/** A run may take this long where it is to hang, ms: the six seconds that are kept for closing and telling, and its work. */
const SHORT_MS = 6_000 + (isLong ? 3_000 : 1_500);

const terminate: Fault = async ({ sql }) => {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name <> 'hone-faults' and pid <> pg_backend_pid()`;
  return 'pass';
};
/** The connection is lost, and whoever answers from now on is a standby that only reads. */
const standby: Fault = async ({ sql }) => {
  const [{ name } = { name: '' }] = await sql<{ name: string }[]>`select current_database() as name`;
  await sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
  return 'break before';
};

export const DATABASE_FAULTS: Readonly<Record<string, Fault>> = {
  'the connection breaks': 'break before',
  'the answer is lost': 'break after',
  'pg_terminate_backend (57P01)': terminate,
  'deadlock (40P01)': { sqlState: '40P01' },
  'serialization failure (40001)': { sqlState: '40001' },
  'disk full (53100)': { sqlState: '53100' },
  'out of memory (53200)': { sqlState: '53200' },
  'statement timeout (57014)': { sqlState: '57014' },
  'failover to a standby (25006)': standby,
};

/** A database of which one statement is hit by a fault. */
export interface StruckDatabase {
  /** Where the run that is hit finds it. */
  readonly url: string;
  /** Time the run has: little where it is to hang, ms. */
  readonly timeLeft: () => number;
  /** Statements so far. */
  statements(): number;
  /** The beginning of the statement that was hit, or that none was. */
  text(): string;
  /** Ends it; the database is as it was before the fault, but for what was written. */
  end(): Promise<void>;
}

/**
 * @param database where it is, and a connection to it that no fault hits
 * @param hit which statement, from 1, and by what; null: none
 */
export async function strikeDatabase(
  { url, sql }: { url: string; sql: Sql },
  hit: { at: number; fault: Fault } | null,
): Promise<StruckDatabase> {
  const proxy = await startDatabaseProxy(url);
  let text = 'no statement';
  proxy.react = async (exchange) => {
    if (hit === null || exchange.number !== hit.at) return 'pass';
    text = exchange.text.replace(/\s+/g, ' ').slice(0, 90);
    return typeof hit.fault === 'function' ? hit.fault({ proxy, sql }) : hit.fault;
  };
  return {
    url: proxy.url,
    timeLeft: hit?.fault === 'swallow' ? () => SHORT_MS : () => 60_000,
    statements: () => proxy.exchanges,
    text: () => text,
    async end() {
      await proxy.close();
      await sql.unsafe(`alter database ${new URL(url).pathname.slice(1)} reset default_transaction_read_only`);
    },
  };
}
