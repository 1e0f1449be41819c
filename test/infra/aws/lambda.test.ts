import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { savedQueries } from '../../../infra/aws/saved-queries.ts';
import { deployedName, type JobName, jobNamed, jobs } from '../../../infra/jobs.ts';
import { createWorld, type SimulatedX, startSimulatedX } from '../../../infra/local/simulated-x/index.ts';
import type { RunSummary } from '../../../lib/runtime/envelope.ts';
import { databaseUrl } from '../../support/database-names.ts';
import { RunningFunction, runtimeClient } from '../../support/lambda-runtime.ts';
import type { Resource } from './synthesise.ts';
import { type Synthesised, synthesiseForReal } from './synthesise-for-real.ts';

const client = runtimeClient();
const notice = ' (skipped: first `npm install --no-save aws-lambda-ric@4.0.2`, which compiles for a minute)';
if (client === null) process.stderr.write(`test/infra/aws/lambda.test.ts${notice}\n`);
const HANDLE = 'ada';
const DAY_MS = 86_400_000;

describe.skipIf(client === null)(
  `the deployed code, run by AWS's own runtime client${client === null ? notice : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'hone-lambda-'));
    const name = `lambda_${randomBytes(6).toString('hex')}`;
    const functions = new Map<JobName, RunningFunction>();
    const now = new Date();
    let app: Synthesised;
    let simulatedX: SimulatedX;
    let sql: postgres.Sql;

    /** A job's function with the variables of the template, but for what stands in for AWS here. */
    function functionOf(job: JobName): RunningFunction {
      const known = functions.get(job);
      if (known !== undefined) return known;
      const { memoryMb, timeoutSeconds } = jobNamed(job);
      const { Properties } = resource('AWS::Lambda::Function', (of) => of.FunctionName === deployedName(job, 'hone'));
      const { DATABASE_SECRET, X_SESSION_SECRET, CHROMIUM_BIN, ...variables } = Properties.Environment.Variables;
      const made = new RunningFunction({
        client: client!,
        name: Properties.FunctionName,
        folder: app.functions.get(Properties.FunctionName)!,
        memoryMb,
        timeoutSeconds,
        environment: {
          ...variables,
          TMPDIR: join(folder, 'tmp'),
          DATABASE_URL: databaseUrl(inject('serverUrl'), name),
          X_BASE_URL: simulatedX.baseUrl,
          ...(X_SESSION_SECRET === undefined ? {} : { X_SESSION_FILE: join(folder, 'session.json') }),
          ...(CHROMIUM_BIN === undefined ? {} : { CHROMIUM_BIN: app.chromium }),
        },
      });
      functions.set(job, made);
      return made;
    }

    function resource(type: string, is: (properties: Resource['Properties']) => boolean): Resource {
      return Object.values(app.resources).find(({ Type, Properties }) => Type === type && is(Properties))!;
    }

    /** What EventBridge sends for the rule of a job, as the template has it. */
    function scheduledEvent(job: JobName, time: Date): Record<string, unknown> {
      const rule = resource('AWS::Events::Rule', (of) => of.ScheduleExpression === jobNamed(job).schedule);
      expect(rule.Properties.Targets[0].Input).toBeUndefined(); // so the target gets the event as it is
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

    async function run(job: JobName): Promise<RunSummary[]> {
      const { payload, error } = await functionOf(job).invoke(scheduledEvent(job, now));
      expect(error).toBeNull();
      return payload as RunSummary[];
    }

    beforeAll(async () => {
      app = synthesiseForReal(join(folder, 'cdk.out'), { database: 'external' });
      mkdirSync(join(folder, 'tmp'));
      writeFileSync(join(folder, 'session.json'), '{"auth_token":"planted-auth-token","ct0":"planted-ct0"}', {
        mode: 0o600,
      });
      const world = createWorld({
        seed: 3,
        accountHandle: HANDLE,
        startsAt: new Date(now.getTime() - 3 * DAY_MS),
        timeZone: 'UTC',
      });
      simulatedX = await startSimulatedX({ world, now: () => new Date() });
      const admin = postgres(inject('serverUrl'), { max: 1, onnotice: () => {} });
      await admin.unsafe(`create database ${name}`);
      await admin.end();
      sql = postgres(databaseUrl(inject('serverUrl'), name), { max: 1, onnotice: () => {} });
    }, 120_000);

    afterAll(async () => {
      for (const running of functions.values()) await running.stop();
      await simulatedX?.close();
      await sql?.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it('migrates an empty database from the migrations in the bundle, and again does nothing', async () => {
      const first = await functionOf('migrate').invoke({});
      expect(first).toMatchObject({ error: null, payload: { applied: expect.arrayContaining([1]) } });
      expect((await functionOf('migrate').invoke({})).payload).toMatchObject({ applied: [] });
    });

    it('reads X with the Chromium of the layer, and stores what it read', async () => {
      await sql`insert into accounts (account_id, time_zone, created_at) values (${HANDLE}, 'UTC', ${new Date(now.getTime() - 3 * DAY_MS)})`;
      const [summary] = await run('metrics_scraper');
      expect(summary).toMatchObject({ job: 'metrics_scraper', account: HANDLE, status: 'ok', counts: { posts: 20 } });
      expect((await sql`select count(*)::int as n from tweet_metrics`)[0]!.n).toBeGreaterThanOrEqual(20);
    }, 60_000);

    it('does nothing when EventBridge delivers the same event twice', async () => {
      expect((await run('metrics_scraper'))[0]).toMatchObject({ status: 'skipped_duplicate' });
    });

    it('analyses history and errors', async () => {
      expect((await run('autonomous_optimizer'))[0]).toMatchObject({ status: 'ok' });
      expect((await run('error_analysis'))[0]).toMatchObject({ status: 'ok' });
      const events = await sql`select distinct event_type from system_events order by event_type`;
      expect(events.map(({ event_type }) => event_type)).toEqual(['autonomous_optimization', 'error_analysis']);
    });

    it("runs the operator's commands", async () => {
      const { payload, error } = await functionOf('operator').invoke({ args: ['account', 'list'] });
      expect({ payload, error }).toMatchObject({
        error: null,
        payload: { exitCode: 0, stdout: `@${HANDLE}  UTC  publishing off\n` },
      });
    });

    it('writes lines that are JSON once, with the fields that the saved queries ask for', () => {
      for (const job of ['metrics_scraper', 'autonomous_optimizer', 'error_analysis'] as const) {
        const lines = functionOf(job)
          .lines()
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        const said = lines.filter(({ message }) => typeof message === 'string');
        expect(said.length).toBeGreaterThan(0);
        for (const line of said) expect(line).toMatchObject({ level: expect.any(String), job });
      }
    });

    it.each(savedQueries.filter(({ jobs: about }) => about !== 'all'))(
      'is found by the saved query "$name"',
      ({ jobs: about, filter }) => {
        const pattern = new RegExp(/message like \/(.*)\//.exec(filter)![1]!);
        const lines = functionOf((about as JobName[])[0]!)
          .lines()
          .map((line) => JSON.parse(line) as { message?: unknown });
        expect(lines.filter(({ message }) => pattern.test(String(message))).length).toBeGreaterThan(0);
      },
    );

    it('tells an invocation that cannot reach its database, without a word of its password', async () => {
      const lost = new RunningFunction({
        client: client!,
        name: 'hone-error-analysis',
        folder: app.functions.get('hone-error-analysis')!,
        memoryMb: 512,
        timeoutSeconds: 30,
        environment: { DATABASE_URL: 'postgres://hone:planted-password@127.0.0.1:1/hone' },
      });
      const { error } = await lost.invoke(scheduledEvent('error_analysis', now));
      expect(error).toMatchObject({ errorType: 'DatabaseUnreachableError' });
      expect(JSON.stringify([error, lost.lines()])).not.toContain('planted-password');
      await lost.stop();
    });

    it('fits its memory', () => {
      for (const { name: job, memoryMb } of jobs) {
        expect(functionOf(job).peakMegabytes()).toBeLessThan(memoryMb * 0.75);
      }
    });
  },
);
