import { type ErrorShape, shapesOf } from './error-shape.ts';

/** The libraries whose messages were looked at while the rules were written. */
export const DEVELOPMENT_SHAPES: readonly ErrorShape[] = [
  ...shapesOf('node', [
    ['refused', 'network', 'Error', (v) => `connect ECONNREFUSED ${v.ip()}:${v.int(80, 5400)}`, 'ECONNREFUSED'],
    ['refused-v6', 'network', 'Error', (v) => `connect ECONNREFUSED ::1:${v.int(80, 5400)}`, 'ECONNREFUSED'],
    ['connect-timeout', 'timeout', 'Error', (v) => `connect ETIMEDOUT ${v.ip()}:443`, 'ETIMEDOUT'],
    [
      'unreachable',
      'network',
      'Error',
      (v) => `connect EHOSTUNREACH ${v.ip()}:${v.int(80, 9999)} - Local (${v.ip()}:${v.int(30000, 60000)})`,
      'EHOSTUNREACH',
    ],
    ['read-reset', 'network', 'Error', () => 'read ECONNRESET', 'ECONNRESET'],
    ['write-pipe', 'network', 'Error', () => 'write EPIPE', 'EPIPE'],
    ['hang-up', 'network', 'Error', () => 'socket hang up', 'ECONNRESET'],
    ['dns', 'network', 'Error', (v) => `getaddrinfo ENOTFOUND ${v.host()}`, 'ENOTFOUND'],
    ['dns-again', 'network', 'Error', (v) => `getaddrinfo EAI_AGAIN ${v.host()}`, 'EAI_AGAIN'],
    [
      'in-use',
      'network',
      'Error',
      (v) => `listen EADDRINUSE: address already in use :::${v.int(1000, 9999)}`,
      'EADDRINUSE',
    ],
    ['tls-expired', 'network', 'Error', () => 'certificate has expired', 'CERT_HAS_EXPIRED'],
    ['tls-self', 'network', 'Error', () => 'self-signed certificate in certificate chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
    [
      'tls-name',
      'network',
      'Error',
      (v) => {
        const h = v.host();
        return `Hostname/IP does not match certificate's altnames: Host: ${h}. is not in the cert's altnames: DNS:*.${v.host()}`;
      },
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'tls-early',
      'network',
      'Error',
      () => 'Client network socket disconnected before secure TLS connection was established',
      'ECONNRESET',
    ],
    ['open-missing', 'unknown', 'Error', (v) => `ENOENT: no such file or directory, open '${v.path()}'`, 'ENOENT'],
    ['mkdir-denied', 'unknown', 'Error', (v) => `EACCES: permission denied, mkdir '${v.path()}'`, 'EACCES'],
    ['no-space', 'unknown', 'Error', () => 'ENOSPC: no space left on device, write', 'ENOSPC'],
    [
      'arg-type',
      'validation',
      'TypeError',
      (v) =>
        `The "${v.name()}" argument must be of type string. Received ${v.pick(['undefined', 'null', `type number (${v.int(1, 999)})`, 'an instance of Object'])}`,
      'ERR_INVALID_ARG_TYPE',
    ],
    [
      'out-of-range',
      'validation',
      'RangeError',
      (v) =>
        `The value of "${v.name()}" is out of range. It must be >= 0 && <= ${v.int(1, 65535)}. Received ${v.int(70000, 999999)}`,
      'ERR_OUT_OF_RANGE',
    ],
    ['invalid-url', 'validation', 'TypeError', () => 'Invalid URL', 'ERR_INVALID_URL'],
    ['not-function', 'validation', 'TypeError', (v) => `${v.name()}.${v.name()} is not a function`],
    [
      'reading',
      'validation',
      'TypeError',
      (v) => {
        const property = v.pick(['legacy', 'result', 'length', 'id']);
        return { message: `Cannot read properties of undefined (reading '${property}')`, kind: property };
      },
    ],
    ['stack-size', 'validation', 'RangeError', () => 'Maximum call stack size exceeded'],
    ['abort-timeout', 'timeout', 'TimeoutError', () => 'The operation was aborted due to timeout'],
    [
      'module',
      'unknown',
      'Error',
      (v) => `Cannot find module '${v.path()}' imported from ${v.path()}`,
      'ERR_MODULE_NOT_FOUND',
    ],
    [
      'headers-sent',
      'unknown',
      'Error',
      () => 'Cannot set headers after they are sent to the client',
      'ERR_HTTP_HEADERS_SENT',
    ],
    ['stream-end', 'network', 'Error', () => 'Premature close', 'ERR_STREAM_PREMATURE_CLOSE'],
    [
      'heap',
      'unknown',
      'Error',
      () => 'Worker terminated due to reaching memory limit: JS heap out of memory',
      'ERR_WORKER_OUT_OF_MEMORY',
    ],
  ]),
  ...shapesOf('undici', [
    ['fetch', 'network', 'TypeError', () => 'fetch failed'],
    [
      'connect-timeout',
      'timeout',
      'ConnectTimeoutError',
      (v) => `Connect Timeout Error (attempted address: ${v.host()}:443, timeout: ${v.int(1, 60)}000ms)`,
      'UND_ERR_CONNECT_TIMEOUT',
    ],
    ['headers-timeout', 'timeout', 'HeadersTimeoutError', () => 'Headers Timeout Error', 'UND_ERR_HEADERS_TIMEOUT'],
    ['body-timeout', 'timeout', 'BodyTimeoutError', () => 'Body Timeout Error', 'UND_ERR_BODY_TIMEOUT'],
    ['closed', 'network', 'SocketError', () => 'other side closed', 'UND_ERR_SOCKET'],
    [
      'length',
      'validation',
      'RequestContentLengthMismatchError',
      () => 'Request body length does not match content-length header',
      'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
    ],
    ['parse-url', 'validation', 'TypeError', (v) => `Failed to parse URL from ${v.path()}`],
    ['header', 'validation', 'TypeError', (v) => `Headers.append: "${v.text()}" is an invalid header value.`],
    [
      'status',
      'unknown',
      'Error',
      (v) => {
        const status = v.pick([500, 502, 503]);
        return { message: `Request to ${v.url()} failed with status ${status}`, status, kind: String(status) };
      },
    ],
    ['too-many', 'rate_limit', 'Error', (v) => ({ message: `HTTP 429 Too Many Requests for ${v.url()}`, status: 429 })],
    ['unauthorized', 'auth', 'Error', (v) => ({ message: `Unexpected status 401 from ${v.url()}`, status: 401 })],
    ['body-used', 'validation', 'TypeError', () => 'Body is unusable: Body has already been read'],
    ['redirects', 'network', 'TypeError', () => 'redirect count exceeded'],
  ]),
  ...shapesOf('puppeteer', [
    ['navigation', 'timeout', 'TimeoutError', (v) => `Navigation timeout of ${v.int(5, 90)}000 ms exceeded`],
    [
      'selector',
      'dom_change',
      'TimeoutError',
      (v) => `Waiting for selector \`${v.selector()}\` failed: Waiting failed: ${v.int(5, 60)}000ms exceeded`,
    ],
    ['no-element', 'dom_change', 'Error', (v) => `No element found for selector: ${v.selector()}`],
    [
      'eval-selector',
      'dom_change',
      'Error',
      (v) => `Error: failed to find element matching selector "${v.selector()}"`,
    ],
    ['clickable', 'dom_change', 'Error', () => 'Node is either not clickable or not an Element'],
    [
      'target-closed',
      'browser_crash',
      'TargetCloseError',
      (v) => {
        const method = v.pick(['Runtime.callFunctionOn', 'Page.navigate', 'Network.enable']);
        return { message: `Protocol error (${method}): Target closed`, kind: 'any' };
      },
    ],
    [
      'session-closed',
      'browser_crash',
      'TargetCloseError',
      (v) =>
        `Protocol error (${v.pick(['Runtime.evaluate', 'Page.captureScreenshot', 'DOM.resolveNode'])}): Session closed. Most likely the page has been closed.`,
    ],
    ['crashed', 'browser_crash', 'Error', () => 'Page crashed!'],
    ['disconnected', 'browser_crash', 'Error', () => 'Navigation failed because browser has disconnected!'],
    ['detached', 'browser_crash', 'Error', (v) => `Attempted to use detached Frame '${v.hex(32).toUpperCase()}'.`],
    ['frame-detached', 'browser_crash', 'Error', () => 'Navigating frame was detached'],
    [
      'context',
      'browser_crash',
      'Error',
      () => 'Execution context was destroyed, most likely because of a navigation.',
    ],
    ['launch', 'browser_crash', 'Error', (v) => `Failed to launch the browser process! spawn ${v.path()} ENOENT`],
    [
      'launch-code',
      'browser_crash',
      'Error',
      (v) =>
        `Failed to launch the browser process: Code: ${v.int(1, 139)} stderr: [${v.int(100, 9999)}:${v.int(100, 9999)}:${v.int(1000, 1299)}/${v.int(100000, 235959)}.${v.int(100, 999)}:ERROR:zygote_host_impl_linux.cc(${v.int(10, 200)})] No usable sandbox!`,
    ],
    [
      'ws',
      'browser_crash',
      'TimeoutError',
      (v) => `Timed out after ${v.int(10, 60)}000 ms while waiting for the WS endpoint URL to appear in stdout!`,
    ],
    [
      'net',
      'network',
      'Error',
      (v) => {
        const code = v.pick([
          'ERR_NAME_NOT_RESOLVED',
          'ERR_CONNECTION_RESET',
          'ERR_INTERNET_DISCONNECTED',
          'ERR_CERT_DATE_INVALID',
        ]);
        return { message: `net::${code} at ${v.url()}`, kind: code };
      },
    ],
    ['net-timeout', 'timeout', 'Error', (v) => `net::ERR_CONNECTION_TIMED_OUT at ${v.url()}`],
    ['http', 'unknown', 'Error', (v) => `net::ERR_HTTP_RESPONSE_CODE_FAILURE at ${v.url()}`],
    [
      'protocol-timeout',
      'timeout',
      'ProtocolError',
      (v) =>
        `${v.pick(['Runtime.callFunctionOn', 'Network.getResponseBody', 'Page.printToPDF'])} timed out. Increase the 'protocolTimeout' setting in launch/connect calls for a higher timeout if needed.`,
    ],
    [
      'wait-function',
      'dom_change',
      'TimeoutError',
      (v) => `Waiting failed: ${v.int(5, 60)}000ms exceeded waiting for function`,
    ],
    ['login-wall', 'auth', 'Error', (v) => `redirected to login page ${v.url()} while reading @${v.name()}`],
  ]),
  ...shapesOf('postgres.js', [
    [
      'closed',
      'database',
      'Error',
      (v) => `write CONNECTION_CLOSED ${v.host()}:${v.pick([5432, 6543])}`,
      'CONNECTION_CLOSED',
    ],
    ['ended', 'database', 'Error', (v) => `write CONNECTION_ENDED ${v.host()}:5432`, 'CONNECTION_ENDED'],
    ['destroyed', 'database', 'Error', (v) => `write CONNECTION_DESTROYED ${v.host()}:5432`, 'CONNECTION_DESTROYED'],
    ['connect-timeout', 'database', 'Error', (v) => `write CONNECT_TIMEOUT ${v.host()}:5432`, 'CONNECT_TIMEOUT'],
    ['undefined', 'database', 'Error', () => 'UNDEFINED_VALUE: Undefined values are not allowed', 'UNDEFINED_VALUE'],
    [
      'unique',
      'database',
      'PostgresError',
      (v) => `duplicate key value violates unique constraint "${v.name()}_pkey"`,
      '23505',
    ],
    [
      'foreign',
      'database',
      'PostgresError',
      (v) => `insert or update on table "${v.name()}" violates foreign key constraint "${v.name()}_fkey"`,
      '23503',
    ],
    [
      'not-null',
      'database',
      'PostgresError',
      (v) => `null value in column "${v.name()}" of relation "${v.name()}" violates not-null constraint`,
      '23502',
    ],
    [
      'check',
      'database',
      'PostgresError',
      (v) => `new row for relation "${v.name()}" violates check constraint "${v.name()}_check"`,
      '23514',
    ],
    ['relation', 'database', 'PostgresError', (v) => `relation "${v.name()}" does not exist`, '42P01'],
    ['column', 'database', 'PostgresError', (v) => `column "${v.name()}" does not exist`, '42703'],
    ['syntax', 'database', 'PostgresError', (v) => `syntax error at or near "${v.name()}"`, '42601'],
    ['cancel', 'database', 'PostgresError', () => 'canceling statement due to statement timeout', '57014'],
    ['lock', 'database', 'PostgresError', () => 'canceling statement due to lock timeout', '55P03'],
    ['deadlock', 'database', 'PostgresError', () => 'deadlock detected', '40P01'],
    ['serialize', 'database', 'PostgresError', () => 'could not serialize access due to concurrent update', '40001'],
    ['admin', 'database', 'PostgresError', () => 'terminating connection due to administrator command', '57P01'],
  ]),
];

/* biome-ignore-all format: one shape per line reads as the table it is */
