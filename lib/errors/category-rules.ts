import type { ErrorCategory } from './error-event.ts';

/** Where a rule looks. `sqlstate` is a code of the five-character form. */
export type RuleField = 'status' | 'code' | 'name' | 'sqlstate' | 'message';

/** One row of the table of categories: the first that matches decides. */
export interface CategoryRule {
  id: string;
  category: ErrorCategory;
  subcategory: string;
  field: RuleField;
  pattern: RegExp;
  /** Whether doing the same again later may succeed. */
  retryable: boolean;
  advice: keyof typeof ADVICE;
}

/** What an operator can do, by kind of cause. */
export const ADVICE = {
  slowDown: 'Wait for the limit to reset and spread the calls: fewer posts per run, or a longer interval.',
  awsThrottle: 'AWS throttles this call: retry with backoff, lower the concurrency, or ask for a higher quota.',
  signIn: 'The session or token is not accepted: sign in again and store the new session or credentials.',
  challenge:
    'X asks for a human: open the account in a browser, pass the check, store the new session, and pause until then.',
  permission:
    'The identity may not do this: compare the denied action with the role or the app permissions and grant exactly that.',
  expired: 'The credentials or the token ran out: renew them, and check the clock of the machine.',
  databaseDown:
    'The database does not answer: check that it runs, its address and port, security groups, and the connection limit.',
  databaseBusy: 'Too many connections or locks: lower the concurrency, use the pooler, and look for long transactions.',
  databaseSlow: 'A statement ran past its time limit: look at its plan and indexes, or at the lock it waits for.',
  databaseSchema: 'Code and schema disagree: run the migrations to head and check the deployed version.',
  databaseRow: 'A row breaks a constraint: look at the named constraint and at what wrote the row; a retry repeats it.',
  databaseValue: 'A value does not fit its column: validate it where it enters.',
  databaseLogin: 'The database refuses the login: check user, password, database name and the TLS settings.',
  databaseSpace: 'The database ran out of disk or memory: free or add space before anything else.',
  browserMemory: 'The browser died under the page: give the function more memory or read fewer posts per run.',
  browserStart: 'Chromium does not start: check the layer, its architecture, /tmp space and memory.',
  pageGone:
    'The page navigated or closed while it was being read: it may pass on the next run; if not, look at redirects.',
  selector: 'The page no longer looks as expected: compare a fresh screenshot with the selector and adapt it.',
  payload: 'X sent a shape the parser does not know: record the payload and adapt the parser.',
  slowPage:
    'The page did not load in time: check X and the network; raise the time limit only if it is always just missed.',
  slowJob: 'The job ran out of time: give it less work per run, more memory (hence CPU), or a longer time limit.',
  outOfMemory: 'The process ran out of memory: raise its memory or lower what it holds at once.',
  slowPeer:
    'The other side did not answer in time: retry with backoff; if it lasts, check its status page and the route.',
  dns: 'The name does not resolve: check the spelling, the DNS of the network, and the way out to the internet.',
  refused: 'Nothing listens there: check address and port, and that the service runs.',
  reset: 'The connection was cut: retry; if it lasts, look at proxies, keep-alive limits and the peer.',
  tls: 'The TLS handshake failed: check the certificate, its chain, the host name and the clock.',
  route: 'There is no way to the host: check NAT, routes, security groups and proxy settings.',
  input: 'The input has a wrong shape or value: the message names it; fix it where it is made, a retry repeats it.',
  json: 'The text is not JSON: look at what was really sent, often an error page or a cut-off answer.',
  programming: 'The code met a value it did not expect: open the top frame; a retry repeats it.',
  missingModule: 'A file or module is missing from the deployment: check the bundle and the install step.',
  disk: 'The file system refuses: check the path, the rights and the free space.',
  notThere: 'What was asked for does not exist: check the identifier and the region.',
  upstream: 'The service answered with a fault of its own: retry with backoff; if it lasts, check its status page.',
  process: 'A program that was started ended badly: look at its own output, its memory and its exit code.',
  configuration: 'The setup is wrong or incomplete: the message names the setting; fix it and deploy again.',
  deployment: 'The deployment failed: read the first failed resource of the stack, it names the cause.',
  look: 'No rule knows this error: open the example and its top frame, then add a rule.',
} as const;

const rule = (
  id: string,
  [category, subcategory]: [ErrorCategory, string],
  [field, pattern]: [RuleField, RegExp],
  [retryable, advice]: [boolean, keyof typeof ADVICE],
): CategoryRule => ({ id, category, subcategory, field, pattern, retryable, advice });

/**
 * The table. Order is meaning: a refused connection to the database's port is a database error before it is a network error, a
 * selector that was waited for in vain is a changed page before it is a time-out. Ids are permanent; they are stored with groups.
 */
