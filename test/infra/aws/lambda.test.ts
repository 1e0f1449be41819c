import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { savedQueries } from '../../../infra/aws/saved-queries.ts';
import { deployedName, type JobName, jobNamed } from '../../../infra/jobs.ts';
import type { RunSummary } from '../../../lib/runtime/envelope.ts';
import { databaseUrl } from '../../support/database-names.ts';
import { DeployedStack, HANDLE } from '../../support/deployed-stack.ts';
import { startEventBridge } from '../../support/event-bridge.ts';
import { InvokeApi } from '../../support/invoke-api.ts';
import { OWN_CLIENT, RunningFunction, runtimeClient } from '../../support/lambda-runtime.ts';
import { run as hone } from '../local/cli/run.ts';

const client = runtimeClient();
const by = client === null ? 'a client of our own' : "AWS's own runtime client";
if (client === null) {
  process.stderr.write(
    "test/infra/aws/lambda.test.ts runs the bundles by a client of our own: AWS's comes with `npm install --no-save aws-lambda-ric@4.0.2`\n",
  );
}

describe(`the deployed code, run by ${by}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hone-lambda-'));
  const name = `lambda_${randomBytes(6).toString('hex')}`;
  const functions = new Map<JobName, RunningFunction>();
  const now = new Date();
  let stack: DeployedStack;
  let sql: postgres.Sql;

  function functionOf(job: JobName): RunningFunction {
    const known = functions.get(job) ?? stack.functionOf(job);
    functions.set(job, known);
    return known;
  }

  async function run(job: JobName): Promise<RunSummary[]> {
    const { payload, error } = await functionOf(job).invoke(stack.scheduledEvent(job, now));
    expect(error).toBeNull();
    return payload as RunSummary[];
  }

  beforeAll(async () => {
    const url = databaseUrl(inject('serverUrl'), name);
    stack = await DeployedStack.start({ client: client ?? OWN_CLIENT, folder, databaseUrl: url, now });
    const admin = postgres(inject('serverUrl'), { max: 1, onnotice: () => {} });
    await admin.unsafe(`create database ${name}`);
    await admin.end();
    sql = postgres(url, { max: 1, onnotice: () => {} });
  }, 300_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack?.stop();
    await sql?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('migrates an empty database from the migrations in the bundle, and again does nothing', async () => {
    const first = await functionOf('migrate').invoke({});
    expect(first).toMatchObject({ error: null, payload: { applied: expect.arrayContaining([1]) } });
    expect((await functionOf('migrate').invoke({})).payload).toMatchObject({ applied: [] });
  });

  it('reads X with the Chromium of the layer, and stores what it read', async () => {
    await sql`insert into accounts (account_id, time_zone, created_at) values (${HANDLE}, 'UTC', now() - interval '3 days')`;
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

  it('plans, with what the language model needs in the bundle', async () => {
    expect((await run('content_planner'))[0]).toMatchObject({ account: HANDLE, status: 'ok' });
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
      client: client ?? OWN_CLIENT,
      name: 'hone-error-analysis',
      folder: stack.app.functions.get('hone-error-analysis')!,
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: { DATABASE_URL: 'postgres://hone:planted-password@127.0.0.1:1/hone' },
    });
    const { error } = await lost.invoke(stack.scheduledEvent('error_analysis', now));
    expect(error).toMatchObject({ errorType: 'DatabaseUnreachableError' });
    expect(JSON.stringify([error, lost.lines()])).not.toContain('planted-password');
    await lost.stop();
  });

  it("is invoked and stopped by the operator's command line, through the SDK", async () => {
    const events = await startEventBridge();
    const api = new InvokeApi(
      new Map((['operator', 'publisher'] as const).map((job) => [deployedName(job, 'hone'), functionOf(job)])),
    );
    const env = { ...events.env, AWS_ENDPOINT_URL_LAMBDA: await api.start() };
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
    try {
      const nowhere = { DATABASE_URL: 'postgres://hone:secret@127.0.0.1:1/nowhere' };
      const invoked = await hone(['invoke', 'publisher', '--aws', '--json'], { env: nowhere });
      expect(JSON.parse(invoked.out)).toMatchObject([{ job: 'publisher', account: HANDLE, status: 'ok' }]);
      expect(invoked.err).toContain('[PUBLISHER]');
      expect(await hone(['pause', '--aws'], { env: nowhere })).toMatchObject({ code: 0 });
      expect(events.rules.get('hone-publisher')).toBe('DISABLED');
      expect((await sql`select paused_at is not null as paused from accounts`)[0]).toEqual({ paused: true });
      expect(api.invoked).toEqual(['hone-publisher', 'hone-operator']);
    } finally {
      await api.stop();
      await events.close();
    }
  });

  it('fits its memory', () => {
    for (const [job, running] of functions) {
      expect(running.peakMegabytes()).toBeLessThan(jobNamed(job).memoryMb * 0.75);
    }
  });
});
