import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of one exchange: a statement and its answer. */
export type Reaction =
  | 'pass'
  /** The connection breaks before the statement reaches the server. */
  | 'break before'
  /** The server does it, and the connection breaks before its answer is heard. */
  | 'break after'
  /** From here on nothing passes this connection any more, and nobody is told: half-open. */
  | 'swallow'
  /** The server raises this SQLSTATE instead, inside whatever transaction there is. */
  | { sqlState: string }
  | { delayMs: number };

export interface DatabaseProxy {
  /** The same database, through the proxy. */
  readonly url: string;
  /** Statements that clients sent so far. */
  readonly exchanges: number;
  /** Asked for every statement. */
  react: (exchange: { number: number; text: string }) => Reaction | Promise<Reaction>;
  /** What becomes of new connections: `hang up` accepts and closes them, as a load balancer without a healthy target. */
  welcome: 'pass' | 'hang up';
  /** Another server of the same database from the next connection on: failover. */
  lead(url: string): void;
  /** Refuses new connections. */
  refuse(): void;
  /** Ends all connections and refuses new ones: nobody is heard here any more. */
  kill(): void;
  /** Ends all connections; new ones pass. */
  drop(): void;
  close(): Promise<void>;
}

const SYNC = 'S'.charCodeAt(0);
const QUERY = 'Q'.charCodeAt(0);
const PARSE = 'P'.charCodeAt(0);
const BIND = 'B'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);

