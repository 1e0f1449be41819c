import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A small client of the project's own, which speaks the same API: where AWS's is not installed. */
export const OWN_CLIENT = fileURLToPath(new URL('runtime-client', import.meta.url));

/** The folder of AWS's own runtime client, or null. It compiles C++ for a minute, so it is no dependency of the project. */
export function runtimeClient(): string | null {
  if (process.env.HONE_LAMBDA_RIC) return process.env.HONE_LAMBDA_RIC;
  try {
    return join(createRequire(import.meta.url).resolve('aws-lambda-ric'), '..');
  } catch {
    return null;
  }
}

export interface RunningFunctionOptions {
  readonly client: string;
  readonly name: string;
  /** Where the code lies. */
  readonly folder: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly payload: unknown;
  /** Null when the function answered, else how it failed. */
  readonly error: { errorType: string; errorMessage: string } | null;
  readonly milliseconds: number;
}

interface Pending {
  readonly id: string;
  readonly event: unknown;
  readonly answer: (answer: Pick<Answer, 'payload' | 'error'>) => void;
}

/**
 * One function as Lambda runs it: AWS's runtime client, started in the bundle's folder with Lambda's variables, and the Runtime
 * API that it asks for events, on loopback.
 */
export class RunningFunction {
  readonly #options: RunningFunctionOptions;
  readonly #server: Server;
  #child: ChildProcess | null = null;
  #waiting: ServerResponse | null = null;
  #pending: Pending | null = null;
  #output = '';
  #spawnedAt = 0;
  #initMs: number | null = null;

  constructor(options: RunningFunctionOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Sends one event and waits for what the function makes of it; the first one starts the environment. */
  async invoke(event: unknown): Promise<Answer> {
    const began = performance.now();
    if (this.#child === null) await this.#start();
    const { timeoutSeconds, name } = this.#options;
    const answer = await new Promise<Pick<Answer, 'payload' | 'error'>>((resolve) => {
      const timer = setTimeout(() => {
        this.#child?.kill('SIGKILL');
        settle({ payload: null, error: { errorType: 'Sandbox.Timedout', errorMessage: `${name} timed out` } });
      }, timeoutSeconds * 1000);
      const settle: Pending['answer'] = (result) => {
        clearTimeout(timer);
        this.#pending = null;
        resolve(result);
      };
      this.#pending = { id: randomUUID(), event, answer: settle };
      if (this.#waiting !== null) this.#send(this.#waiting, this.#pending);
    });
    return { ...answer, milliseconds: performance.now() - began };
  }

  /** What the function has written so far, line by line. */
  lines(): string[] {
    return this.#output.split('\n').filter((line) => line !== '');
  }

  /** From the start of the process until it asked for its first event, milliseconds; null before. */
  get initMs(): number | null {
    return this.#initMs;
  }

  /** The most memory the environment has used, Chromium not counted. */
  peakMegabytes(): number {
    const status = readFileSync(`/proc/${this.#child?.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    this.#child?.kill('SIGKILL');
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #start(): Promise<void> {
    const { client, name, folder, memoryMb, environment } = this.#options;
    if (!this.#server.listening) await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    this.#spawnedAt = performance.now();
    const child = spawn(process.execPath, [join(client, 'index.mjs'), 'index.handler'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        TMPDIR: process.env.TMPDIR,
        TZ: ':UTC',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        AWS_REGION: 'us-east-1',
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: 'index.handler',
        ...environment,
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.#output += String(text)));
    child.on('exit', (code) => {
      if (this.#child === child) this.#child = null;
      const errorMessage = `the environment ended with ${code}: ${this.#output.slice(-2000)}`;
      this.#pending?.answer({ payload: null, error: { errorType: 'Runtime.ExitError', errorMessage } });
    });
    this.#child = child;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? '';
    if (path === 'invocation/next') {
      this.#initMs ??= performance.now() - this.#spawnedAt;
      this.#waiting = response;
      if (this.#pending !== null) this.#send(response, this.#pending);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    const payload: unknown = JSON.parse(Buffer.concat(chunks).toString() || 'null');
    if (path.endsWith('/response')) this.#pending?.answer({ payload, error: null });
    else if (path.endsWith('/error')) this.#pending?.answer({ payload: null, error: payload as Answer['error'] });
  }

  #send(response: ServerResponse, { id, event }: Pending): void {
    this.#waiting = null;
    const { name, timeoutSeconds } = this.#options;
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutSeconds * 1000),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
    });
    response.end(JSON.stringify(event));
  }
}
