import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deployedName, jobNamed } from '../../../infra/jobs.ts';
import { testDatabase } from '../../support/database.ts';
import { InvokeApi } from '../../support/invoke-api.ts';
import { OWN_CLIENT, RunningFunction } from '../../support/lambda-runtime.ts';
import { synthesiseForReal } from '../aws/synthesise-for-real.ts';
import { type Ran, run } from '../local/cli/run.ts';

const db = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'hone-operator-'));
const functions = new Map<string, RunningFunction>();
const api = new InvokeApi(functions);
/** No database here: whatever a command finds, it finds through the function. */
const NOWHERE = { DATABASE_URL: 'postgres://hone:secret@127.0.0.1:1/nowhere' };
const hone = (args: readonly string[], options: { stdin?: string } = {}): Promise<Ran> =>
  run([...args, '--aws'], { ...options, env: { ...NOWHERE, USER: 'grace' } });

beforeAll(async () => {
  const { functions: folders } = synthesiseForReal(join(folder, 'cdk.out'), { database: 'external' });
  for (const job of ['operator', 'error_analysis', 'metrics_scraper'] as const) {
    const name = deployedName(job, 'hone');
    const running = new RunningFunction({
      client: OWN_CLIENT,
      name,
      folder: folders.get(name)!,
      memoryMb: jobNamed(job).memoryMb,
      timeoutSeconds: 30,
      environment: { DATABASE_URL: db.url, NODE_OPTIONS: '--enable-source-maps' },
    });
    functions.set(name, running);
  }
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', await api.start());
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'planted');
}, 300_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const running of functions.values()) await running.stop();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

const post = (index: number, author = 'ada') => ({
  tweet_id: String(2_060_000_000_000_000_000n + BigInt(index)),
  posted_at: new Date(Date.UTC(2026, 9, 1) + index * 3_600_000).toISOString(),
  author,
  metrics: [{ collected_at: '2026-11-20T00:00:00Z', impressions: 900, likes: index % 40 }],
});

