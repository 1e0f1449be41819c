import { arrayOf, excerpt, isRecord, type JsonRecord, recordAt, stringOf } from './json.ts';

/** What a refusal inside a payload means for the reader, whatever name or number X gave it. */
export type PayloadErrorKind =
  | 'rate_limit'
  | 'auth'
  | 'locked'
  | 'suspended'
  | 'unavailable'
  | 'not_found'
  | 'deadline_exceeded'
  | 'over_capacity'
  | 'stale_query'
  | 'unknown';

/** An error X sent with HTTP 200, alone or beside usable data. */
export interface PayloadError {
  kind: PayloadErrorKind;
  code: number | null;
  name: string | null;
  message: string;
  /** Where in the query it happened, dotted; null when X does not say. */
  path: string | null;
}

/** X's numeric codes, as its own documentation and public clients know them. */
const KIND_BY_CODE: Record<number, PayloadErrorKind> = {
  17: 'not_found',
  29: 'deadline_exceeded',
  32: 'auth',
  34: 'not_found',
  50: 'not_found',
  63: 'suspended',
  64: 'suspended',
  88: 'rate_limit',
  89: 'auth',
  99: 'auth',
  130: 'over_capacity',
  131: 'over_capacity',
  135: 'auth',
  141: 'suspended',
  144: 'not_found',
  179: 'unavailable',
  214: 'stale_query',
  215: 'auth',
  239: 'auth',
  326: 'locked',
  336: 'stale_query',
  353: 'auth',
};

const KIND_BY_WORD: readonly [RegExp, PayloadErrorKind][] = [
  [/DeadlineExceeded|Timeout/i, 'deadline_exceeded'],
  [/LoadShed|OverCapacity|ServiceUnavailable/i, 'over_capacity'],
  [/RateLimit|Rate limit/i, 'rate_limit'],
  [/suspended/i, 'suspended'],
  [/Authorization|Unauthorized|Authenticat|csrf/i, 'auth'],
  [/NotFound|not found|No status found/i, 'not_found'],
];

/** The `errors` list of a payload, GraphQL's or the older REST one. */
export function readErrors(payload: JsonRecord): PayloadError[] {
  return arrayOf(payload.errors).filter(isRecord).map(readError);
}

function readError(error: JsonRecord): PayloadError {
  const extensions = recordAt(error, 'extensions');
  const rawCode = error.code ?? extensions?.code;
  const code = typeof rawCode === 'number' && Number.isInteger(rawCode) ? rawCode : null;
  const name = stringOf(error.name) ?? stringOf(extensions?.name);
  const message = (stringOf(error.message) ?? name ?? excerpt(error)).slice(0, 300);
  const path = arrayOf(error.path);
  const kind = (code === null ? undefined : KIND_BY_CODE[code]) ?? kindFromWords(`${name ?? ''} ${message}`);
  return { kind, code, name, message, path: path.length === 0 ? null : path.map(String).join('.').slice(0, 300) };
}

function kindFromWords(words: string): PayloadErrorKind {
  return KIND_BY_WORD.find(([pattern]) => pattern.test(words))?.[1] ?? 'unknown';
}

/** `UserUnavailable`: suspended, protected, blocked or deactivated, with or without a reason. */
export function userUnavailable(node: JsonRecord, path: string): PayloadError {
  const reason = stringOf(node.reason);
  const message = stringOf(node.message) ?? 'X says the account is unavailable and gives no reason';
  const kind = /suspend/i.test(`${reason ?? ''} ${message}`) ? 'suspended' : 'unavailable';
  return { kind, code: null, name: reason ?? 'UserUnavailable', message: message.slice(0, 300), path };
}

/** A container that X left empty without saying why. */
export function emptyResult(path: string): PayloadError {
  return { kind: 'not_found', code: null, name: null, message: `X sent an empty "${path}" and no error`, path };
}
