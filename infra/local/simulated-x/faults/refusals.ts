import { rateLimitHeaders } from '../rate-limits.ts';
import { type Fault, onGraphql, sendJson } from './fault.ts';

const error = (code: number, message: string) => ({ errors: [{ code, message }] });

/** GraphQL answers with an HTTP status that says no. */
export const refusals: readonly Fault[] = [
  {
    name: 'unauthorized',
    does: 'GraphQL answers 401 with code 32: the session is not valid any more.',
    actsOn: onGraphql,
    respond: (exchange) => sendJson(exchange, 401, error(32, 'Could not authenticate you')),
  },
  {
    name: 'forbidden',
    does: 'GraphQL answers a bare 403 without a body, as it does before a ban.',
    actsOn: onGraphql,
    respond: ({ response }) => void response.writeHead(403).end(),
  },
  {
    name: 'account_locked',
    does: 'GraphQL answers 403 with code 326: the account is temporarily locked.',
    actsOn: onGraphql,
    respond: (exchange) =>
      sendJson(exchange, 403, error(326, 'To protect our users from spam, this account is temporarily locked.')),
  },
  {
    name: 'viewer_suspended',
    does: 'GraphQL answers 403 with code 64: the account that is signed in is suspended.',
    actsOn: onGraphql,
    respond: (exchange) => sendJson(exchange, 403, error(64, 'Your account is suspended.')),
  },
  {
    name: 'rate_limited',
    does: 'GraphQL answers 429 with code 88 and the reset 13 minutes from now.',
    actsOn: onGraphql,
    respond: (exchange) => {
      const reset = new Date(exchange.now.getTime() + 13 * 60_000);
      sendJson(exchange, 429, error(88, 'Rate limit exceeded'), rateLimitHeaders(50, 0, reset));
    },
  },
  {
    name: 'rate_limited_without_reset',
    does: 'GraphQL answers 429 without rate limit headers and without JSON.',
    actsOn: onGraphql,
    respond: ({ response }) => {
      response.writeHead(429, { 'content-type': 'text/plain' });
      response.end('Rate limit exceeded\n');
    },
  },
  {
    name: 'rate_limited_early',
    does: 'GraphQL answers 429 with code 88 although 34 requests remain: the account is being punished.',
    actsOn: onGraphql,
    respond: (exchange) => {
      const reset = new Date(exchange.now.getTime() + 13 * 60_000);
      sendJson(exchange, 429, error(88, 'Rate limit exceeded'), rateLimitHeaders(50, 34, reset));
    },
  },
  {
    name: 'stale_query',
    does: 'GraphQL answers 404 with an empty body: the query id is out of date.',
    actsOn: onGraphql,
    respond: ({ response }) => void response.writeHead(404).end(),
  },
  {
    name: 'features_outdated',
    does: 'GraphQL answers 400 with code 336: features are missing.',
    actsOn: onGraphql,
    respond: (exchange) => {
      const message = 'The following features cannot be null: responsive_web_graphql_timeline_navigation_enabled';
      sendJson(exchange, 400, error(336, message));
    },
  },
  {
    name: 'over_capacity',
    does: 'GraphQL answers 503 with code 130: X is over capacity.',
    actsOn: onGraphql,
    respond: (exchange) => sendJson(exchange, 503, error(130, 'Over capacity')),
  },
];
