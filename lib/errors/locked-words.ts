/**
 * Words that carry the meaning of an error. A wildcard in their place would put a refused connection and an expired
 * certificate, or a 429 and a 503, into one group.
 */

/** Words after which a three-digit number is an HTTP status. */
const STATUS_WORDS = /^(?:status|code|statuscode|status_code|http|httpstatus|httpstatuscode)$/i;
/** Words after which it is one unless a thing is counted: `responded 503`, not `received 503 rows`. */
const ANSWER_WORDS = /^(?:error|responded|returned|response|received|got|answered)$/i;

const REASON_PHRASE =
  /^\s+(?:Bad|Unauthori[sz]ed|Payment|Forbidden|Not|Method|Proxy|Request|Conflict|Gone|Length|Precondition|Payload|URI|Unsupported|Expectation|Misdirected|Unprocessable|Locked|Failed|Too|Upgrade|Internal|Service|Gateway|HTTP|Insufficient|Network)\b/;

const ACCESS_LOG = /"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [^"]*"/;

/** The classes of PostgreSQL's error codes that begin with a digit. */
const SQLSTATE = /^(?:08|2[2-8BDF]|3[4589BDF]|4[024]|5[3-8])[0P5-9][0-9A-Z]{2}$/;

/** Whether the number `text`.slice(start, end) is an HTTP error status or an SQLSTATE, judged by its neighbours. */
export function isStatusOrState(text: string, start: number, end: number, previousWord: string): boolean {
  const length = end - start;
  if (length === 3) {
    const first = text.charCodeAt(start);
    if (first !== 52 && first !== 53) return false;
    // `error #404` is the number of an error.
    if (text.charCodeAt(start - 1) === 35) return false;
    // In an access log the status is a value of the request's line, not the message.
    if (ACCESS_LOG.test(text.slice(0, start))) return false;
    const after = text.slice(end, end + 16);
    if (STATUS_WORDS.test(previousWord) || /^http/i.test(previousWord) || REASON_PHRASE.test(after)) return true;
    return ANSWER_WORDS.test(previousWord) && !/^\s+[a-z]/.test(after);
  }
  return length === 5 && /^(?:code|sqlstate)$/i.test(previousWord) && SQLSTATE.test(text.slice(start, end));
}

/** Error codes with digits: P2002, E11000, ORA-00942, TS2304, HPE_X1. Judged by shape and by what stands around. */
export function isErrorCode(text: string, start: number, end: number, previousWord: string): boolean {
  if (end - start > 12 || !/^[A-Z]{1,7}-?\d{3,6}$|^\d{2}[A-Z]\d{2}$|^[A-Z]{2}\d{3}$/.test(text.slice(start, end)))
    return false;
  return (
    start === 0 || text.charCodeAt(end) === 58 || /^(?:code|sqlstate|error|errno|failed|exception)$/i.test(previousWord)
  );
}

/** Constants in capitals (ECONNRESET, ERR_ABORTED, FAILED) and names of exceptions (ThrottlingException, TypeError). */
export function isLockedWord(word: string): boolean {
  return /^[A-Z][A-Z_]{3,}$/.test(word) || /[a-z](?:Error|Exception|Fault|Failure)$/.test(word);
}

/** Words before a quoted name that says what is broken, rather than with which value. */
export const NAMING_WORDS = new Set(['reading', 'setting']);

/** Keys whose quoted or bare value names the kind of error: `"code":"invalid_type"`. */
export const KIND_KEYS = new Set([
  'code',
  'name',
  'type',
  '__type',
  'errortype',
  'errorcode',
  'error_code',
  'status',
  'errno',
  'syscall',
]);

/** Keys whose quoted value is the message itself: `"title":"Too Many Requests"`. */
export const SAYING_KEYS = new Set(['message', 'title', 'detail', 'error', 'reason', 'description', 'msg']);

export const HTTP_METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE']);

/** Abbreviated units that change with the size of the number before them: 900 KB, 1.2 MB. */
export const UNITS = new Set(
  'B KB MB GB TB PB kB KiB MiB GiB TiB K M G ns us µs ms s sec secs min mins h hrs AM PM am pm UTC GMT'.split(' '),
);

export const MONTHS = new Set('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '));
export const WEEKDAYS = new Set('Mon Tue Wed Thu Fri Sat Sun'.split(' '));
