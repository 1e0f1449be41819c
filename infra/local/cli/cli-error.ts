/** What a shell, a cron job or a CI step can tell from `$?`. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notConfigured: 3,
  refused: 4,
  notEnoughData: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error meant for the person at the keyboard: one sentence that says what was wrong, what was got and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code = 'HONE_CLI';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
