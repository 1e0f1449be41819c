import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { readableCookie } from './cookies.ts';
import type { JsonObject } from './payloads/json.ts';
import type { SimulatedX } from './simulated-x.ts';

/**
 * The simulator's own doors under `/__sim/`, for other processes and for looking around:
 * `GET stats`, `GET login` (signs the browser in), `POST posts`, `POST faults` `{name, times}`, `POST now` `{now}`.
 */
export async function answerControl(
  simulated: Omit<SimulatedX, 'baseUrl' | 'close'>,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(`${JSON.stringify(body)}\n`);
  };
  const door = `${request.method} ${path}`;
  if (door === 'GET /__sim/stats') return send(200, simulated.stats());
  if (door === 'GET /__sim/login') {
    const cookies = [readableCookie('auth_token', 'simulated'), readableCookie('ct0', 'simulated')];
    response.writeHead(302, { location: `/${simulated.world.account.handle}`, 'set-cookie': cookies }).end();
    return;
  }
  if (request.method !== 'POST') return send(404, { error: `There is nothing at ${door}` });
  const body = JSON.parse((await text(request)) || '{}') as JsonObject;
  if (door === 'POST /__sim/posts') return send(201, { tweetId: simulated.publish(publishRequest(body)) });
  if (door === 'POST /__sim/faults') {
    simulated.setFault(String(body.name), typeof body.times === 'number' ? { times: body.times } : {});
    return send(200, { name: body.name });
  }
  if (door === 'POST /__sim/now') {
    const now = dateOf(body.now, 'now');
    simulated.setNow(now);
    return send(200, { now: now.toISOString() });
  }
  send(404, { error: `There is nothing at ${door}` });
}

function publishRequest(body: JsonObject): Parameters<SimulatedX['publish']>[0] {
  const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    generator: textOrNull(body.generator),
    topic: textOrNull(body.topic),
    ...(typeof body.text === 'string' ? { text: body.text } : {}),
    ...(Array.isArray(body.parts) ? { parts: body.parts.map(String) } : {}),
    ...(body.format === 'single' || body.format === 'thread' ? { format: body.format } : {}),
    ...(body.at === undefined ? {} : { at: dateOf(body.at, 'at') }),
  };
}

function dateOf(value: unknown, name: string): Date {
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime())) throw new RangeError(`${name} is ${JSON.stringify(value)}, wanted an ISO time`);
  return date;
}
