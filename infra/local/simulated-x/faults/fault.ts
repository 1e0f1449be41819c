import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../payloads/json.ts';
import type { World } from '../world/world.ts';

/** One request to the simulated X and what is known about it. */
export interface Exchange {
  kind: 'page' | 'graphql';
  path: string;
  /** Name of the GraphQL operation; null for a page. */
  operation: string | null;
  variables: JsonObject;
  /** Names and values of the request's cookies. */
  cookies: Readonly<Record<string, string>>;
  loggedIn: boolean;
  now: Date;
  world: World;
  response: ServerResponse;
  /** Replaces the session's ct0; the browser learns it by Set-Cookie. Returns the new one. */
  rotateCsrfToken(): string;
}

/**
 * Something X does that a reader of X must survive. A fault acts at one or more of these places; those it leaves out stay
 * as they are.
 */
export interface Fault {
  /** Snake case, as in the table. */
  readonly name: string;
  /** What the client sees, in one sentence. */
  readonly does: string;
  /** Requests it acts on unless a rule narrows them. */
  actsOn(exchange: Exchange): boolean;
  /** Answers in X's place. */
  respond?(exchange: Exchange): void | Promise<void>;
  /** Changes the headers of an answer that is otherwise normal. */
  headers?(headers: Record<string, string | string[]>, exchange: Exchange): void;
  /** Changes the JSON of a GraphQL answer, in place or by returning another. */
  reshape?(payload: JsonObject, exchange: Exchange): JsonObject | undefined;
  /** Changes the HTML of a page. */
  rewrite?(html: string, exchange: Exchange): string;
  /** Sends the finished body in its own way. */
  transmit?(body: Buffer, exchange: Exchange, headers: Record<string, string | string[]>): void | Promise<void>;
}

export const onGraphql = (exchange: Exchange): boolean => exchange.kind === 'graphql';
export const onPage = (exchange: Exchange): boolean => exchange.kind === 'page';
export const onTimeline = (exchange: Exchange): boolean =>
  exchange.operation === 'UserTweets' || exchange.operation === 'UserTweetsAndReplies';
/** GraphQL answers that hold posts. */
export const onPosts = (exchange: Exchange): boolean =>
  exchange.kind === 'graphql' && exchange.operation !== 'UserByScreenName';

export function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  exchange.response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  exchange.response.end(JSON.stringify(body));
}
