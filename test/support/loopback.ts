import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Loopback {
  readonly url: string;
  readonly received: Received[];
  /** What the next requests get; the last one stays. */
  answer(...answers: readonly Reply[]): void;
  close(): Promise<void>;
}

export type Reply = (
  response: ServerResponse & { req: IncomingMessage & { socket: Socket } },
  request: Received,
) => void;

/** Answers with a status and JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Takes the request and hangs up without an answer. */
export const hangUp: Reply = (response) => void response.req.socket.destroy();

/** Begins to answer and hangs up in the middle. */
export const breakOff: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"data":', () => response.req.socket.destroy());
};

/** Never answers. */
export const silence: Reply = () => {};

/** A server of the test's own on 127.0.0.1. */
export async function startLoopback(): Promise<Loopback> {
  const received: Received[] = [];
  let answers: Reply[] = [json(200, {})];
  const server = createServer(async (request, response) => {
    const got = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    received.push(got);
    const reply = answers.length > 1 ? answers.shift()! : answers[0]!;
    reply(response as Parameters<Reply>[0], got);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (...given) => {
      answers = [...given];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
