import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { readableCookie } from './cookies.ts';
import type { Exchange, Fault } from './faults/fault.ts';
import { OPERATIONS } from './graphql.ts';
import { loggedOutPage } from './pages/logged-out.ts';
import { challengePage, loginPage, profileTitle, shellPage } from './pages/shell.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Sessions } from './sessions.ts';
import type { StatsCounter } from './statistics.ts';
import type { TransactionIds } from './transaction-ids.ts';

/** The page's own scripts by path. */
export const CLIENT_SCRIPTS: ReadonlyMap<string, Buffer> = new Map(
  ['client.js', 'client-articles.js'].map((file) => [
    `/${file}`,
    readFileSync(new URL(`./pages/${file}`, import.meta.url)),
  ]),
);

/** What the answers depend on besides the request. */
export interface Backstage {
  sessions: Sessions;
  transactionIds: TransactionIds;
  rateLimits: RateLimits;
  stats: StatsCounter;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** Answers a page or a GraphQL request, through the faults that act on it. */
export async function answerExchange(
  exchange: Exchange,
  request: IncomingMessage,
  faults: readonly Fault[],
  backstage: Backstage,
): Promise<void> {
  for (const fault of faults) {
    if (!fault.respond) continue;
    await fault.respond(exchange);
    return;
  }
  const answer =
    exchange.kind === 'page' ? pageAnswer(exchange, backstage) : graphqlAnswer(exchange, request, faults, backstage);
  for (const fault of faults) {
    fault.headers?.(answer.headers, exchange);
    if (exchange.kind === 'page' && fault.rewrite) answer.body = fault.rewrite(answer.body, exchange);
  }
  const body = Buffer.from(answer.body, 'utf8');
  const transmit = answer.status === 200 ? faults.find((fault) => fault.transmit) : undefined;
  if (transmit) return transmit.transmit!(body, exchange, answer.headers);
  exchange.response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  exchange.response.end(body);
}

function pageAnswer(exchange: Exchange, backstage: Backstage): Answer {
  const headers: Answer['headers'] = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  if (exchange.path.startsWith('/i/flow/')) return { status: 200, headers, body: loginPage() };
  if (exchange.path.startsWith('/account/access')) return { status: 200, headers, body: challengePage() };
  if (!exchange.loggedIn)
    return { status: 200, headers, body: loggedOutPage(exchange.world, exchange.now, exchange.path) };
  if (!exchange.cookies.ct0) headers['set-cookie'] = [readableCookie('ct0', exchange.rotateCsrfToken())];
  const queryIds = Object.fromEntries(Object.entries(OPERATIONS).map(([name, { queryId }]) => [name, queryId]));
  const body = shellPage({
    title: profileTitle(exchange.world),
    transactionKey: backstage.transactionIds.issueKey(),
    queryIds,
    serverTimeMs: exchange.now.getTime(),
  });
  return { status: 200, headers, body };
}

function graphqlAnswer(
  exchange: Exchange,
  request: IncomingMessage,
  faults: readonly Fault[],
  { sessions, transactionIds, rateLimits, stats }: Backstage,
): Answer {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  const refuse = (reason: string, status: number, error?: { code: number; message: string }): Answer => {
    stats.refusal(reason);
    return { status, headers: error ? json : {}, body: error ? JSON.stringify({ errors: [error] }) : '' };
  };
  const header = (name: string) => request.headers[name] as string | undefined;
  const [, queryId, name = ''] = /^\/i\/api\/graphql\/([^/]+)\/(\w+)$/.exec(exchange.path) ?? [];
  const operation = OPERATIONS[name];
  if (!operation || operation.queryId !== queryId) return refuse('stale_query', 404);
  if (!transactionIds.accept(header('x-client-transaction-id'), request.method ?? 'GET', exchange.path))
    return refuse('transaction_id', 404);
  if (!exchange.loggedIn || !header('authorization')?.startsWith('Bearer '))
    return refuse('not_signed_in', 401, { code: 32, message: 'Could not authenticate you' });
  if (!sessions.acceptsCsrf(exchange.cookies, header('x-csrf-token')))
    return refuse('csrf', 403, { code: 353, message: 'This request requires a matching csrf cookie and header.' });
  const taken = rateLimits.take(name, operation.limit, exchange.now);
  if (!taken.allowed) {
    const answer = refuse('rate_limit', 429, { code: 88, message: 'Rate limit exceeded' });
    return { ...answer, headers: { ...answer.headers, ...taken.headers } };
  }
  stats.operation(name);
  let payload = operation.answer(exchange.world, exchange.variables, exchange.now);
  for (const fault of faults) payload = fault.reshape?.(payload, exchange) ?? payload;
  return { status: 200, headers: { ...json, ...taken.headers }, body: JSON.stringify(payload) };
}