describe('hone … --aws, through the bundled operator function and the SDK', () => {
  it('shows what the function says, with its exit code', async () => {
    expect(await hone(['status'])).toEqual({
      code: 3,
      out: '',
      err: 'hone: there is no account yet; add yours with: hone account add HANDLE\n',
    });
  });

  it('works on the deployed database', async () => {
    const added = await hone(['account', 'add', '@Ada', '--time-zone', 'Europe/Berlin', '--json']);
    expect(added).toMatchObject({ code: 0, err: 'Next: hone invoke metrics_scraper --account ada\n' });
    expect(JSON.parse(added.out)).toMatchObject({ accountId: 'ada', timeZone: 'Europe/Berlin' });
    expect(await db.sql`select account_id from accounts`).toEqual([{ account_id: 'ada' }]);
    expect((await hone(['account', 'list'])).out).toBe('@ada  Europe/Berlin  publishing off\n');
    // Who changed it is who sat here, not the function.
    expect(await db.sql`select event_data->>'by' as by from system_events where event_type = 'account_added'`).toEqual([
      { by: 'grace' },
    ]);
  });

  it('prints the same bytes as the command does beside the database', async () => {
    const here = await run(['status', '--json'], { env: { DATABASE_URL: db.url } });
    const there = await hone(['status', '--json']);
    const timeless = ({ out }: Ran) => out.replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"…"');
    expect(timeless(there)).toBe(timeless(here));
  });

  it('is checked from outside in by the doctor', async () => {
    const { code, out } = await hone(['doctor']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^✓ Deployment: hone-operator answers, version \d+\.\d+\.\d+\n✓ Database: answers\n✓ Accounts: @ada\n/,
    );
    expect(out).toContain('! metrics_scraper: has not succeeded yet for 1 of 1 accounts\n');
    expect(out).toMatch(/\nNext: hone invoke metrics_scraper --aws\n$/);
  });

  it('finds mistakes in the command line without asking AWS', async () => {
    const before = api.invoked.length;
    expect((await hone(['account', 'add', 'not a handle'])).code).toBe(2);
    expect(await hone(['analyze', 'history.ndjson'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("unknown option '--aws'"),
    });
    expect(api.invoked).toHaveLength(before);
  });

  it('sends the text of a file along, compressed when it is long', async () => {
    const file = join(folder, 'history.ndjson');
    const lines = Array.from({ length: 700 }, (_, index) => JSON.stringify(post(index)));
    writeFileSync(file, lines.join('\n'));
    const { code, out } = await hone(['import', file, '--account', 'ada', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ account: 'ada', posts: 700, postsAdded: 700 });
    const stdin = JSON.stringify(post(700));
    expect(await hone(['import', '-'], { stdin })).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 posts read, 1 of them new'),
    });
  });

  it('says so when a file is more than Lambda takes, and sends nothing', async () => {
    const before = api.invoked.length;
    const file = join(folder, 'noise.ndjson');
    const noise = Array.from({ length: 900_000 }, (_, index) => ((index * 2_654_435_761) >>> 0).toString(36)).join('');
    writeFileSync(file, noise + noise.split('').reverse().join(''));
    const { code, err } = await hone(['import', file]);
    expect(code).toBe(4);
    expect(err).toMatch(/^hone: the files are \d+\.\d MB compressed, where Lambda takes 6\.3 MB at once; /);
    expect(api.invoked).toHaveLength(before);
  });

  it('reads no file of the function itself', async () => {
    const invoked = await functions.get('hone-operator')!.invoke({ args: ['import', '/etc/passwd'] });
    expect(invoked.payload).toMatchObject({
      exitCode: 2,
      stderr: 'hone: /etc/passwd was not sent along with the command\n',
    });
  });

  it('knows no verb but those that work on the database', async () => {
    for (const verb of ['deploy', 'destroy', 'invoke', 'run', 'doctor', 'parse']) {
      const { payload } = await functions.get('hone-operator')!.invoke({ args: [verb] });
      expect(payload).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('unknown command') });
    }
  });

  it('refuses what is no request, saying what one looks like', async () => {
    const { error } = await functions.get('hone-operator')!.invoke({ arguments: ['status'] });
    expect(error).toMatchObject({
      errorType: 'MessageError',
      errorMessage: expect.stringMatching(/takes \{"args":\["status"\]\}.*wrong: args/),
    });
  });

  it('writes the report here', async () => {
    const file = join(folder, 'report.html');
    expect(await hone(['report', '--out', file])).toEqual({ code: 0, out: `${file}\n`, err: '' });
    expect(readFileSync(file, 'utf8')).toContain('<h1><span>Hone report</span> <bdi>@ada</bdi></h1>');
  });

  it("starts a job's own function, and shows its log", async () => {
    const ran = await hone(['invoke', 'error_analysis', '--json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject([{ job: 'error_analysis', account: '*', status: 'ok' }]);
    expect(ran.err).toContain('[ERROR_ANALYSIS]');
    expect(api.invoked.at(-1)).toBe('hone-error-analysis');
  });

  it('lets the scraper take what was handed over, and give back what it cannot read', async () => {
    const record = (messageId: string, body: string) => ({ messageId, eventSource: 'aws:sqs', body, attributes: {} });
    const removed = { job: 'metrics_scraper', account: 'removed', time: new Date().toISOString() };
    const { payload, error } = await functions.get('hone-metrics-scraper')!.invoke({
      Records: [record('done', JSON.stringify(removed)), record('unreadable', 'no run')],
    });
    expect({ payload, error }).toEqual({
      payload: { batchItemFailures: [{ itemIdentifier: 'unreadable' }] },
      error: null,
    });
  });

  it('tells how a function failed', async () => {
    expect(await hone(['invoke', 'metrics_scraper', '--account', 'nobody'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('hone-metrics-scraper failed (UnknownAccountError): there is no account "nobody"'),
    });
  });

  it('says what to do when the stack is not there', async () => {
    expect(await hone(['invoke', 'migrate'])).toMatchObject({
      code: 3,
      err: 'hone: there is no function hone-migrate in this account and region; set AWS_REGION, or deploy with: hone deploy\n',
    });
  });

  it('logs the verb of each command and nothing of its text', () => {
    const lines = functions
      .get('hone-operator')!
      .lines()
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ message }) => message)).toContain('[OPERATOR] hone account ended with 0');
    expect(lines.every(({ job }) => job === 'operator')).toBe(true);
    expect(JSON.stringify(lines)).not.toContain('Europe/Berlin');
  });
});

describe('the hone command itself', () => {
  it('goes the whole way from a shell', () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'bin/hone.js'), 'account', 'show', 'ada', '--aws'],
      {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, ...NOWHERE, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
      },
    );
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toBe('hone: there are no AWS credentials; set AWS_PROFILE, or sign in with: aws sso login\n');
  });
});
