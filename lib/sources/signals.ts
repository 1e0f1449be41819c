import type { PayloadError, PayloadErrorKind } from '../x/payload-error.ts';
import { gravest, SourceError, type SourceErrorCode } from './errors.ts';

/** What is known of one HTTP answer before its body is understood. */
export interface HttpAnswer {
  url: string;
  status: number;
  headers: Readonly<Record<string, string>>;
}

/**
 * What X means by the status and headers of an answer; null when nothing is wrong. A Cloudflare block is told from X's
 * own refusal by HTML where JSON was asked, or by Cloudflare's headers on a page.
 */
export function statusSignal(answer: HttpAnswer, options: { isPage: boolean; now: Date }): SourceError | null {
  const { status, headers } = answer;
  const { now } = options;
  if (status < 400) return null;
  const what = `X answered ${status} to ${pathOf(answer.url)}`;
  const signal = (code: SourceErrorCode, detail = what, retryAt: Date | null = null) =>
    new SourceError(code, { detail, status, now, retryAt });
  if (status === 429) return rateLimit(answer, `${what}: too many requests`, now);
  if (isCloudflare(headers, options.isPage) && (status === 403 || status === 503)) {
    return signal('X_CLOUDFLARE', `Cloudflare answered ${status} in X's place to ${pathOf(answer.url)}`);
  }
  if (status === 401) return signal('X_UNAUTHORIZED', `${what}: the session is not valid any more`);
  if (status === 403) return signal('X_FORBIDDEN', `${what}: refused`);
  if (status === 404) {
    return options.isPage
      ? signal('X_NOT_FOUND', `${what}: no such page`)
      : signal('X_STALE_QUERY', `${what}: no such query`);
  }
  if (status === 503) return signal('X_OVER_CAPACITY');
  return signal(status >= 500 ? 'X_SERVER_ERROR' : 'X_UNKNOWN_ERROR');
}

/** A limit before the quota is used up is no limit, it is a punishment. */
function rateLimit(answer: HttpAnswer, detail: string, now: Date): SourceError {
  const remaining = Number(answer.headers['x-rate-limit-remaining'] ?? 0);
  return new SourceError(remaining > 0 ? 'X_PUNISHED' : 'X_RATE_LIMITED', {
    detail: remaining > 0 ? `${detail}, while ${remaining} are left` : detail,
    status: answer.status,
    now,
    retryAt: remaining > 0 ? null : resetTime(answer.headers, now),
  });
}

/** `x-rate-limit-reset` in whole seconds since 1970, or `retry-after` in seconds. */
export function resetTime(headers: Readonly<Record<string, string>>, now: Date): Date | null {
  const reset = /^\d{9,11}$/.exec(headers['x-rate-limit-reset'] ?? '');
  if (reset !== null) return new Date(Number(reset[0]) * 1000);
  const wait = /^\d{1,6}$/.exec(headers['retry-after'] ?? '');
  return wait === null ? null : new Date(now.getTime() + Number(wait[0]) * 1000);
}

function isCloudflare(headers: Readonly<Record<string, string>>, isPage: boolean): boolean {
  if (headers['cf-mitigated'] !== undefined) return true;
  const fromCloudflare = headers['cf-ray'] !== undefined || /cloudflare/i.test(headers.server ?? '');
  return fromCloudflare && (isPage || /text\/html/i.test(headers['content-type'] ?? ''));
}

const CODE_OF_KIND: Record<PayloadErrorKind, SourceErrorCode> = {
  rate_limit: 'X_RATE_LIMITED',
  auth: 'X_UNAUTHORIZED',
  locked: 'X_ACCOUNT_LOCKED',
  suspended: 'X_SUSPENDED',
  unavailable: 'X_UNAVAILABLE',
  not_found: 'X_NOT_FOUND',
  deadline_exceeded: 'X_DEADLINE_EXCEEDED',
  over_capacity: 'X_OVER_CAPACITY',
  stale_query: 'X_STALE_QUERY',
  unknown: 'X_UNKNOWN_ERROR',
};

/** An error inside an answer, whatever its status, as an error of ours. */
export function payloadSignal(error: PayloadError, answer: HttpAnswer, now: Date): SourceError {
  const code = error.code === null ? '' : ` (code ${error.code})`;
  const detail = `X answered ${pathOf(answer.url)} with "${error.message}"${code}`;
  if (error.kind === 'rate_limit') return rateLimit(answer, detail, now);
  return new SourceError(CODE_OF_KIND[error.kind], { detail, status: answer.status, now });
}

/**
 * A refusal by status, told more exactly by the errors in its body where X sent any: 403 may be a stale token, a locked
 * account or a suspended one.
 */
export function refusal(
  byStatus: SourceError,
  errors: readonly PayloadError[],
  answer: HttpAnswer,
  now: Date,
): SourceError {
  const told = errors.filter(({ kind }) => kind !== 'unknown' && kind !== 'not_found');
  return gravest(told.map((error) => payloadSignal(error, answer, now))) ?? byStatus;
}

/** Where X sends a browser that it does not want to show the page to; null for any other address. */
export function addressSignal(url: string, now: Date): SourceError | null {
  const path = URL.parse(url)?.pathname ?? '';
  if (/^\/(i\/flow\/login|login|i\/flow\/signup)\b/.test(path)) {
    return new SourceError('X_LOGIN_WALL', { detail: 'X asks for a login instead of showing the page', now });
  }
  if (/^\/account\/(access|suspended)\b|^\/i\/flow\/(consent_flow|login_challenge)/.test(path)) {
    return new SourceError('X_CHALLENGE', { detail: `X asks this account to prove itself (${path})`, now });
  }
  return null;
}

/** What a page's text says when X shows neither data nor an error: a challenge, or a sign-in form. */
export function pageSignal(html: string, now: Date): SourceError | null {
  const head = html.slice(0, 200_000);
  if (/cf-chl-|challenge-platform|<title>\s*(Just a moment|Attention Required)/i.test(head)) {
    return new SourceError('X_CLOUDFLARE', { detail: 'Cloudflare shows its own page in place of X', now });
  }
  if (/arkose|funcaptcha|Verify (that )?you('re| are) (a )?human|confirm you('re| are) human/i.test(head)) {
    return new SourceError('X_CHALLENGE', { detail: 'X shows a puzzle for humans in place of the page', now });
  }
  if (/<input[^>]+autocomplete="(username|current-password)"|data-testid="LoginForm/i.test(head)) {
    return new SourceError('X_LOGIN_WALL', { detail: 'X shows its sign-in form in place of the page', now });
  }
  return null;
}

/** The path only: queries hold ids and features that make every message different. GraphQL paths keep their operation. */
function pathOf(url: string): string {
  const path = URL.parse(url)?.pathname ?? 'a request';
  return path.replace(/\/graphql\/[^/]+\//, '/graphql/');
}
