import { CliError, EXIT, type ExitCode } from './cli-error.ts';

interface Explanation {
  message: string;
  exitCode: ExitCode;
}

interface MaybeSystemError {
  code?: unknown;
  path?: unknown;
  address?: unknown;
  port?: unknown;
}

const FILE_TROUBLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path',
  EACCES: 'may not be read or written by this user; check its permissions',
  EPERM: 'may not be changed by this user; check its permissions',
  EISDIR: 'is a folder; name a file',
  ENOTDIR: 'runs through something that is not a folder; check the path',
  ENOSPC: 'could not be written: the disk is full',
};

/** What errors with a code of ours mean for the shell; all others have simply failed. */
const EXIT_BY_CODE: Readonly<Record<string, ExitCode>> = {
  HONE_SETTINGS: EXIT.notConfigured,
  BROWSER_LAUNCH_FAILED: EXIT.notConfigured,
  HONE_DATABASE_URL: EXIT.notConfigured,
  HONE_DATABASE_UNREACHABLE: EXIT.notConfigured,
  HONE_UNKNOWN_ACCOUNT: EXIT.usage,
  HONE_UNKNOWN_RECOMMENDATION: EXIT.usage,
  HONE_ACCOUNT_SETTINGS: EXIT.usage,
  HONE_POLICY_REFUSED: EXIT.refused,
  HONE_UNKNOWN_POST: EXIT.usage,
  HONE_PUBLISHING_REFUSED: EXIT.refused,
  HONE_EXPERIMENT_REFUSED: EXIT.refused,
  HONE_UNKNOWN_EXPERIMENT: EXIT.usage,
  not_enough_data: EXIT.notEnoughData,
  invalid_settings: EXIT.usage,
};

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'CONNECT_TIMEOUT', 'ETIMEDOUT']);

/**
 * One sentence and an exit code for whatever was thrown. A stack is never part of it.
 * @example explainError(Object.assign(new Error('ENOENT…'), { code: 'ENOENT', path: 'a.json' })).message
 * // => 'a.json does not exist; check the path'
 */
export function explainError(thrown: unknown): Explanation {
  if (thrown instanceof CliError) return { message: oneLine(thrown.message), exitCode: thrown.exitCode };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code, path, address, port } = error as MaybeSystemError;
  if (typeof code === 'string') {
    const trouble = FILE_TROUBLE[code];
    if (trouble !== undefined && typeof path === 'string') {
      return { message: `${path} ${trouble}`, exitCode: EXIT.failed };
    }
    if (UNREACHABLE.has(code)) {
      const where = [address, port].filter((part) => part !== undefined).join(':');
      const what = where === '' ? oneLine(error.message) || code : where;
      return {
        message: `nothing answers at ${what} (${code}); check DATABASE_URL and that the server runs`,
        exitCode: EXIT.notConfigured,
      };
    }
    const exitCode = EXIT_BY_CODE[code];
    if (exitCode !== undefined) return { message: oneLine(error.message), exitCode };
  }
  return { message: oneLine(error.message) || error.name, exitCode: EXIT.failed };
}

/** The stacks of an error and its causes, for HONE_DEBUG=1. */
export function stacks(thrown: unknown): string {
  const lines: string[] = [];
  for (let error = thrown; error instanceof Error; error = error.cause) lines.push(error.stack ?? error.message);
  return lines.join('\ncaused by: ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
