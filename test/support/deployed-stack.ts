import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../infra/aws/project.ts';
import { deployedName, type JobName, jobNamed } from '../../infra/jobs.ts';
import { createWorld, type SimulatedX, startSimulatedX } from '../../infra/local/simulated-x/index.ts';
import type { Resource } from '../infra/aws/synthesise.ts';
import { type Synthesised, synthesiseForReal } from '../infra/aws/synthesise-for-real.ts';
import { RunningFunction } from './lambda-runtime.ts';
import { serveSqs } from './sqs-server.ts';

export const HANDLE = 'ada';
const DAY_MS = 86_400_000;

/**
 * The functions of the stack as they are synthesised, each in an environment of its own, with stand-ins for what is AWS's: a database, X,
 * a queue, and the SDK beside the code, where Lambda's runtime has it.
 */
export class DeployedStack {
  readonly app: Synthesised;
  readonly #client: string;
  readonly #standIns: Readonly<Record<string, string>>;
  readonly #running: RunningFunction[] = [];
  readonly #stops: (() => Promise<void>)[];

  private constructor(parts: {
    app: Synthesised;
    client: string;
    standIns: Readonly<Record<string, string>>;
    stops: (() => Promise<void>)[];
  }) {
    this.app = parts.app;
    this.#client = parts.client;
    this.#standIns = parts.standIns;
    this.#stops = parts.stops;
  }

  /** @param options.client folder of the runtime client @param options.folder an empty folder */
  static async start(options: {
    client: string;
    folder: string;
    databaseUrl: string;
    now: Date;
  }): Promise<DeployedStack> {
    const { client, folder, databaseUrl, now } = options;
    const app = synthesiseForReal(join(folder, 'cdk.out'), { database: 'external' });
    mkdirSync(join(folder, 'tmp'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(projectPath('node_modules', '@aws-sdk'), join(folder, 'node_modules', '@aws-sdk'));
    const session = join(folder, 'session.json');
    writeFileSync(session, '{"auth_token":"planted-auth-token","ct0":"planted-ct0"}', { mode: 0o600 });
    const world = createWorld({
      seed: 3,
      accountHandle: HANDLE,
      startsAt: new Date(now.getTime() - 3 * DAY_MS),
      timeZone: 'UTC',
    });
    const simulatedX: SimulatedX = await startSimulatedX({ world, now: () => new Date() });
    const sqs = await serveSqs('stand-in', () => ({ Messages: [], Successful: [], Failed: [] }));
    const standIns = {
      TMPDIR: join(folder, 'tmp'),
      DATABASE_URL: databaseUrl,
      X_BASE_URL: simulatedX.baseUrl,
      X_SESSION_FILE: session,
      CHROMIUM_BIN: app.chromium,
      DEAD_LETTER_QUEUE_URL: sqs.queueUrl,
      FAN_OUT_QUEUE_URL: sqs.queueUrl,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    return new DeployedStack({ app, client, standIns, stops: [() => simulatedX.close(), () => sqs.stop()] });
  }

  /** A job's function in a new environment, with the variables of the template. Those that AWS fills in need a stand-in. */
  functionOf(job: JobName): RunningFunction {
    const { memoryMb, timeoutSeconds } = jobNamed(job);
    const { Properties } = this.#resource(
      'AWS::Lambda::Function',
      (of) => of.FunctionName === deployedName(job, 'hone'),
    );
    const variables = Properties.Environment.Variables as Record<string, unknown>;
    const { DATABASE_URL, X_SESSION_FILE, ...given } = this.#standIns;
    const environment: Record<string, string> = { TMPDIR: given.TMPDIR!, X_BASE_URL: given.X_BASE_URL! };
    for (const [name, value] of Object.entries(variables)) {
      if (name === 'DATABASE_SECRET') environment.DATABASE_URL = DATABASE_URL!;
      else if (name === 'X_SESSION_SECRET') environment.X_SESSION_FILE = X_SESSION_FILE!;
      else if (name in given) environment[name] = given[name]!;
      else if (typeof value === 'string') environment[name] = value;
      else throw new TypeError(`${name} of ${job} is filled in by AWS; give it a stand-in: ${JSON.stringify(value)}`);
    }
    for (const [name, value] of Object.entries(given)) if (name.startsWith('AWS_')) environment[name] = value;
    const { FunctionName: name } = Properties;
    const folder = this.app.functions.get(name)!;
    const made = new RunningFunction({ client: this.#client, name, folder, memoryMb, timeoutSeconds, environment });
    this.#running.push(made);
    return made;
  }

  /** What EventBridge sends for the rule of a job, as the template has it. */
  scheduledEvent(job: JobName, time: Date): Record<string, unknown> {
    const rule = this.#resource('AWS::Events::Rule', (of) => of.ScheduleExpression === jobNamed(job).schedule);
    const [target] = rule.Properties.Targets as { Input?: unknown }[];
    if (target?.Input !== undefined) throw new TypeError('the target does not get the event as it is');
    return {
      version: '0',
      id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '111122223333',
      time: time.toISOString().replace(/\.\d+/, ''),
      region: 'us-east-1',
      resources: [`arn:aws:events:us-east-1:111122223333:rule/hone-${job}`],
      detail: {},
    };
  }

  async stop(): Promise<void> {
    for (const running of this.#running) await running.stop();
    for (const stop of this.#stops) await stop();
  }

  #resource(type: string, is: (properties: Resource['Properties']) => boolean): Resource {
    return Object.values(this.app.resources).find(({ Type, Properties }) => Type === type && is(Properties))!;
  }
}
