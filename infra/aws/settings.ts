// What an operator may choose at deployment, read from CDK's context (`cdk.json` or `-c name=value`).

export interface StackSettings {
  /** `rds`: a private PostgreSQL made by the stack. `external`: the operator's own, outside any VPC. */
  readonly database: 'rds' | 'external';
  /** Name or ARN of the Secrets Manager secret that holds `DATABASE_URL`; used with `external` only. */
  readonly databaseUrlSecret: string;
  /** The way out to the internet from the private network; used with `rds` only. */
  readonly egress: 'nat-instance' | 'nat-gateway';
  /** Never two copies of a job at once. Off by default: new accounts have a quota of 10 and then refuse the deployment. */
  readonly reservedConcurrency: boolean;
  /** Settings handed on to the jobs as environment variables, by their documented names. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The job settings that may be given as context, like `-c USE_ANALYTICS_PAGE=true`. */
export const PASSED_ON = ['METRICS_MAX_POSTS_PER_RUN', 'USE_ANALYTICS_PAGE', 'METRICS_SOURCE'] as const;

/** A context value that cannot be used: the message names it, what it got and what it wants. */
export class SettingError extends Error {
  override name = 'SettingError';
  readonly code = 'BAD_CONTEXT';
}

/**
 * Reads the settings from CDK's context.
 *
 * @param context gives a context value by name, undefined when it is not set
 * @throws {SettingError} on a value that is not understood
 */
export function readSettings(context: (name: string) => unknown): StackSettings {
  return {
    database: oneOf('database', context('database') ?? 'rds', ['rds', 'external']),
    databaseUrlSecret: text('databaseUrlSecret', context('databaseUrlSecret') ?? 'hone/database-url'),
    egress: oneOf('egress', context('egress') ?? 'nat-instance', ['nat-instance', 'nat-gateway']),
    reservedConcurrency:
      oneOf('reservedConcurrency', context('reservedConcurrency') ?? false, ['true', 'false']) === 'true',
    environment: Object.fromEntries(
      PASSED_ON.filter((name) => context(name) !== undefined).map((name) => [name, text(name, context(name))]),
    ),
  };
}

function oneOf<const T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === String(value));
  if (found === undefined) throw refused(name, value, allowed.join(' or '));
  return found;
}

function text(name: string, value: unknown): string {
  const read = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof read !== 'string' || read.trim() === '') throw refused(name, value, 'a text that is not empty');
  return read.trim();
}

function refused(name: string, value: unknown, wanted: string): SettingError {
  return new SettingError(
    `CDK context "${name}" is ${JSON.stringify(value)}, but must be ${wanted}. Set it in cdk.json or with -c ${name}=…`,
  );
}
