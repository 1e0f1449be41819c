import type { ErrorCategory } from '../errors/error-event.ts';

/** What the caller should do next: go on at the next run, let the account rest, or stop it until a person has looked. */
export type SourceAnswer = 'continue' | 'cool_down' | 'stop';

interface Kind {
  category: ErrorCategory;
  retryable: boolean;
  answer: SourceAnswer;
  /** How long the account rests when X names no time. */
  restMinutes: number;
  /** What the operator can do, one sentence. */
  advice: string;
}

const DAY = 24 * 60;
const NEW_SESSION = "Log in to X in a browser and store that session's auth_token and ct0 again.";
const LOOK = 'Open X as this account in a browser and do what it asks before going on.';
const NEXT_RUN = 'Nothing to do: the next run tries again.';

/**
 * Everything that can go wrong while reading X, told apart. One strike on anything that smells like a ban: such an
 * account rests for a day and is never retried within a run.
 */
export const SOURCE_ERRORS = {
  X_LOGIN_WALL: { category: 'auth', retryable: false, answer: 'stop', restMinutes: DAY, advice: NEW_SESSION },
  X_UNAUTHORIZED: { category: 'auth', retryable: false, answer: 'stop', restMinutes: DAY, advice: NEW_SESSION },
  X_FORBIDDEN: { category: 'auth', retryable: false, answer: 'stop', restMinutes: DAY, advice: NEW_SESSION },
  X_CHALLENGE: { category: 'auth', retryable: false, answer: 'stop', restMinutes: DAY, advice: LOOK },
  X_ACCOUNT_LOCKED: { category: 'auth', retryable: false, answer: 'stop', restMinutes: DAY, advice: LOOK },
  X_SUSPENDED: { category: 'auth', retryable: false, answer: 'stop', restMinutes: DAY, advice: LOOK },
  X_UNAVAILABLE: {
    category: 'auth',
    retryable: false,
    answer: 'stop',
    restMinutes: DAY,
    advice: 'Check on X that the account exists, is not protected from the session, and does not block it.',
  },
  X_CLOUDFLARE: {
    category: 'auth',
    retryable: false,
    answer: 'stop',
    restMinutes: DAY,
    advice: 'X refuses this network address or browser: read less often, from elsewhere, or with METRICS_SOURCE=api.',
  },
  X_ANALYTICS_UNAVAILABLE: {
    category: 'validation',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice:
      'The account analytics need X Premium and a session of this very account; USE_ANALYTICS_PAGE=false reads the profile.',
  },
  X_RATE_LIMITED: {
    category: 'rate_limit',
    retryable: true,
    answer: 'cool_down',
    restMinutes: 15,
    advice: 'Nothing to do: reading goes on when the limit has been reset.',
  },
  X_PUNISHED: {
    category: 'rate_limit',
    retryable: false,
    answer: 'stop',
    restMinutes: DAY,
    advice: 'X limits this account although its quota is not used up, as it does before a ban: let it rest.',
  },
  X_OVER_CAPACITY: { category: 'network', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  X_SERVER_ERROR: { category: 'network', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  X_DEADLINE_EXCEEDED: { category: 'timeout', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  X_SLOW_RESPONSE: { category: 'timeout', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  X_NOT_FOUND: {
    category: 'validation',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice: 'If it comes again, check that the handle is spelled as on X.',
  },
  X_STALE_QUERY: {
    category: 'dom_change',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice: 'X changed a query while the page was open; if it comes again at every run, the project needs an update.',
  },
  X_UNREADABLE_RESPONSE: {
    category: 'validation',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice: NEXT_RUN,
  },
  X_UNKNOWN_ERROR: { category: 'unknown', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  X_NOTHING_READ: {
    category: 'dom_change',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice: 'If it comes again at every run, X changed its page and the project needs an update.',
  },
  BROWSER_LAUNCH_FAILED: {
    category: 'browser_crash',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice: 'Run `hone doctor`; CHROMIUM_BIN can name another Chromium.',
  },
  BROWSER_CRASHED: { category: 'browser_crash', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  PAGE_UNRESPONSIVE: { category: 'timeout', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  NAVIGATION_TIMEOUT: { category: 'timeout', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  NAVIGATION_FAILED: {
    category: 'network',
    retryable: true,
    answer: 'continue',
    restMinutes: 0,
    advice: 'Check that this machine reaches X_BASE_URL.',
  },
  READ_ABORTED: { category: 'timeout', retryable: true, answer: 'continue', restMinutes: 0, advice: NEXT_RUN },
  API_COST_LIMIT: {
    category: 'rate_limit',
    retryable: false,
    answer: 'cool_down',
    restMinutes: 60,
    advice: 'Raise the monthly limit for the X API, or wait for the next month.',
  },
} as const satisfies Record<string, Kind>;

export type SourceErrorCode = keyof typeof SOURCE_ERRORS;

export interface SourceErrorDetails {
  /** What happened, without advice; never holds secrets. */
  detail: string;
  now: Date;
  status?: number | null;
  /** When X says that it may be asked again. */
  retryAt?: Date | null;
  cause?: unknown;
}

/** A failure to read X: what it was, whether to try again, and when. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: SourceErrorCode;
  readonly category: ErrorCategory;
  readonly retryable: boolean;
  readonly answer: SourceAnswer;
  readonly advice: string;
  /** HTTP status where there was one. */
  readonly status: number | null;
  /** Until when the account should not be read; null to go on at the next run. */
  readonly coolDownUntil: Date | null;

  constructor(code: SourceErrorCode, details: SourceErrorDetails) {
    const kind: Kind = SOURCE_ERRORS[code];
    super(`${details.detail}. ${kind.advice}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.category = kind.category;
    this.retryable = kind.retryable;
    this.answer = kind.answer;
    this.advice = kind.advice;
    this.status = details.status ?? null;
    const rest = new Date(details.now.getTime() + kind.restMinutes * 60_000);
    this.coolDownUntil = kind.restMinutes === 0 ? null : (later(details.retryAt, details.now) ?? rest);
  }
}

/** X's reset time where it lies ahead, at most a day: a broken header must not silence an account for years. */
function later(retryAt: Date | null | undefined, now: Date): Date | null {
  const wait = (retryAt?.getTime() ?? Number.NaN) - now.getTime();
  return wait > 0 && wait <= DAY * 60_000 ? (retryAt as Date) : null;
}

const SEVERITY: Record<SourceAnswer, number> = { continue: 0, cool_down: 1, stop: 2 };

/** The error whose answer weighs most; the first of several that weigh the same. */
export function gravest(errors: readonly SourceError[]): SourceError | null {
  return errors.reduce<SourceError | null>(
    (worst, error) => (worst === null || SEVERITY[error.answer] > SEVERITY[worst.answer] ? error : worst),
    null,
  );
}
