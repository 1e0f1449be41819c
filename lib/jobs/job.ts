import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import type { ContentGenerator } from '../generation/content-generator.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { DeadLetters } from '../runtime/dead-letters.ts';
import type { RunResult } from '../runtime/envelope.ts';
import type { Log } from '../runtime/log.ts';
import type { Settings } from '../runtime/settings.ts';
import type { MetricsSource } from '../sources/metrics-source.ts';

/** What a job is told: when it reckons to be, and about whom. */
export interface JobEvent {
  /** Analysis time: the event's `time`, or the wall clock. */
  time: Date;
  /** Null for a job of the whole installation. */
  account: Account | null;
  signal: AbortSignal;
}

/** What a job works with. Everything that touches the world comes in here, so that tests and hosts run the same code. */
export interface JobDeps {
  sql: Sql;
  /** Opens the source on first use: only the scraper reads X. */
  source: (account: Account) => Promise<MetricsSource>;
  /** What writes, by name; absent: what the settings say. */
  generators?: (() => Promise<(name: string) => ContentGenerator>) | undefined;
  /** The channel an account publishes through; absent: what the settings and the account say. */
  channel?: ((account: Account) => Promise<Publisher | null>) | undefined;
  log: Log;
  settings: Settings;
  clock: () => Date;
  timeLeft: () => number;
  /** Events that no job could handle; null or absent where nobody collects them (locally). */
  deadLetters?: DeadLetters | null;
}

/** What a job does; when, how large and what it may touch stands in the table of jobs. */
export interface JobDefinition {
  name: string;
  /** Whether it runs once per account or once for the installation. */
  scope: 'account' | 'installation';
  /** Whether it passes over an account that is paused or cooling down. */
  touchesX: boolean;
  run: (event: JobEvent, deps: JobDeps) => Promise<RunResult>;
}

/** The account a job of scope `account` runs for. */
export function accountOf(event: JobEvent): Account {
  if (event.account === null) throw new TypeError('this job runs for an account, and was given none');
  return event.account;
}
