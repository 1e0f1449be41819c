import { listAccounts } from '../../../lib/database/queries/accounts.ts';
import { latestRuns } from '../../../lib/database/queries/job-runs.ts';
import { secretsManager } from '../../../lib/runtime/secrets.ts';
import { readSettings, type Settings } from '../../../lib/runtime/settings.ts';
import { launchChromium } from '../../../lib/sources/chromium.ts';
import { sessionStore } from '../../../lib/sources/session-store.ts';
import { explainError } from './explain-error.ts';
import type { Io } from './io.ts';
import { withHost } from './with-host.ts';

/** What one check found, and what the operator can do about it. */
export interface Checkup {
  what: string;
  state: 'ok' | 'warning' | 'failed';
  found: string;
  next: string | null;
}

const REACH_TIMEOUT_MS = 10_000;

/** Checks what Hone stands on, from outside in; what cannot be checked because of an earlier failure is left out. */
export async function* checkups(io: Io, announce: (what: string) => void): AsyncGenerator<Checkup> {
  yield ok('Node', `version ${process.versions.node}`);
  let settings: Settings;
  try {
    settings = readSettings(io.env);
    yield ok('Settings', `complete; X is ${settings.xBaseUrl}, metrics come from the ${settings.metricsSource}`);
  } catch (error) {
    yield failed('Settings', error, 'correct the environment variable');
    return;
  }
  announce('the database');
  yield* database(io);
  announce('Chromium');
  yield await chromium(settings);
  announce('X');
  yield await reachX(settings);
  yield await session(settings);
}

async function* database(io: Io): AsyncGenerator<Checkup> {
  try {
    const { version, migrations, accounts, runs } = await withHost(io, {}, (host) =>
      host.database(async (sql) => {
        const [row] = await sql<{ version: string; migrations: number }[]>`
          select current_setting('server_version') as version, (select count(*) from schema_migrations) as migrations`;
        return { ...row!, accounts: await listAccounts(sql), runs: await latestRuns(sql) };
      }),
    );
    yield ok('Database', `PostgreSQL ${version}, schema at head (${migrations} migrations)`);
    if (accounts.length === 0) {
      yield { what: 'Accounts', state: 'warning', found: 'none yet', next: 'hone account add HANDLE' };
      return;
    }
    yield ok('Accounts', accounts.map(({ accountId }) => `@${accountId}`).join(', '));
    const lastRead = runs.filter(({ jobName }) => jobName === 'metrics_scraper');
    yield lastRead.some(({ lastSuccessAt }) => lastSuccessAt !== null)
      ? ok('Readings', 'X has been read; hone status says when')
      : { what: 'Readings', state: 'warning', found: 'X has never been read', next: 'hone invoke metrics_scraper' };
  } catch (error) {
    yield failed('Database', error, 'correct DATABASE_URL, or unset it to use the embedded PostgreSQL');
  }
}

async function chromium(settings: Settings): Promise<Checkup> {
  if (settings.metricsSource !== 'browser') return ok('Chromium', 'not needed');
  try {
    const running = await launchChromium({ bin: settings.chromiumBin });
    const version = await running.browser.version();
    await running.close();
    return ok('Chromium', `starts (${version})`);
  } catch (error) {
    return failed('Chromium', error, 'set CHROMIUM_BIN to a Chromium that starts on this machine');
  }
}

/** Any answer will do: what X thinks of the request is for the scraper to find out. */
async function reachX({ xBaseUrl }: Settings): Promise<Checkup> {
  try {
    const { status } = await fetch(xBaseUrl, { redirect: 'manual', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
    return ok('X', `${xBaseUrl} answers (${status})`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return failed(
      'X',
      `${xBaseUrl} does not answer: ${explainCause(cause)}`,
      'check the network, a proxy and X_BASE_URL',
    );
  }
}

async function session(settings: Settings): Promise<Checkup> {
  const store = sessionStore(settings, secretsManager());
  if (store === null) {
    const found = 'none; only what X shows to anyone can be read';
    return {
      what: 'Session',
      state: 'warning',
      found,
      next: 'put auth_token and ct0 into a file and set X_SESSION_FILE',
    };
  }
  try {
    await store.load();
    return ok('Session', 'there, and only its owner can read it');
  } catch (error) {
    return failed('Session', error, 'put auth_token and ct0 of a logged-in session there');
  }
}

function ok(what: string, found: string): Checkup {
  return { what, state: 'ok', found, next: null };
}

function failed(what: string, error: unknown, next: string): Checkup {
  const found = typeof error === 'string' ? error : explainError(error).message;
  return { what, state: 'failed', found, next };
}

function explainCause(cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return String(code ?? message ?? cause);
}
