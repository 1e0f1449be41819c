import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduledJobs } from '../../../../infra/jobs.ts';
import { createWorld, type SimulatedX, startSimulatedX } from '../../../../infra/local/simulated-x/index.ts';
import { addAccount } from '../../../../lib/database/queries/accounts.ts';
import { testDatabase } from '../../../support/database.ts';

const db = testDatabase();
const launcher = fileURLToPath(new URL('../../../../bin/hone.js', import.meta.url));
const DAY_MS = 86_400_000;
const now = new Date();
let simulatedX: SimulatedX;
const children: ChildProcess[] = [];

beforeAll(async () => {
  const startsAt = new Date(now.getTime() - 3 * DAY_MS);
  const world = createWorld({ seed: 5, accountHandle: 'ada', startsAt, timeZone: 'UTC' });
  simulatedX = await startSimulatedX({ world, now: () => new Date() });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await simulatedX.close();
});

/** `hone run` as a process of its own, and what it has written so far. */
function start(args: readonly string[] = []) {
  const child = spawn(process.execPath, [launcher, 'run', ...args], {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, DATABASE_URL: db.url, X_BASE_URL: simulatedX.baseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  const until = async (pattern: RegExp) => {
    while (!pattern.test(said.out + said.err)) await once(child.stderr, 'data');
  };
  return { child, said, until, ended: once(child, 'close') };
}

const runs = () => db.sql`select job_name, status, attempt from job_runs order by job_name`;

describe('hone run', () => {
  it('does not start without an account', async () => {
    const { said, ended } = start();
    expect(await ended).toEqual([3, null]);
    expect(said.err).toContain('hone: there is no account yet; add yours with: hone account add HANDLE');
  });

  it('finishes what is going on when it is told to end, and ends with 0', async () => {
    await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: new Date(now.getTime() - 3 * DAY_MS) });
    const { child, said, until, ended } = start(['--json']);
    await until(/metrics_scraper: starts, slot /);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said.err).toMatch(/SIGTERM: finishing .*metrics_scraper.*, which takes \d+ s at most/);
    expect(said.err).toMatch(/Everything is finished\.\n$/);
    const summaries = said.out
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => JSON.parse(line));
    expect(summaries).toContainEqual(expect.objectContaining({ job: 'metrics_scraper', account: 'ada', status: 'ok' }));
    expect((await runs()).map(({ status }) => status)).not.toContain('running');
    expect((await runs()).map(({ job_name }) => job_name)).toEqual(scheduledJobs.map(({ name }) => name).sort());
  });

  it('does nothing of a slot again that was done before it started', async () => {
    await db.sql`update job_runs set slot = slot + interval '1 day' where job_name = 'metrics_scraper'`; // leaves that slot open
    const { child, said, until, ended } = start();
    await until(/metrics_scraper: next at /);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said.out).toMatch(/error_analysis .*nothing was done twice/);
    expect(said.out).toMatch(/metrics_scraper @ada .*: done \(/);
    expect((await runs()).every(({ attempt }) => attempt === 1)).toBe(true);
  });
});