/**
 * A proxy on loopback that knows where PostgreSQL's messages begin and end, so that a fault hits one statement exactly. What a client
 * sends up to a Sync, or one simple query, is one exchange; it ends with the server's ReadyForQuery.
 */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  let upstream = new URL(databaseUrl);
  const pairs = new Set<Pair>();
  const server = createServer({ noDelay: true });
  const url = new URL(databaseUrl);
  const proxy = {
    url: '',
    exchanges: 0,
    react: (() => 'pass') as DatabaseProxy['react'],
    welcome: 'pass' as DatabaseProxy['welcome'],
    lead(next: string) {
      upstream = new URL(next);
    },
    refuse() {
      server.close();
    },
    kill() {
      proxy.refuse();
      proxy.drop();
    },
    drop() {
      for (const pair of pairs) pair.destroy();
    },
    async close() {
      proxy.kill();
      if (server.listening) await once(server, 'close');
    },
  };
  server.on('connection', (client) => {
    if (proxy.welcome === 'hang up') return void client.destroy();
    const pair = new Pair(client, connect({ host: upstream.hostname, port: Number(upstream.port), noDelay: true }), {
      react: async (text) => proxy.react({ number: ++proxy.exchanges, text }),
      ended: () => pairs.delete(pair),
    });
    pairs.add(pair);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  proxy.url = url.href;
  return proxy;
}

interface PairHooks {
  react: (text: string) => Promise<Reaction>;
  ended: () => void;
}

/** One client's connection and its server's. */
class Pair {
  private readonly client: Socket;
  private readonly server: Socket;
  private readonly hooks: PairHooks;
  private fromClient = Buffer.alloc(0);
  private fromServer = Buffer.alloc(0);
  private isStarted = false;
  private isSilent = false;
  /** Messages of the exchange that is being sent. */
  private pending: Buffer[] = [];
  private text = '';
  /** Prepared statements by name. */
  private readonly prepared = new Map<string, string>();
  private sent = 0;
  private answered = -1; // the first ReadyForQuery ends the sign-in
  /** The exchange whose answer nobody hears. */
  private unheard: number | null = null;
  /** One thing after the other, also where a reaction takes its time. */
  private turn: Promise<void> = Promise.resolve();

  constructor(client: Socket, server: Socket, hooks: PairHooks) {
    this.client = client;
    this.server = server;
    this.hooks = hooks;
    for (const socket of [client, server]) {
      socket.on('error', () => {});
      socket.on('close', () => this.destroy());
    }
    client.on('data', (data: Buffer) => {
      this.turn = this.turn.then(() => this.hearClient(data));
    });
    server.on('data', (data: Buffer) => this.hearServer(data));
  }

  destroy(): void {
    // A half-open connection is one whose end nobody tells.
    if (!this.isSilent) this.client.destroy();
    this.server.destroy();
    this.hooks.ended();
  }

  private async hearClient(data: Buffer): Promise<void> {
    if (this.isSilent) return;
    this.fromClient = Buffer.concat([this.fromClient, data]);
    if (!this.isStarted) {
      if (this.fromClient.length < 4 || this.fromClient.length < this.fromClient.readUInt32BE(0)) return;
      const length = this.fromClient.readUInt32BE(0);
      this.server.write(this.fromClient.subarray(0, length));
      this.fromClient = this.fromClient.subarray(length);
      this.isStarted = true;
    }
    for (let message = this.take('fromClient'); message !== null; message = this.take('fromClient')) {
      await this.hearMessage(message);
    }
  }

  private async hearMessage(message: Buffer): Promise<void> {
    const type = message[0];
    const [first = '', second = ''] = message.subarray(5).toString('latin1').split('\u0000', 2);
    if (type === QUERY) this.text = first;
    if (type === PARSE) this.prepared.set(first, second);
    if (type === PARSE || type === BIND) this.text = this.prepared.get(type === PARSE ? first : second) ?? '';
    this.pending.push(message);
    if (type === SYNC || type === QUERY) return this.exchange();
    // A Flush wants its answer now; passwords and farewells are no exchanges.
    if (type !== 'H'.charCodeAt(0) && type !== 'p'.charCodeAt(0) && type !== 'X'.charCodeAt(0)) return;
    for (const one of this.pending.splice(0)) this.server.write(one);
  }

  private async exchange(): Promise<void> {
    const messages = this.pending.splice(0);
    const reaction = await this.hooks.react(this.text);
    if (this.server.destroyed) return;
    if (reaction === 'break before') return this.destroy();
    if (reaction === 'swallow') {
      this.isSilent = true;
      return;
    }
    this.sent += 1;
    if (reaction === 'break after') this.unheard = this.sent;
    if (typeof reaction === 'object' && 'delayMs' in reaction) {
      await new Promise((resolve) => setTimeout(resolve, reaction.delayMs));
    }
    if (typeof reaction === 'object' && 'sqlState' in reaction)
      this.server.write(raising(reaction.sqlState, this.text === 'commit'));
    else for (const message of messages) this.server.write(message);
  }

  private hearServer(data: Buffer): void {
    if (this.isSilent) return;
    this.fromServer = Buffer.concat([this.fromServer, data]);
    for (let message = this.take('fromServer'); message !== null; message = this.take('fromServer')) {
      const isUnheard = this.unheard !== null && this.answered === this.unheard - 1;
      if (message[0] === READY) {
        this.answered += 1;
        if (isUnheard) {
          this.destroy();
          return;
        }
      }
      if (!isUnheard) this.client.write(message);
    }
  }

  private take(from: 'fromClient' | 'fromServer'): Buffer | null {
    const buffer = this[from];
    if (buffer.length < 5 || buffer.length < 1 + buffer.readUInt32BE(1)) return null;
    const length = 1 + buffer.readUInt32BE(1);
    this[from] = buffer.subarray(length);
    return buffer.subarray(0, length);
  }
}

/** A commit that fails ends its transaction; any other statement leaves it broken. */
function raising(sqlState: string, isCommit: boolean): Buffer {
  const text = `do $$ begin raise exception 'planted: %', '${sqlState}' using errcode = '${sqlState}'; end $$`;
  const body = Buffer.from(`${isCommit ? 'rollback; ' : ''}${text}\u0000`);
  const head = Buffer.alloc(5);
  head[0] = QUERY;
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
