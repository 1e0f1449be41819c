/** Errors of the machine around the jobs. Each kind has a `code`; messages say what was wrong, what was got, what to do. */

/** A setting in the environment is missing or malformed. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'HONE_SETTINGS';
  readonly category = 'validation';
}

/** The work did not end before its deadline. Carries what was being waited for. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'HONE_DEADLINE';
  readonly category = 'timeout';

  constructor(what: string, limitMs: number) {
    super(`${what} did not finish within ${Math.round(limitMs)} ms`);
  }
}

/** `value` as an Error, whatever was thrown. */
export function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
