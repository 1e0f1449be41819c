import { execFileSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PostgresServer, startPostgres } from '../../infra/local/postgres-server.ts';
import { withDatabase } from '../../lib/database/client.ts';
import { migrate } from '../../lib/database/migrate.ts';
import { databaseUrl } from '../support/database-names.ts';
import { type Reaction, startDatabaseProxy } from './database-proxy.ts';
import { deliver, type Scenario, scenarios } from './scenarios.ts';
import { differences, tablesOf } from './tables.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const LATER_MS = 300_000;
const DISK_MB = 64;
const connect = { applicationName: 'hone-faults', limitMs: 60_000 };

let home: string;
let server: PostgresServer;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'hone-faults-'));
  server = await startPostgres({ home, durable: false });
  for (const scenario of Object.values(scenarios)) {
    const { name } = scenario.job;
    await withDatabase({ url: server.url, ...connect }, (sql) => sql.unsafe(`create database ${name}`));
    await withDatabase({ url: databaseUrl(server.url, name), ...connect }, async (sql) => {
      await migrate(sql);
      await scenario.fill(sql);
    });
  }
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

/** Ends the server as a crash does, and waits until all of its processes are gone. */
async function crash(): Promise<void> {
  const [pid = ''] = (await readFile(join(home, 'data', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  // Its children notice by themselves; until then the folder is theirs.
  for (let tries = 0; tries < 200 && (await isServed()); tries++) await pause(20);
}
async function isServed(): Promise<boolean> {
  const listed = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return listed.split('\n').some((line) => line.includes(join(home, 'data')));
}

async function copyOf(name: string, options = ''): Promise<string> {
  const copy = `copy_${name}`;
  await withDatabase({ url: server.url, ...connect }, async (sql) => {
    await sql.unsafe(`drop database if exists ${copy}`);
    await sql.unsafe(`create database ${copy} template ${name} ${options}`);
  });
  return copy;
}

async function tablesAfter(name: string, moments: readonly Date[]) {
  return withDatabase({ url: databaseUrl(server.url, name), ...connect }, (sql) => tablesOf(sql, moments));
}

/** A delivery in the middle of which something happens to the server; then the next one. */
async function interrupted(scenario: Scenario, name: string, happens: () => Promise<void>) {
  const later = new Date(scenario.time.getTime() + LATER_MS);
  const proxy = await startDatabaseProxy(databaseUrl(server.url, name));
  const statements = { metrics_scraper: 30, autonomous_optimizer: 16, error_analysis: 9, content_planner: 40 };
  let happened: Promise<void> | null = null;
  proxy.react = async ({ number }): Promise<Reaction> => {
    if (number !== statements[scenario.job.name as keyof typeof statements]) return 'pass';
    happened = happens().then(() => proxy.lead(server.url));
    await happened;
    return 'pass';
  };
  const surroundings = scenario.surroundings();
  const first = await deliver(scenario, surroundings, { url: proxy.url }).then(
    (summaries) => ({ status: summaries[0]?.status, error: null }),
    (error: unknown) => ({ status: 'failed', error }),
  );
  await happened;
  await proxy.close();
  surroundings.recover?.();
  const url = databaseUrl(server.url, name);
  const [again] = await deliver(scenario, surroundings, { url, clock: () => later });
  return { first, again: again?.status, tables: await tablesAfter(name, [scenario.time, later]) };
}

async function clean(scenario: Scenario) {
  const name = await copyOf(scenario.job.name);
  await deliver(scenario, scenario.surroundings(), { url: databaseUrl(server.url, name) });
  return tablesAfter(name, [scenario.time]);
}
const important = (rows: readonly string[]) =>
  rows.filter((row) => !/^system_events .*"event_type":"job_error"/.test(row));

describe('a server that goes away in the middle of a run and comes back elsewhere', () => {
  const ends = {
    'is restarted': async () => {
      await server.stop();
      server = await startPostgres({ home, durable: false });
    },
    crashes: async () => {
      await crash();
      await server.stop();
      server = await startPostgres({ home, durable: false });
    },
  };
  for (const [index, scenario] of Object.values(scenarios).entries()) {
    const { name } = scenario.job;
    const [words, happens] = Object.entries(ends)[index % 2]!;
    it(`${name}: the server ${words}: the failure is told, and the next delivery recovers`, async () => {
      const expected = await clean(scenario);
      const { first, again, tables } = await interrupted(scenario, await copyOf(name), happens);
      expect(['failed', 'partial']).toContain(first.status);
      expect(['ok', 'partial', 'skipped_duplicate']).toContain(again);
      if (first.status === 'failed') expect(important(differences(expected, tables))).toEqual([]);
    });
  }
});

/** A small file system of its own, where this machine lets us have one. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}
const mounts = canMount();

describe.skipIf(!mounts)(`a disk that is full${mounts ? '' : ' (skipped: nothing can be mounted here)'}`, () => {
  let disk: string;
  beforeAll(async () => {
    disk = join(home, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=0755`, 'none', disk]);
    const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
    await mkdir(join(disk, 'space'));
    await chown(join(disk, 'space'), id('-u'), id('-g'));
    await withDatabase({ url: server.url, ...connect }, (sql) =>
      sql.unsafe(`create tablespace small location '${join(disk, 'space')}'`),
    );
  });
  // Lazily: the server still has its files there, and goes next.
  afterAll(() => void execFileSync('umount', ['-l', disk]));

  it('fails the run with what PostgreSQL says (53100), and the next one works when there is room', async () => {
    const scenario = scenarios.autonomous_optimizer!;
    const expected = await clean(scenario);
    const name = await copyOf(scenario.job.name, 'tablespace small');
    const ballast = join(disk, 'ballast');
    const url = databaseUrl(server.url, name);
    const { bavail, bsize } = await statfs(disk);
    await writeFile(ballast, Buffer.alloc(bavail * bsize));
    const delivered = deliver(scenario, scenario.surroundings(), { url });
    await expect(delivered).rejects.toThrow(/No space left on device/);
    await rm(ballast);
    const later = new Date(scenario.time.getTime() + LATER_MS);
    const [again] = await deliver(scenario, scenario.surroundings(), { url, clock: () => later });
    expect(again?.status).toBe('ok');
    const tables = await tablesAfter(name, [scenario.time, later]);
    expect(important(differences(expected, tables))).toEqual([]);
  });
});