// biome-ignore format: a table reads by its rows
export const CATEGORY_RULES: readonly CategoryRule[] = [
  rule('rate_limit.status', ['rate_limit', 'http'], ['status', /^(?:429|420|529)$/], [true, 'slowDown']),
  rule('rate_limit.aws', ['rate_limit', 'aws'], ['code', /^(?:BandwidthLimitExceeded|EC2ThrottledException|LimitExceededException|PriorRequestNotComplete|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|SlowDown|ThrottledException|Throttling|ThrottlingException|TooManyRequestsException|TransactionInProgressException)$/], [true, 'awsThrottle']),
  rule('rate_limit.aws_name', ['rate_limit', 'aws'], ['name', /^(?:\w*Throttl\w*|\w*RateLimit\w*|TooManyRequests\w*|ProvisionedThroughputExceeded\w*|RequestLimitExceeded|LimitExceededException|SlowDown)$/], [true, 'awsThrottle']),
  rule('rate_limit.text', ['rate_limit', 'http'], ['message', /\b429\b(?! ?(?:bytes|ms|rows|lines))|too many requests|rate[ -]?limit|rate exceeded|quota exceeded|exceeded your (?:current )?quota|reduce your request rate|too many (?:attempts|login attempts)|over (?:the |your )?(?:daily|hourly|monthly) |(?:daily|hourly|monthly|request|usage) limit (?:reached|exceeded|for)|you are being throttled|request was throttled|slow down/i], [true, 'slowDown']),
  rule('rate_limit.aws_text', ['rate_limit', 'aws'], ['message', /\b(?:Throttling|Throttled)(?:Exception)?\b|ProvisionedThroughputExceeded|RequestLimitExceeded|TooManyRequestsException/], [true, 'awsThrottle']),
  rule('rate_limit.grpc', ['rate_limit', 'quota'], ['message', /\bRESOURCE_EXHAUSTED\b/], [true, 'slowDown']),
  rule('auth.challenge', ['auth', 'challenge'], ['message', /captcha|\bauthwall\b|\/(?:account\/access|login_challenge|checkpoint)\b|verify (?:that )?you(?:'re| are) human|unusual (?:login|activity)|account (?:is |has been )?(?:temporarily )?(?:locked|suspended)/i], [false, 'challenge']),
  rule('auth.login_wall', ['auth', 'session'], ['message', /\/i\/flow\/login|redirected to (?:the )?login|login (?:page|wall|required)|log ?in to (?:x|continue)|not logged in|session (?:has )?expired|could not authenticate you|auth_token cookie/i], [false, 'signIn']),
  rule('database.login', ['database', 'login'], ['sqlstate', /^28/], [false, 'databaseLogin']),
  rule('validation.duplicate', ['validation', 'duplicate'], ['message', /\b(?:status|content|tweet|post|message) (?:is a |is an? exact )?duplicate|duplicate (?:status|content|tweet|post)\b/i], [false, 'input']),
  rule('database.login_code', ['database', 'login'], ['code', /^(?:P1000|P1010|ER_(?:DB)?ACCESS_DENIED\w*|ER_NOT_SUPPORTED_AUTH_MODE)$/], [false, 'databaseLogin']),
  rule('database.busy_code', ['database', 'busy'], ['code', /^(?:ER_LOCK_\w+|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS|ER_USER_LIMIT_REACHED|SQLITE_(?:BUSY|LOCKED)\w*)$/], [true, 'databaseBusy']),
  rule('database.constraint_code', ['database', 'constraint'], ['code', /^(?:ER_(?:DUP_\w+|NO_REFERENCED_ROW\w*|ROW_IS_REFERENCED\w*|BAD_NULL_ERROR|CHECK_CONSTRAINT_VIOLATED)|SQLITE_CONSTRAINT\w*|11000)$/], [false, 'databaseRow']),
  rule('database.lost_code', ['database', 'connection'], ['code', /^(?:PROTOCOL_(?:CONNECTION_LOST|SEQUENCE_TIMEOUT|ENQUEUE_\w+)|SQLITE_(?:CANTOPEN|IOERR)\w*)$/], [true, 'databaseDown']),
  rule('database.driver_code', ['database', 'statement'], ['code', /^(?:ER_[A-Z0-9_]+|ELOGIN|SQLITE_\w+|ORA-\d+|DPI-\d+|EREQUEST)$/], [false, 'databaseSchema']),
  rule('auth.status', ['auth', 'unauthorized'], ['status', /^(?:401|407)$/], [false, 'signIn']),
  rule('auth.forbidden', ['auth', 'forbidden'], ['status', /^403$/], [false, 'permission']),
  rule('auth.expired_code', ['auth', 'expired'], ['code', /^(?:ExpiredToken|ExpiredTokenException|RequestExpired|RequestTimeTooSkewed|TokenRefreshRequired|ERR_JWT_EXPIRED)$/], [false, 'expired']),
  rule('auth.code', ['auth', 'credentials'], ['code', /^(?:UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|InvalidIdentityToken|IncompleteSignature|auth\/[a-z-]+|invalid_(?:grant|client|token)|MissingAuthenticationToken|AuthFailure|CredentialsProviderError|NotAuthorizedException|ERR_JW[A-Z]+_\w+)$/], [false, 'signIn']),
  rule('auth.denied_code', ['auth', 'forbidden'], ['code', /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationFailed|Forbidden|OptInRequired|KMSAccessDeniedException)$/], [false, 'permission']),
  rule('auth.expired_name', ['auth', 'expired'], ['name', /^(?:TokenExpiredError|ExpiredToken\w*|JWTExpired)$/], [false, 'expired']),
  rule('auth.key_name', ['auth', 'credentials'], ['name', /^(?:\w*LoadAPIKeyError|\w*TokenProviderError|\w*Permission(?:Denied)?\w*(?:Error|Exception))$/], [false, 'signIn']),
  rule('auth.name', ['auth', 'credentials'], ['name', /^(?:JsonWebTokenError|NotBeforeError|JW[STEK]\w+|Unauthorized\w*|UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|CredentialsProviderError|\w*(?:Authentication|Unauthenticated|SignatureVerification)\w*(?:Error|Exception|Failed)|NotAuthorizedException|InvalidSignatureException)$/], [false, 'signIn']),
  rule('auth.denied_name', ['auth', 'forbidden'], ['name', /^(?:AccessDenied\w*|Forbidden\w*|UnauthorizedOperation)$/], [false, 'permission']),
  rule('database.login_text', ['database', 'login'], ['message', /password authentication failed|no pg_hba\.conf entry|role "[^"]*" does not exist|SASL(?::| authentication| exchange)|SCRAM-SERVER|no PostgreSQL user name/i], [false, 'databaseLogin']),
  rule('database.driver_name', ['database', 'driver'], ['name', /^(?:(?:Mongo(?!ose)|Sequelize|Sqlite|Knex|Oracle|Mssql|MySQL|MariaDb|Postgrest|PSQL|SQL)\w*(?:Error|Exception)|MongooseError|MongooseServerSelectionError|OperationalError|IntegrityError)$/], [true, 'databaseDown']),
  rule('auth.store_text', ['auth', 'credentials'], ['message', /\b(?:WRONGPASS|NOAUTH|NOPERM|UNAUTHENTICATED)\b/], [false, 'signIn']),
  rule('auth.permission_text', ['auth', 'forbidden'], ['message', /\bPERMISSION_DENIED\b|(?:missing|insufficient) (?:or insufficient )?permissions/i], [false, 'permission']),
  rule('auth.mail_code', ['auth', 'credentials'], ['code', /^EAUTH$/], [false, 'signIn']),
  rule('auth.expired_text', ['auth', 'expired'], ['message', /(?:token|credentials?|signature|session|jwt|certificate-based login)[^.;]{0,60}\b(?:is |has |have |included in the request is )?expired\b(?!.{0,20}certificate)|ExpiredToken|expired (?:token|session|credentials|api key|jwt)|request time and the current time is too large/i], [false, 'expired']),
  rule('auth.text', ['auth', 'credentials'], ['message', /\b401\b(?! ?(?:bytes|ms|rows|lines))|\bunauthori[sz]ed\b(?! operation)|authentication (?:failed|failure|required|error)|auth(?:entication)? fail|invalid (?:\w+ )?(?:api key|access key|access token|(?:consumer|refresh|bearer|auth|csrf|oauth|id|security) tokens?)|invalid (?:token|signature|credentials|bearer)|incorrect api key|api[ _-]?key (?:is |was )?(?:missing|required|invalid|not (?:set|valid|provided|found))|(?:missing|no) api key|access key id|bad authentication data|no credentials|signature verification failed|claim timestamp check failed|csrf token|authentication required|jwt (?:malformed|must be provided|signature)|security token included in the request is invalid|request signature we calculated|could not load (?:the )?(?:default )?credentials|\binvalid_(?:grant|client)\b|login failed|missing credentials|unable to locate credentials|failed password|invalid user \S+ from|bad credentials|permission denied \(publickey|user unknown|invalid login/i], [false, 'signIn']),
  rule('auth.denied_text', ['auth', 'forbidden'], ['message', /\b403\b(?! ?(?:bytes|ms|rows|lines))|\bforbidden\b|access ?denied|not authori[sz]ed\b|denied by access control|not permitted to perform|you are not (?:allowed|permitted)|unauthorized operation/i], [false, 'permission']),
  rule('database.connection', ['database', 'connection'], ['sqlstate', /^(?:08|57P0)/], [true, 'databaseDown']),
  rule('database.busy', ['database', 'busy'], ['sqlstate', /^(?:40|53300|55P03|55006)/], [true, 'databaseBusy']),
  rule('database.resources', ['database', 'resources'], ['sqlstate', /^(?:53|54|58)/], [true, 'databaseSpace']),
  rule('database.cancelled', ['database', 'timeout'], ['sqlstate', /^(?:57014|25P0[34])/], [true, 'databaseSlow']),
  rule('database.value', ['database', 'value'], ['sqlstate', /^22/], [false, 'databaseValue']),
  rule('database.constraint', ['database', 'constraint'], ['sqlstate', /^(?:23|44)/], [false, 'databaseRow']),
  rule('database.schema', ['database', 'schema'], ['sqlstate', /^(?:42501)/], [false, 'databaseLogin']),
  rule('database.statement', ['database', 'schema'], ['sqlstate', /^(?:26|3D|3F|42)/], [false, 'databaseSchema']),
  rule('database.state', ['database', 'transaction'], ['sqlstate', /^(?:0A|25|2[0BD-F]|3[4589B]|5[57]|F0|HV|P0|XX)/], [false, 'databaseSchema']),
  rule('database.client_code', ['database', 'connection'], ['code', /^(?:CONNECTION_(?:CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|P100[0-9]|P1017|P2024)$/], [true, 'databaseDown']),
  rule('database.client_usage', ['database', 'value'], ['code', /^(?:UNDEFINED_VALUE|MAX_PARAMETERS_EXCEEDED|NOT_TAGGED_CALL|UNSAFE_TRANSACTION|COPY_IN_PROGRESS|QUERY_CANCELLED|SASL_SIGNATURE_MISMATCH|AUTH_TYPE_NOT_IMPLEMENTED|MESSAGE_NOT_SUPPORTED)$/], [false, 'databaseValue']),
  rule('database.orm_code', ['database', 'constraint'], ['code', /^P20\d\d$/], [false, 'databaseRow']),
  rule('database.port', ['database', 'connection'], ['message', /(?:E(?!ADDRINUSE)[A-Z]{4,}|CONNECT_TIMEOUT|CONNECTION_(?:CLOSED|ENDED|DESTROYED)|connect)\b.*:(?:5432|6543|3306|27017|1433|1521|26257)\b|(?:connection|connect) to (?:the )?(?:server at|database|postgres)|can'?t reach database|\bCONNECTION_(?:CLOSED|ENDED|DESTROYED)\b|\bCONNECT_TIMEOUT\b|server does not support SSL connections/i], [true, 'databaseDown']),
  rule('database.timeout_text', ['database', 'timeout'], ['message', /statement timeout|lock (?:wait )?timeout|timeout acquiring a connection|idle[- ]in[- ]transaction|canceling statement|query (?:read )?timeout|timeout exceeded when trying to connect/i], [true, 'databaseSlow']),
  rule('database.busy_text', ['database', 'busy'], ['message', /deadlock (?:detected|found)|database is locked|write ?conflict|could not serialize access|too many (?:database )?(?:clients|connections)|remaining connection slots|connection pool|\bpool\b.{0,20}connection is not available|max client connections|could not obtain lock/i], [true, 'databaseBusy']),
  rule('database.connection_text', ['database', 'connection'], ['message', /terminating connection|connection terminated(?: unexpectedly| due to)?|server closed the connection unexpectedly|the database system is (?:starting up|shutting down|in recovery)|cannot use a pool after|client has (?:already been|encountered a connection error)|was closed and is not queryable|connection ended|connection lost: the server closed/i], [true, 'databaseDown']),
  rule('database.constraint_text', ['database', 'constraint'], ['message', /duplicate key (?:value|error)|duplicate entry '|foreign key constraint|unique constraint|row-level security policy|violates (?:[\w-]+ )+constraint|unique constraint failed|null value in column/i], [false, 'databaseRow']),
  rule('database.schema_text', ['database', 'schema'], ['message', /(?:relation|column|function|operator|type|schema|database|table|index|constraint|trigger) "?[^"]{1,80}"? (?:does not exist|already exists|of relation)|(?:function|operator) \S+ does not exist|column reference "[^"]+" is ambiguous|syntax error at or near|bind message supplies|could not determine data type|cached plan must not change|prepared statements? (?:"[^"]*"|must be unique)|permission denied for (?:table|relation|schema|sequence|database|function)|must appear in the group by|current transaction is aborted|read-only transaction|cache lookup failed for|table '[^']+' doesn't exist|unknown column|error in your SQL syntax|^(?:\w+: )?failed query:|no such (?:table|column)\b/i], [false, 'databaseSchema']),
  rule('database.value_text', ['database', 'value'], ['message', /invalid input syntax for|undefined values are not allowed|^(?:UNDEFINED_VALUE|MAX_PARAMETERS_EXCEEDED|NOT_TAGGED_CALL|UNSAFE_TRANSACTION|COPY_IN_PROGRESS)\b|max number of parameters|invalid input value for enum|value too long for type|(?:integer|numeric field|smallint|bigint|double precision|timestamp|date\/time field value)[^"]{0,20} (?:out of range|overflow)|out of range for type|invalid byte sequence for encoding|unsupported Unicode escape sequence|division by zero|data too long for column|incorrect \w+ value: .* for column/i], [false, 'databaseValue']),
  rule('database.resources_text', ['database', 'resources'], ['message', /could not (?:extend|write to|read) (?:file|block)|could not resize shared memory|out of shared memory|no space left on device.*(?:pg_|base\/)/i], [true, 'databaseSpace']),
  rule('database.name', ['database', 'other'], ['name', /^(?:PostgresError|DatabaseError|SequelizeDatabaseError|QueryFailedError|PrismaClient\w+)$/], [false, 'databaseSchema']),
  rule('browser_crash.memory', ['browser_crash', 'memory'], ['message', /(?:page|browser|target|renderer) (?:has )?crashed|crashed!|out of memory.*(?:renderer|page)/i], [true, 'browserMemory']),
  rule('browser_crash.name', ['browser_crash', 'closed'], ['name', /^(?:TargetCloseError|ConnectionClosedError|BrowserDisconnectedError)$/], [true, 'pageGone']),
  rule('browser_crash.driver_name', ['browser_crash', 'closed'], ['name', /^(?:NoSuch(?:Session|Window)|InvalidSessionId|SessionNotCreated|WebDriver)(?:Error|Exception)$/], [true, 'pageGone']),
  rule('dom_change.driver_name', ['dom_change', 'element'], ['name', /^(?:NoSuchElement|StaleElementReference|ElementClickIntercepted|ElementNot\w+|InvalidSelector)(?:Error|Exception)$/], [false, 'selector']),
  rule('browser_crash.start', ['browser_crash', 'start'], ['message', /failed to launch|could not find (?:chrome|chromium|browser|expected browser)|executable doesn'?t exist|browser was not found|error while loading shared libraries|spawn [^ ]*chrom\S* E[A-Z]+|no usable sandbox|DevToolsActivePort|waiting for the WS endpoint|at the configured path .*no executable was found|ws endpoint url|input directory "[^"]*" does not exist|unable to launch browser|browser is already running/i], [true, 'browserStart']),
  rule('browser_crash.connect', ['browser_crash', 'start'], ['message', /\bbrowserType\.\w+: /], [true, 'browserStart']),
  rule('browser_crash.closed', ['browser_crash', 'closed'], ['message', /(?:target|session|page|browser|context|navigating frame|main frame|frame)[\w ,']{0,40}(?:closed|disconnected|detached|crashed)|detached frame|no target with given id|unknown (?:CDP )?session|session with given id not found|inspected target navigated|connection closed\.?$|WebSocket is not open|browser has disconnected|socket closed before/i], [true, 'pageGone']),
  rule('browser_crash.context', ['browser_crash', 'navigation'], ['message', /execution context (?:was destroyed|is not available)|cannot find context with specified id|JSHandle is disposed|Node with given id does not belong|Requesting main frame too early|object reference chain is too long|handle is disposed/i], [true, 'pageGone']),
  rule('validation.url', ['validation', 'argument'], ['message', /invalid url/i], [false, 'input']),
  rule('dom_change.missing', ['dom_change', 'element'], ['message', /Evaluation failed:.{0,80}(?:of null|is null)/], [false, 'selector']),
  rule('browser_crash.protocol', ['browser_crash', 'protocol'], ['message', /Protocol error/], [true, 'pageGone']),
  rule('dom_change.selector', ['dom_change', 'selector'], ['message', /waiting for (?:selector|locator|function|xpath|element)|(?:failed to find|no (?:node|element)s?) (?:element )?(?:found |matching )?(?:for |matching )?(?:a )?selector|no element found|strict mode violation|locator\.[a-z]+:|not a valid (?:selector|xpath)|(?:unable to find|expected to find|no such|stale) element|element (?:is )?not (?:found|visible|attached|enabled|interactable|stable)|Node is either not (?:clickable|visible)|not an? (?:Element|HTMLElement|input)|node is detached|element is outside of the viewport|\belement (?:has no|does not|did not|cannot be|could not be)\b|Failed to execute '\w+' on '(?:Node|Document|Element|ShadowRoot|DocumentFragment)'|selector \S+ (?:did not match|matched nothing)|data-testid|aria-label|querySelector/i], [false, 'selector']),
  rule('dom_change.payload', ['dom_change', 'payload'], ['message', /unexpected (?:payload|graphql|response) (?:shape|structure)|unknown (?:payload|timeline) (?:shape|instruction|entry)|no tweets? (?:articles? )?(?:found )?on\b|timeline (?:instructions|entries) (?:missing|not found)/i], [false, 'payload']),
  rule('timeout.status', ['timeout', 'http'], ['status', /^(?:408|504|524)$/], [true, 'slowPeer']),
  rule('upstream.status', ['unknown', 'upstream'], ['status', /^5\d\d$/], [true, 'upstream']),
  rule('unknown.not_found_status', ['unknown', 'not_found'], ['status', /^(?:404|410)$/], [false, 'notThere']),
  rule('validation.status', ['validation', 'request'], ['status', /^(?:400|405|406|409|411|412|413|414|415|422|431)$/], [false, 'input']),
  rule('timeout.code', ['timeout', 'network'], ['code', /^(?:ETIMEDOUT|ETIMEOUT|ESOCKETTIMEDOUT|ECONNABORTED|TIMEOUT|RequestTimeout|RequestTimeoutException|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ERR_HTTP_REQUEST_TIMEOUT|ERR_SOCKET_CONNECTION_TIMEOUT|TimeoutError)$/], [true, 'slowPeer']),
  rule('network.dns_code', ['network', 'dns'], ['code', /^(?:ENOTFOUND|EAI_[A-Z]+|ENODATA|ESERVFAIL|EREFUSED|ENONAME)$/], [true, 'dns']),
  rule('network.refused_code', ['network', 'refused'], ['code', /^ECONNREFUSED$/], [true, 'refused']),
  rule('network.reset_code', ['network', 'reset'], ['code', /^(?:ECONNRESET|EPIPE|ECANCELED|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED|UND_ERR_INFO|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_\w+|HPE_\w+)$/], [true, 'reset']),
  rule('validation.port', ['validation', 'argument'], ['code', /^ERR_SOCKET_BAD_(?:PORT|TYPE|BUFFER_SIZE)$/], [false, 'input']),
  rule('network.route_code', ['network', 'route'], ['code', /^(?:EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EADDRINUSE|ERR_SOCKET_\w+|UND_ERR_PRX_TLS|NetworkingError)$/], [true, 'route']),
  rule('network.tls_code', ['network', 'tls'], ['code', /^(?:CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|HOSTNAME_MISMATCH)$/], [false, 'tls']),
  rule('timeout.job', ['timeout', 'job'], ['message', /task timed out after|deadline (?:exceeded|passed|reached)|(?:lambda|function|job) (?:timed out|ran out of time|timeout)|Sandbox\.Timedout/i], [true, 'slowJob']),
  rule('timeout.navigation', ['timeout', 'navigation'], ['message', /navigation timeout|page\.goto:? timeout|timed out .{0,20}navigat|net::ERR_TIMED_OUT|ERR_CONNECTION_TIMED_OUT/i], [true, 'slowPage']),
  rule('timeout.name', ['timeout', 'operation'], ['name', /^(?:\w*Timeout(?:Error|Exception)?|RequestTimeout\w*)$/], [true, 'slowPeer']),
  rule('timeout.aborted', ['timeout', 'aborted'], ['name', /^AbortError$/], [true, 'slowPeer']),
  rule('timeout.text', ['timeout', 'operation'], ['message', /\btimed? ?-?out\b|\btimeout\b|ETIMEDOUT|ETIMEOUT|ESOCKETTIMEDOUT|deadline[_ ]exceeded|(?:operation|request) (?:was )?aborted|aborted a request/i], [true, 'slowPeer']),
  rule('network.name', ['network', 'connection'], ['name', /^\w*(?:Connections?|Network|Socket|MaxRedirects|BrokerNotFound|NumberOfRetriesExceeded|ClusterAllFailed|Fetch)(?:Error|Exception)?$/], [true, 'reset']),
  rule('network.dns_name', ['network', 'dns'], ['name', /^UnknownHost(?:Error|Exception)$/], [true, 'dns']),
  rule('network.dns', ['network', 'dns'], ['message', /\bENOTFOUND\b|\bEAI_[A-Z]+|getaddrinfo|net::ERR_NAME_\w+|name resolution|could not resolve host|unknown host|no such host|name or service not known|\bquery(?:A|Aaaa|Cname|Mx|Srv|Txt) |\bESERVFAIL\b/i], [true, 'dns']),
  rule('network.refused', ['network', 'refused'], ['message', /\bECONNREFUSED\b|connection refused|net::ERR_CONNECTION_REFUSED|could not connect/i], [true, 'refused']),
  rule('network.tls', ['network', 'tls'], ['message', /certificate|self[- ]signed|\bTLS\b|\bSSL\b|ssl3?_|wrong version number|net::ERR_(?:CERT|SSL)\w*|altnames|\bEPROTO\b|handshake/i], [false, 'tls']),
  rule('network.route', ['network', 'route'], ['message', /\b(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EADDRINUSE)\b|no route to host|network is unreachable|net::ERR_(?:INTERNET_DISCONNECTED|NETWORK_\w+|ADDRESS_\w+|PROXY\w*|TUNNEL\w*|NO_SUPPORTED_PROXIES)|proxy/i], [true, 'route']),
  rule('network.reset', ['network', 'reset'], ['message', /\b(?:ECONNRESET|EPIPE|ECONNABORTED)\b|socket (?:hang up|disconnected|ended|closed|error)|other side closed|connection (?:was |is |has been )?(?:reset|closed|aborted|lost|severed|error)|max(?:imum)? (?:number of )?(?:retries|redirects|reconnect)|broken pipe|premature close|network socket|fetch failed|net::ERR_(?!HTTP_RESPONSE_CODE)\w+|stream (?:was )?(?:closed|destroyed|reset)|(?:stream|connection|socket) (?:is ?n[o']t|is not) (?:writeable|writable|open)|error occurred with our connection|link (?:has been severed|error)|network error|networking ?error|websocket|inaccessible host|aborted$|terminated$|transport endpoint is not connected|no (?:living|available|healthy) connections?|poll error/i], [true, 'reset']),
  rule('network.http_parse', ['network', 'protocol'], ['message', /Parse Error: |invalid http|unexpected (?:http|server) response|redirect count exceeded|partial response|^(?:\w+: )?request failed\.?$|blocked by CORS|\d+ UNAVAILABLE:|response does not match the HTTP\/1\.1 protocol|HTTP\/2/i], [true, 'reset']),
  rule('unknown.memory', ['unknown', 'out_of_memory'], ['message', /heap out of memory|JavaScript heap|ENOMEM|out of memory|Runtime\.OutOfMemory|signal: killed|Runtime exited|array buffer allocation failed|invalid array buffer length/i], [true, 'outOfMemory']),
  rule('unknown.memory_code', ['unknown', 'out_of_memory'], ['code', /^(?:ERR_WORKER_OUT_OF_MEMORY|ENOMEM)$/], [true, 'outOfMemory']),
  rule('validation.name', ['validation', 'schema'], ['name', /^(?:ZodError|\$ZodError|ValidationError|ValidationException|AjvError|TypeBoxError|AssertionError|CastError|NumberFormatException|JSONDecodeError|ValueError|\w*(?:BadRequest|InvalidRequest|InvalidParameter|InvalidArgument|Unprocessable|PayloadTooLarge|BodyParse|BSON|Parse|Validation)\w*(?:Error|Exception)?)$/], [false, 'input']),
  rule('validation.code', ['validation', 'argument'], ['code', /^(?:EENVELOPE|FST_ERR_(?:VALIDATION|CTP_\w+)|ERR_INVALID_\w+|ERR_OUT_OF_RANGE|ERR_MISSING_ARGS|ERR_ASSERTION|ERR_HTTP_INVALID_\w+|ERR_UNESCAPED_CHARACTERS|ERR_BAD_REQUEST|ERR_BUFFER_OUT_OF_BOUNDS|ERR_ENCODING_\w+|ValidationException|ValidationError|InvalidParameter\w*|MissingParameter|InvalidRequest\w*|UND_ERR_INVALID_ARG|UND_ERR_REQ_CONTENT_LENGTH_MISMATCH|SerializationException|ConditionalCheckFailedException|MalformedQueryString)$/], [false, 'input']),
  rule('validation.library_name', ['validation', 'schema'], ['name', /^(?:DataCloneError|AI_(?:NoSuch\w+|Invalid\w+|TypeValidation\w*|JSONParse\w*|NoObjectGenerated\w*|Unsupported\w+|TooMany\w+ForCall\w*)Error)$/], [false, 'input']),
  rule('validation.bytes_code', ['validation', 'encoding'], ['code', /^(?:Z_\w+_ERROR|ERR_(?:OSSL|CRYPTO)_\w+)$/], [false, 'input']),
  rule('validation.json', ['validation', 'json'], ['message', /\bin JSON\b|not valid JSON|JSON (?:input|at position)|JSON\.parse|expecting value: line \d|unterminated string in JSON|bad control character|circular structure to JSON|serialize a BigInt|expected (?:property name|double-quoted|',' or)/i], [false, 'json']),
  rule('validation.schema', ['validation', 'schema'], ['message', /"code":\s*"(?:invalid_\w+|too_small|too_big|unrecognized_keys|not_multiple_of|custom)"|\binvalid_(?:type|value|format|union|enum|string|literal|key|element|date)\b|too_(?:small|big)\b|unrecognized_keys|must (?:be|have|match|NOT have) |expected .{1,60}?,? (?:but )?(?:received|got) |does not match content-length|maximum context length|(?:entity|payload|body|message|file|request|content) (?:is )?too large|size of \d+ exceeded|unknown (?:command|keyword|argument)|wrong (?:number of arguments|kind of value)|INVALID_ARGUMENT|missing required (?:param|field|property|argument)|no recipients defined|: required value\b|unsupported image format|unknown option|\b(?:status(?: code)?:? )?(?:400|413|415|422) (?:bad|unprocessable|payload|unsupported)|status code (?:400|413|415|422)\b|^(?:\w+Error: )?(?:400|413|422) |failed validation|validation (?:failed|error)|is a required (?:property|field)|required (?:property|field|option|parameter|argument)|unrecognized key|must (?:contain|include|start|end|match)|too (?:small|big|short|long): expected|conditional request failed|schema/i], [false, 'input']),
  rule('validation.range', ['validation', 'range'], ['message', /out of (?:range|bounds)|^(?:\w+: )?(?:✖ )?invalid \w|invalid (?:discriminator|array length|count value|date|time value|time zone|string length|url|regular expression|language tag|unit|currency|code point|flags|character|value|argument|input|option|parameter|format|email|enum|header|host|json|number|type|key|name|id|request|uuid)|(?:must|should) be (?:between|one of|greater|less|a |an |the |in |at (?:least|most)|unique|positive|non-?empty)|malformed|unknown (?:key|field|property|attribute|parameter|argument|method|type|format|encoding)\b|incorrect header check|unsupported (?:media|content|image|file|format|type|encoding)|the "[^"]+" (?:argument|property|option)|failed to parse|cannot parse|could not parse|not a valid|cannot convert .{1,40} to a BigInt|BigInt/i], [false, 'input']),
  rule('upstream.code', ['unknown', 'upstream'], ['code', /^(?:InternalServerError|InternalServerException|InternalFailure|InternalError|ServiceUnavailable|ServiceUnavailableException|ServiceException|ServiceFailure\w*|EC2Unavailable)$/], [true, 'upstream']),
  rule('rate_limit.overloaded', ['rate_limit', 'overloaded'], ['message', /(?:^|: )overloaded\.?$|overloaded_error/i], [true, 'slowDown']),
  rule('upstream.text', ['unknown', 'upstream'], ['message', /\b5(?:0[0-35-9]|2[0-7])\b(?= |$|[:.,"])(?! ?(?:bytes|ms|rows|lines))|net::ERR_HTTP_RESPONSE_CODE_FAILURE|internal server error|bad gateway|service unavailable|over capacity|internal ?failure|we encountered an internal error/i], [true, 'upstream']),
  rule('unknown.not_found', ['unknown', 'not_found'], ['message', /\b404\b(?! ?(?:bytes|ms|rows|lines))|NoSuch(?:Key|Bucket|Entity|Upload)|ResourceNotFound|(?:secret|function|key|bucket|stack|resource|page)[^.]{0,60} (?:can'?t find|cannot find|not found|does not exist)|can'?t find the specified/i], [false, 'notThere']),
  rule('unknown.not_found_code', ['unknown', 'not_found'], ['code', /^(?:NoSuch\w+|NotFound|ResourceNotFoundException|ParameterNotFound|NotFoundException)$/], [false, 'notThere']),
  rule('unknown.module', ['unknown', 'deployment'], ['message', /cannot find (?:module|package)|ERR_(?:MODULE_NOT_FOUND|PACKAGE_PATH_NOT_EXPORTED|REQUIRE_ESM|UNKNOWN_FILE_EXTENSION|UNSUPPORTED_\w+)|Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError)|cannot use import statement|does not provide an export/i], [false, 'missingModule']),
  rule('unknown.module_code', ['unknown', 'deployment'], ['code', /^(?:MODULE_NOT_FOUND|ERR_MODULE_NOT_FOUND|ERR_PACKAGE_PATH_NOT_EXPORTED|ERR_REQUIRE_ESM|ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED_\w+)$/], [false, 'missingModule']),
  rule('unknown.disk', ['unknown', 'file_system'], ['message', /\b(?:ENOENT|EACCES|EPERM|EEXIST|EISDIR|ENOTDIR|ENOTEMPTY|EMFILE|ENFILE|ENOSPC|EROFS|EBUSY|EXDEV|ELOOP|ENAMETOOLONG|EBADF|EIO)\b|no such file or directory|no space left on device|too many open files|read-only file system|file (?:not found|does not exist)/i], [false, 'disk']),
  rule('unknown.deployment', ['unknown', 'deployment'], ['message', /\bcdk\b|CloudFormation|\bstack\b.{0,80}(?:failed|is in|does not exist|ROLLBACK)|ROLLBACK_|(?:CREATE|UPDATE|DELETE)_FAILED|asset|bootstrap|context provider|ChangeSet|resource handler returned|failed to (?:deploy|publish)|no stacks? match|\bconstruct\b|synth|cyclic reference|template size|suppressTemplateIndentation/i], [false, 'deployment']),
  rule('validation.unexpected_value', ['validation', 'unexpected_value'], ['name', /^(?:TypeError|RangeError|URIError)$/], [false, 'programming']),
  rule('validation.unexpected_value_text', ['validation', 'unexpected_value'], ['message', /cannot (?:read|set) propert|cannot (?:destructure|convert) |is not (?:a function|iterable|a constructor|an object)|undefined is not|null is not/i], [false, 'programming']),
  rule('unknown.configuration', ['unknown', 'configuration'], ['message', /^(?:\w+: )?[\w -]{1,40} is missing\.?$|(?:setting|option|variable|configuration|parameter|region) (?:\S+ )?(?:is )?(?:missing|required|not (?:set|defined|configured))|missing (?:required )?(?:setting|environment|configuration|region)|not configured/i], [false, 'configuration']),
  rule('unknown.process', ['unknown', 'process'], ['message', /exited with (?:code|status|error|signal)|exit(?:ed)? (?:code|status):? [1-9]|command failed|killed by signal|SIG(?:KILL|TERM|SEGV|ABRT)\b|core dumped/i], [true, 'process']),
  rule('unknown.programming_code', ['unknown', 'programming'], ['code', /^ERR_(?:HTTP_HEADERS_SENT|STREAM_(?:WRITE_AFTER_END|DESTROYED|ALREADY_FINISHED|PUSH_AFTER_EOF)|MULTIPLE_CALLBACK|INVALID_STATE|METHOD_NOT_IMPLEMENTED|UNHANDLED_\w+|IPC_\w+|USE_AFTER_CLOSE)$/], [false, 'programming']),
  rule('unknown.programming_name', ['unknown', 'programming'], ['name', /^(?:ReferenceError|SyntaxError|EvalError)$/], [false, 'programming']),
  rule('unknown.programming', ['unknown', 'programming'], ['message', /is not (?:defined|extensible)|cannot (?:access|assign|delete|redefine|add) |maximum call stack|unexpected (?:token|end|identifier|reserved|strict)|before initialization|null (?:is not|pointer)|undefined is not|assignment to constant|private (?:member|field|method)|cannot be invoked without 'new'|URI malformed|unhandled|uncaught/i], [false, 'programming']),
];

/** What remains. */
export const UNKNOWN_RULE: CategoryRule = rule('unknown', ['unknown', 'other'], ['message', /^/], [false, 'look']);
