import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { assetAt } from './assets.ts';
import { answerControl } from './control.ts';
import { parseCookies } from './cookies.ts';
import { answerExchange, type Backstage, CLIENT_SCRIPTS } from './exchanges.ts';
import type { Exchange } from './faults/fault.ts';
import { createSwitchboard } from './faults/switchboard.ts';
import type { JsonObject } from './payloads/json.ts';
import { createRateLimits } from './rate-limits.ts';
import { createSessions } from './sessions.ts';
import type { SimulatedX, SimulatedXOptions } from './simulated-x.ts';
import { createStatsCounter, type RequestKind } from './statistics.ts';
import { createTransactionIds } from './transaction-ids.ts';
import type { World } from './world/world.ts';

/** Serves the world as x.com would, on loopback. */
export async function startSimulatedX(options: SimulatedXOptions): Promise<SimulatedX> {
  const { world } = options;
  let now = options.now;
  const switchboard = createSwitchboard();
  for (const [name, rule] of Object.entries(options.faults ?? {})) switchboard.set(name, rule);
  const stats = createStatsCounter();
  const backstage: Backstage = {
    stats,
    sessions: createSessions(options.session),
    transactionIds: createTransactionIds(),
    rateLimits: createRateLimits({ enforce: options.enforceRateLimits ?? true }),
  };

  const simulated: Omit<SimulatedX, 'baseUrl' | 'close'> = {
    world,
    publish: (request) => world.publish({ ...request, at: request.at ?? now() }),
    setFault: switchboard.set,
    clearFaults: switchboard.clear,
    setNow: (next) => {
      now = typeof next === 'function' ? next : () => next;
    },
    stats: () => ({ ...stats.read(), faults: switchboard.fired() }),
    resetStats: stats.reset,
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = decodeURI(url.pathname);
    if (path.startsWith('/__sim/')) return answerControl(simulated, request, response, path);
    response.setHeader('date', now().toUTCString());
    if (options.latencyMs) await delay(options.latencyMs);
    const send = (kind: RequestKind, type: string, body: Buffer) => {
      stats.request(kind);
      response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' });
      response.end(body);
    };
    const asset = assetAt(path);
    if (asset) return send(asset.kind, asset.type, asset.body);
    const script = CLIENT_SCRIPTS.get(path);
    if (script) return send('script', 'text/javascript; charset=utf-8', script);
    if (path.startsWith('/i/api/') && !path.startsWith('/i/api/graphql/')) {
      stats.request('other');
      response.writeHead(204).end();
      return;
    }
    if (path.endsWith('.js')) {
      stats.request('script');
      response.writeHead(404).end();
      return;
    }
    const exchange = exchangeOf({ request, response, url, path, now: now(), world, backstage });
    stats.request(exchange.kind);
    const asked = [request.headers['x-sim-fault'], exchange.cookies.sim_fault].flatMap((names) =>
      typeof names === 'string' && names !== '' ? names.split(',') : [],
    );
    await answerExchange(exchange, request, switchboard.actingOn(exchange, asked), backstage);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    ...simulated,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function exchangeOf(known: {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  path: string;
  now: Date;
  world: World;
  backstage: Backstage;
}): Exchange {
  const { request, response, url, path, now, world, backstage } = known;
  const cookies = parseCookies(request.headers.cookie);
  const graphql = path.startsWith('/i/api/graphql/');
  return {
    kind: graphql ? 'graphql' : 'page',
    path,
    operation: graphql ? (path.split('/').at(-1) ?? null) : null,
    variables: graphql ? (JSON.parse(url.searchParams.get('variables') ?? '{}') as JsonObject) : {},
    cookies,
    loggedIn: backstage.sessions.isSignedIn(cookies),
    now,
    world,
    response,
    rotateCsrfToken: () => backstage.sessions.rotate(cookies),
  };
}
