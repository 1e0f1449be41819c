/** One failure as it was recorded: OpenTelemetry's exception attributes plus where it happened. */
export interface ErrorEvent {
  id: string;
  occurredAt: Date;
  job: string | null;
  accountId: string | null;
  /** `exception.type`: the error's name, e.g. TypeError. */
  type: string | null;
  /** `exception.message`. */
  message: string;
  /** `exception.stacktrace`. */
  stacktrace: string | null;
  /** Machine-readable code where the error had one: errno, SQLSTATE, ERR_*, an AWS exception name. */
  code: string | null;
  /** HTTP status where the error had one. */
  status: number | null;
  /** Given by the thrower; overrides the computed fingerprint. */
  fingerprint: string | null;
  /** What the thrower itself says it is: one of our own errors knows better than any rule. */
  declared?: DeclaredCategory | null;
}

export interface DeclaredCategory {
  category: ErrorCategory;
  retryable: boolean | null;
  advice: string | null;
}

export const ERROR_CATEGORIES = [
  'rate_limit',
  'auth',
  'database',
  'browser_crash',
  'dom_change',
  'timeout',
  'network',
  'validation',
  'unknown',
] as const;

export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];
