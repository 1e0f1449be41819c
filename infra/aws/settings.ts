// What an operator may choose at deployment, read from CDK's context (`cdk.json` or `-c name=value`).
import { readSettings as readJobSettings, SETTINGS } from '../../lib/runtime/settings.ts';

export interface StackSettings {
  /** `rds`: a private PostgreSQL made by the stack. `external`: the operator's own, outside any VPC. */
  readonly database: 'rds' | 'external';
  /** Name or ARN of the Secrets Manager secret that holds `DATABASE_URL`; used with `external` only. */
  readonly databaseUrlSecret: string;
  /** The way out to the internet from the private network; used with `rds` only. */
  readonly egress: 'nat-instance' | 'nat-gateway';
  /** A stand-by database in a second availability zone, at twice the price; used with `rds` only. */
  readonly multiAz: boolean;
  /** Never two copies of a job at once. Off by default: new accounts have a quota of 10 and then refuse the deployment. */
  readonly reservedConcurrency: boolean;
  /** How many copies of the scraper may read accounts that were handed over, at once. */
  readonly fanOutConcurrency: number;
  /** A day of the jobs on Lambda from this price on rings an alarm. */
  readonly dailyLambdaUsd: number;
  /** A month of this AWS account above it is told by e-mail; null: nobody is told. */
  readonly monthlyBudgetUsd: number | null;
  /** Where alarms go; null: they are shown in the console and nowhere else. */
  readonly alarmEmail: string | null;
  /** Settings handed on to the jobs as environment variables, by their documented names. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the stack itself tells the jobs, or what makes sense on one machine only. */
const NOT_PASSED_ON = [
  'DATABASE_URL',
  'DATABASE_SECRET',
  'DATABASE_AUTH',
  'X_SESSION_SECRET',
  'X_SESSION_FILE',
  'X_API_TOKEN_FILE',
  'CONTENT_API_KEY_FILE',
  'X_USER_TOKEN_FILE',
  'PUBLISH_WEBHOOK_KEY_FILE',
  'CHROMIUM_BIN',
  'HONE_HOME',
  'DEAD_LETTER_QUEUE_URL',
  'FAN_OUT_QUEUE_URL',
];

/** The settings of the jobs that may be given as context, like `-c USE_ANALYTICS_PAGE=true`. */
export const PASSED_ON: readonly string[] = SETTINGS.map(({ name }) => name).filter(
  (name) => !NOT_PASSED_ON.includes(name),
);

/** Every name of CDK's context that the stack reads. */
export const CONTEXT: readonly string[] = [
  'database',
  'databaseUrlSecret',
  'egress',
  'multiAz',
  'reservedConcurrency',
  'fanOutConcurrency',
  'dailyLambdaUsd',
  'monthlyBudgetUsd',
  'alarmEmail',
  ...PASSED_ON,
];

/** A context value that cannot be used: the message names it, what it got and what it wants. */
export class SettingError extends Error {
  override name = 'SettingError';
  readonly code = 'HONE_BAD_CONTEXT';
}

/**
 * Reads the settings from CDK's context.
 *
 * @param context gives a context value by name, undefined when it is not set
 * @throws {SettingError} on a value that is not understood
 * @throws {SettingsError} on a setting of the jobs that they would refuse
 */
export function readSettings(context: (name: string) => unknown): StackSettings {
  const given = (name: string, fallback: unknown) => context(name) ?? fallback;
  return {
    database: oneOf('database', given('database', 'rds'), ['rds', 'external']),
    databaseUrlSecret: text('databaseUrlSecret', given('databaseUrlSecret', 'hone/database-url')),
    egress: oneOf('egress', given('egress', 'nat-instance'), ['nat-instance', 'nat-gateway']),
    multiAz: flag('multiAz', given('multiAz', false)),
    reservedConcurrency: flag('reservedConcurrency', given('reservedConcurrency', false)),
    fanOutConcurrency: wholeNumber('fanOutConcurrency', given('fanOutConcurrency', 5), { from: 2, to: 1000 }),
    dailyLambdaUsd: dollars('dailyLambdaUsd', given('dailyLambdaUsd', 1)),
    monthlyBudgetUsd: budget(context),
    alarmEmail: context('alarmEmail') === undefined ? null : email('alarmEmail', context('alarmEmail')),
    environment: environmentOf(context),
  };
}

/** The jobs' own settings, refused now rather than at their first run. */
function environmentOf(context: (name: string) => unknown): Record<string, string> {
  const environment = Object.fromEntries(
    PASSED_ON.filter((name) => context(name) !== undefined).map((name) => [name, text(name, context(name))]),
  );
  readJobSettings(environment);
  return environment;
}

function oneOf<const T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === String(value));
  if (found === undefined) throw refused(name, value, allowed.join(' or '));
  return found;
}

function flag(name: string, value: unknown): boolean {
  return oneOf(name, value, ['true', 'false']) === 'true';
}

function text(name: string, value: unknown): string {
  const read = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof read !== 'string' || read.trim() === '') throw refused(name, value, 'a text that is not empty');
  return read.trim();
}

function email(name: string, value: unknown): string {
  const read = text(name, value);
  if (!/^[^@\s]+@[^@\s]+$/.test(read)) throw refused(name, value, 'an e-mail address');
  return read;
}

/** SQS wants at least two. */
function wholeNumber(name: string, value: unknown, { from, to }: { from: number; to: number }): number {
  const read = Number(value);
  if (Number.isInteger(read) && read >= from && read <= to) return read;
  throw refused(name, value, `a whole number from ${from} to ${to}`);
}

function budget(context: (name: string) => unknown): number | null {
  const value = context('monthlyBudgetUsd');
  if (value === undefined) return null;
  const usd = dollars('monthlyBudgetUsd', value);
  if (context('alarmEmail') === undefined) {
    throw refused('monthlyBudgetUsd', value, 'given together with alarmEmail, the address that is told');
  }
  return usd;
}

function dollars(name: string, value: unknown): number {
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(String(value)) || Number(value) <= 0) {
    throw refused(name, value, 'an amount in US dollars above 0');
  }
  return Number(value);
}

function refused(name: string, value: unknown, wanted: string): SettingError {
  return new SettingError(
    `CDK context "${name}" is ${JSON.stringify(value)}, but must be ${wanted}. Set it in cdk.json or with -c ${name}=…`,
  );
}
