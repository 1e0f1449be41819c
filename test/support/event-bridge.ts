import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** EventBridge as far as the kill switch talks to it, over its own JSON protocol, on loopback. */
export interface FakeEventBridge {
  /** The environment under which the SDK finds it. */
  readonly env: Readonly<Record<string, string>>;
  readonly rules: Map<string, 'ENABLED' | 'DISABLED'>;
  /** What was asked, in order: `DisableRule hone-publisher`. */
  readonly asked: string[];
  /** Does what it is told from then on: says yes and does nothing, or refuses. */
  misbehave(how: 'lies' | 'denies' | 'breaks' | null): void;
  close(): Promise<void>;
}

export async function startEventBridge(): Promise<FakeEventBridge> {
  const rules = new Map<string, 'ENABLED' | 'DISABLED'>([
    ['hone-publisher', 'ENABLED'],
    ['hone-metrics-scraper', 'ENABLED'],
  ]);
  const asked: string[] = [];
  let mood: 'lies' | 'denies' | 'breaks' | null = null;
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^AWSEvents\./, '');
    const { Name: name } = JSON.parse(await text(request)) as { Name: string };
    asked.push(`${operation} ${name}`);
    const send = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    };
    if (mood === 'breaks') return void response.destroy();
    if (mood === 'denies') return send(400, { __type: 'AccessDeniedException', message: 'not authorized' });
    if (!rules.has(name)) return send(400, { __type: 'ResourceNotFoundException', message: `Rule ${name}` });
    if (operation === 'DescribeRule') return send(200, { Name: name, State: rules.get(name) });
    if (mood === null) rules.set(name, operation === 'EnableRule' ? 'ENABLED' : 'DISABLED');
    return send(200, {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    rules,
    asked,
    misbehave: (how) => {
      mood = how;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
