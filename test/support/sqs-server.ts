import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SqsServer {
  endpoint: string;
  queueUrl: string;
  stop(): Promise<void>;
}

/** SQS's JSON protocol on loopback. */
export async function serveSqs(
  queue: string,
  answer: (request: { action: string; body: Record<string, unknown> }) => unknown,
): Promise<SqsServer> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const answered = answer({ action: String(request.headers['x-amz-target']), body: JSON.parse(body) });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    queueUrl: `${endpoint}/111122223333/${queue}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
