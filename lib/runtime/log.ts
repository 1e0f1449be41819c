import { type Redact, redactor } from './redact.ts';

const SEVERITY = { debug: 10, info: 20, warn: 30, error: 40 } as const;

export type LogLevel = keyof typeof SEVERITY;
export type LogFields = Readonly<Record<string, unknown>>;

/** Operators' tags: every message of a job begins with its tag. */
export const LOG_TAGS = {
  metrics_scraper: '[METRICS_JOB]',
  learning: '[LEARNING_SYSTEM]',
  autonomous_optimizer: '[AUTONOMOUS_OPTIMIZER]',
  error_analysis: '[ERROR_ANALYSIS]',
  content_planner: '[CONTENT_PLANNER]',
  publisher: '[PUBLISHER]',
  operator: '[OPERATOR]',
  migrate: '[MIGRATE]',
} as const;

/** The line operators search for: one after every learning update. */
export const LEARNING_UPDATED = `${LOG_TAGS.metrics_scraper} 🧠 Updated learning system`;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose lines carry these fields as well. */
  with(fields: LogFields): Log;
}

export interface LogOptions {
  level?: LogLevel;
  fields?: LogFields;
  redact?: Redact;
  clock: () => Date;
  /** Gets one line of JSON with its line feed; `process.stdout.write` keeps it single-encoded on Lambda. */
  write: (line: string) => void;
}

/** One JSON object per line: timestamp, level, the bound fields (job, account_id, run_id), message, fields. */
export function createLog(options: LogOptions): Log {
  const { level = 'info', fields: bound = {}, redact = redactor(), clock, write } = options;
  const at =
    (severity: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (SEVERITY[severity] < SEVERITY[level]) return;
      const line = { timestamp: clock().toISOString(), level: severity, ...bound, message, ...fields };
      write(`${JSON.stringify(redact(line), withoutBigint)}\n`);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => createLog({ ...options, fields: { ...bound, ...more } }),
  };
}

function withoutBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
