import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningFunction } from './lambda-runtime.ts';

/** What one synchronous invocation may carry each way, bytes. */
const LIMIT = 6_291_556;

/** A function behind the API: a bundle in a process of its own, or a handler of the test's. */
export type Answering = Pick<RunningFunction, 'invoke' | 'lines'>;

/** Lambda's Invoke API on loopback, over functions that run here: what `AWS_ENDPOINT_URL_LAMBDA` is pointed at. */
export class InvokeApi {
  readonly #functions: ReadonlyMap<string, Answering>;
  readonly #server: Server;
  /** The names of the functions that were invoked, in order. */
  readonly invoked: string[] = [];

  constructor(functions: ReadonlyMap<string, Answering>) {
    this.#functions = functions;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const refuse = (status: number, type: string, message: string) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
        .end(JSON.stringify({ Type: 'User', Message: message }));
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1] ?? '';
    const running = this.#functions.get(decodeURIComponent(name));
    if (running === undefined) return void refuse(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256')) {
      return void refuse(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    if (body.length > LIMIT) return void refuse(413, 'RequestTooLargeException', 'the payload is too large');
    this.invoked.push(name);
    const before = running.lines().length;
    const { payload, error } = await running.invoke(JSON.parse(body.toString() || '{}'));
    const answer = Buffer.from(JSON.stringify(error ?? payload));
    if (answer.length > LIMIT) return void refuse(413, 'ResponseSizeTooLarge', 'the response is too large');
    const log = running.lines().slice(before).join('\n');
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(error === null ? {} : { 'x-amz-function-error': 'Unhandled' }),
      ...(request.headers['x-amz-log-type'] === 'Tail'
        ? { 'x-amz-log-result': Buffer.from(log).subarray(-4096).toString('base64') }
        : {}),
    });
    response.end(answer);
  }
}
