import { setInterval as ticks } from 'node:timers/promises';
import { type Fault, onGraphql, onPage, onPosts, onTimeline } from './fault.ts';

const DRIP_BYTES = 64;
const DRIP_MS = 200;
const HUGE_BYTES = 10_000_000;

/** Answers that do not arrive as they should. */
export const brokenTransport: readonly Fault[] = [
  {
    name: 'connection_reset',
    does: 'The connection is closed before any answer.',
    actsOn: () => true,
    respond: ({ response }) => void response.destroy(),
  },
  {
    name: 'never_answers',
    does: 'The request is accepted and never answered.',
    actsOn: () => true,
    respond: () => {},
  },
  {
    name: 'disconnect_mid_stream',
    does: 'Half of the announced JSON arrives, then the connection is closed.',
    actsOn: onPosts,
    transmit: (body, { response }, headers) => {
      response.writeHead(200, { ...headers, 'content-length': body.length });
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    },
  },
  {
    name: 'never_ending_response',
    does: 'Half of the JSON arrives, and the connection stays open without another byte.',
    actsOn: onPosts,
    transmit: (body, { response }, headers) => {
      response.writeHead(200, headers);
      response.write(body.subarray(0, body.length / 2));
    },
  },
  {
    name: 'slow_drip',
    does: 'The JSON arrives 64 bytes every 200 ms.',
    actsOn: onPosts,
    transmit: async (body, { response }, headers) => {
      response.writeHead(200, headers);
      let sent = 0;
      for await (const _ of ticks(DRIP_MS)) {
        if (response.destroyed || sent >= body.length) break;
        response.write(body.subarray(sent, (sent += DRIP_BYTES)));
      }
      response.end();
    },
  },
  {
    name: 'half_json',
    does: 'The answer is complete for HTTP, and its JSON ends in the middle.',
    actsOn: onPosts,
    transmit: (body, { response }, headers) => {
      const half = body.subarray(0, body.length / 2);
      response.writeHead(200, { ...headers, 'content-length': half.length });
      response.end(half);
    },
  },
  {
    name: 'huge_json',
    does: 'The timeline’s JSON is above 10 MB: one entry of no use carries the weight.',
    actsOn: onTimeline,
    reshape: (payload) => ({ ...payload, extensions: { tracing: 'x'.repeat(HUGE_BYTES) } }),
  },
  {
    name: 'html_for_json',
    does: 'GraphQL answers 200 with an HTML page.',
    actsOn: onGraphql,
    respond: ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!DOCTYPE html><html><body>Something went wrong, but don’t fret.</body></html>');
    },
  },
  {
    name: 'server_error_page',
    does: 'Pages answer 500 with an empty body.',
    actsOn: onPage,
    respond: ({ response }) => void response.writeHead(500).end(),
  },
];
