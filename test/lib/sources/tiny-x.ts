import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of X reduced to what matters here: a script that asks for data as the real page does, and what it gets. */
export interface TinyX {
  baseUrl: string;
  requests: { path: string; headers: IncomingMessage['headers'] }[];
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** X's time in these tests. */
export const X_TIME = new Date('2026-11-20T10:00:00.000Z');

/** Asks for the user, then for the timeline; for the next page whenever somebody scrolls. */
export const PROFILE = `<!doctype html><html><body style="height:4000px">
<link rel="preload" as="font" href="/font.woff2" crossorigin><img src="/image.jpg"><video src="/video.mp4"></video>
<script>
  const get = async (name, query = '') => (await fetch('/i/api/graphql/anything/' + name + query)).json();
  const cookie = document.cookie;
  addEventListener('scroll', () => globalThis.next && get('UserTweets', '?cursor=' + globalThis.next).then(page));
  const page = (json) => { globalThis.next = JSON.stringify(json).match(/"Bottom","value":"([^"]+)"/)?.[1]; };
  get('UserByScreenName').then(() => get('UserTweets')).then(page);
</script></body></html>`;

const STATUS = `<!doctype html><script>
  fetch('/i/api/graphql/anything/TweetDetail?id=' + location.pathname.split('/').pop());
</script>`;

/** Serves pages and whatever `answers` says for an operation or a path; everything else is 404. */
export async function startTinyX(answers: Record<string, Answer>): Promise<TinyX> {
  const requests: TinyX['requests'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    requests.push({ path: url.pathname, headers: request.headers });
    response.setHeader('date', X_TIME.toUTCString());
    const operation = url.pathname.split('/').at(-1) ?? '';
    const answer = answers[url.pathname] ?? answers[operation] ?? answers['*'];
    if (answer !== undefined) answer(request, response, url);
    else if (/^\/\w+$/.test(url.pathname)) html(PROFILE)(request, response, url);
    else if (/^\/\w+\/status\/\d+$/.test(url.pathname)) html(STATUS)(request, response, url);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function html(text: string, status = 200, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(text);
  };
}

export function json(payload: unknown, status = 200, headers: Record<string, string | string[]> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(payload));
  };
}
