import { type ErrorShape, shapesOf } from './error-shape.ts';

/** The libraries whose messages were kept back while the rules were written. */
export const HELD_OUT_SHAPES: readonly ErrorShape[] = [
  ...shapesOf('pg', [
    ['terminated', 'database', 'Error', () => 'Connection terminated unexpectedly'],
    ['terminated-timeout', 'database', 'Error', () => 'Connection terminated due to connection timeout'],
    ['pool-timeout', 'database', 'Error', () => 'timeout exceeded when trying to connect'],
    ['client-closed', 'database', 'Error', () => 'Client was closed and is not queryable'],
    ['password', 'database', 'error', (v) => `password authentication failed for user "${v.name()}"`, '28P01'],
    [
      'no-hba',
      'database',
      'error',
      (v) => `no pg_hba.conf entry for host "${v.ip()}", user "${v.name()}", database "${v.name()}", no encryption`,
      '28000',
    ],
    ['no-database', 'database', 'error', (v) => `database "${v.name()}" does not exist`, '3D000'],
    ['clients', 'database', 'error', () => 'sorry, too many clients already', '53300'],
    [
      'slots',
      'database',
      'error',
      () => 'remaining connection slots are reserved for roles with the SUPERUSER attribute',
      '53300',
    ],
    ['starting', 'database', 'error', () => 'the database system is starting up', '57P03'],
    [
      'integer',
      'database',
      'error',
      (v) => `invalid input syntax for type ${v.pick(['integer'])}: "${v.text()}"`,
      '22P02',
    ],
    ['uuid', 'database', 'error', (v) => `invalid input syntax for type uuid: "${v.name()}"`, '22P02'],
    ['range', 'database', 'error', (v) => `value "${v.int(3e9, 9e9)}" is out of range for type integer`, '22003'],
    ['too-long', 'database', 'error', (v) => `value too long for type character varying(${v.int(10, 500)})`, '22001'],
    ['permission', 'database', 'error', (v) => `permission denied for table ${v.name()}`, '42501'],
    [
      'function',
      'database',
      'error',
      (v) => `function ${v.name()}(${v.pick(['integer', 'text', 'bigint, text'])}) does not exist`,
      '42883',
    ],
    [
      'aborted',
      'database',
      'error',
      () => 'current transaction is aborted, commands ignored until end of transaction block',
      '25P02',
    ],
    [
      'bind',
      'database',
      'error',
      (v) => `bind message supplies ${v.int(1, 9)} parameters, but prepared statement "" requires ${v.int(10, 19)}`,
      '08P01',
    ],
    ['sasl', 'database', 'Error', () => 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'],
    ['refused', 'database', 'Error', (v) => `connect ECONNREFUSED ${v.ip()}:5432`, 'ECONNREFUSED'],
    ['utf8', 'database', 'error', () => 'invalid byte sequence for encoding "UTF8": 0x00', '22021'],
  ]),
  ...shapesOf('aws', [
    ['throttling', 'rate_limit', 'ThrottlingException', () => 'Rate exceeded', 'ThrottlingException'],
    ['lambda-rate', 'rate_limit', 'TooManyRequestsException', () => 'Rate Exceeded.', 'TooManyRequestsException'],
    [
      'dynamo',
      'rate_limit',
      'ProvisionedThroughputExceededException',
      () =>
        'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
      'ProvisionedThroughputExceededException',
    ],
    ['slow-down', 'rate_limit', 'SlowDown', () => 'Please reduce your request rate.', 'SlowDown'],
    [
      'denied',
      'auth',
      'AccessDeniedException',
      (v) =>
        `User: arn:aws:sts::${v.int(1e11, 9e11)}:assumed-role/${v.name()}/${v.name()} is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:${v.int(1e11, 9e11)}:secret:${v.name()}-${v.hex(6)} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
      'AccessDeniedException',
    ],
    ['s3-denied', 'auth', 'AccessDenied', () => 'Access Denied', 'AccessDenied'],
    [
      'token',
      'auth',
      'UnrecognizedClientException',
      () => 'The security token included in the request is invalid.',
      'UnrecognizedClientException',
    ],
    [
      'expired',
      'auth',
      'ExpiredTokenException',
      () => 'The security token included in the request is expired',
      'ExpiredTokenException',
    ],
    [
      'signature',
      'auth',
      'SignatureDoesNotMatch',
      () =>
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      'SignatureDoesNotMatch',
    ],
    ['credentials', 'auth', 'CredentialsProviderError', () => 'Could not load credentials from any providers'],
    ['no-key', 'unknown', 'NoSuchKey', () => 'The specified key does not exist.', 'NoSuchKey'],
    ['no-bucket', 'unknown', 'NoSuchBucket', () => 'The specified bucket does not exist', 'NoSuchBucket'],
    [
      'no-secret',
      'unknown',
      'ResourceNotFoundException',
      () => "Secrets Manager can't find the specified secret.",
      'ResourceNotFoundException',
    ],
    [
      'no-function',
      'unknown',
      'ResourceNotFoundException',
      (v) => `Function not found: arn:aws:lambda:eu-central-1:${v.int(1e11, 9e11)}:function:${v.name()}`,
      'ResourceNotFoundException',
    ],
    [
      'validation',
      'validation',
      'ValidationException',
      (v) =>
        `1 validation error detected: Value '${v.text()}' at '${v.name()}' failed to satisfy constraint: Member must have length less than or equal to ${v.int(10, 500)}`,
      'ValidationException',
    ],
    [
      'parameter',
      'validation',
      'InvalidParameterValueException',
      (v) =>
        `The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Request ID: ${v.uuid()})`,
      'InvalidParameterValueException',
    ],
    ['internal', 'unknown', 'InternalServerException', () => 'Internal server error', 'InternalServerException'],
    [
      'unavailable',
      'unknown',
      'ServiceUnavailable',
      () => 'Service Unavailable. Please try again.',
      'ServiceUnavailable',
    ],
    [
      'task',
      'timeout',
      'Error',
      (v) =>
        `${v.pick(['2026-11-02', '2026-11-09'])}T0${v.int(0, 9)}:${v.int(10, 59)}:${v.int(10, 59)}.${v.int(100, 999)}Z ${v.uuid()} Task timed out after ${v.int(3, 900)}.${v.int(10, 99)} seconds`,
    ],
    [
      'exit',
      'unknown',
      'Runtime.ExitError',
      (v) => `RequestId: ${v.uuid()} Error: Runtime exited with error: signal: killed`,
    ],
    [
      'socket-timeout',
      'timeout',
      'TimeoutError',
      (v) =>
        `@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of ${v.int(1, 60)}000 ms.`,
    ],
    ['region', 'unknown', 'Error', () => 'Region is missing'],
  ]),
  ...shapesOf('zod', [
    [
      'type',
      'validation',
      'ZodError',
      (v) =>
        JSON.stringify(
          [
            {
              expected: 'string',
              code: 'invalid_type',
              path: [v.name()],
              message: 'Invalid input: expected string, received undefined',
            },
          ],
          null,
          2,
        ),
    ],
    [
      'number',
      'validation',
      'ZodError',
      (v) =>
        JSON.stringify(
          [
            {
              expected: 'number',
              code: 'invalid_type',
              path: [v.name(), v.int(0, 20)],
              message: 'Invalid input: expected number, received string',
            },
          ],
          null,
          2,
        ),
    ],
    [
      'small',
      'validation',
      'ZodError',
      (v) => {
        const minimum = v.int(1, 9);
        return JSON.stringify(
          [
            {
              origin: 'string',
              code: 'too_small',
              minimum,
              inclusive: true,
              path: [v.name()],
              message: `Too small: expected string to have >=${minimum} characters`,
            },
          ],
          null,
          2,
        );
      },
    ],
    [
      'big',
      'validation',
      'ZodError',
      (v) => {
        const maximum = v.int(100, 500);
        return JSON.stringify(
          [
            {
              origin: 'number',
              code: 'too_big',
              maximum,
              inclusive: true,
              path: [v.name()],
              message: `Too big: expected number to be <=${maximum}`,
            },
          ],
          null,
          2,
        );
      },
    ],
    [
      'keys',
      'validation',
      'ZodError',
      (v) => {
        const key = v.name();
        return JSON.stringify(
          [{ code: 'unrecognized_keys', keys: [key], path: [], message: `Unrecognized key: "${key}"` }],
          null,
          2,
        );
      },
    ],
    [
      'format',
      'validation',
      'ZodError',
      (v) =>
        JSON.stringify(
          [
            {
              origin: 'string',
              code: 'invalid_format',
              format: 'email',
              pattern: '/^x$/',
              path: [v.name()],
              message: 'Invalid email address',
            },
          ],
          null,
          2,
        ),
    ],
    ['pretty', 'validation', 'Error', (v) => `✖ Invalid input: expected boolean, received string\n  → at ${v.name()}`],
    [
      'pretty-enum',
      'validation',
      'Error',
      (v) => `✖ Invalid option: expected one of "browser"|"api"\n  → at ${v.name()}.${v.name()}`,
    ],
    [
      'setting',
      'validation',
      'ConfigurationError',
      (v) => `${v.name().toUpperCase()} must be a whole number, got "${v.text()}"`,
    ],
  ]),
  ...shapesOf('json', [
    [
      'token',
      'validation',
      'SyntaxError',
      (v) =>
        `Unexpected token '${v.pick(['<', 'o', 'u', 'N', '}'])}', "${v.pick(['<!DOCTYPE ', 'undefined', 'Not Found ', 'oops']) + v.text()}"... is not valid JSON`,
    ],
    ['end', 'validation', 'SyntaxError', () => 'Unexpected end of JSON input'],
    [
      'position',
      'validation',
      'SyntaxError',
      (v) =>
        `Expected ',' or '}' after property value in JSON at position ${v.int(1, 9999)} (line ${v.int(1, 99)} column ${v.int(1, 99)})`,
    ],
    [
      'property',
      'validation',
      'SyntaxError',
      (v) => `Expected property name or '}' in JSON at position ${v.int(1, 999)} (line 1 column ${v.int(2, 99)})`,
    ],
    [
      'unterminated',
      'validation',
      'SyntaxError',
      (v) => `Unterminated string in JSON at position ${v.int(1, 9999)} (line ${v.int(1, 9)} column ${v.int(1, 99)})`,
    ],
    [
      'control',
      'validation',
      'SyntaxError',
      (v) =>
        `Bad control character in string literal in JSON at position ${v.int(1, 9999)} (line ${v.int(1, 9)} column ${v.int(1, 99)})`,
    ],
    [
      'circular',
      'validation',
      'TypeError',
      (v) =>
        `Converting circular structure to JSON\n    --> starting at object with constructor '${v.pick(['Socket', 'Object', 'Page'])}'\n    --- property '${v.name()}' closes the circle`,
    ],
    ['bigint', 'validation', 'TypeError', () => 'Do not know how to serialize a BigInt'],
    [
      'after',
      'validation',
      'SyntaxError',
      (v) =>
        `Unexpected non-whitespace character after JSON at position ${v.int(1, 9999)} (line ${v.int(1, 9)} column ${v.int(1, 99)})`,
    ],
    [
      'escaped',
      'validation',
      'SyntaxError',
      (v) => `Bad escaped character in JSON at position ${v.int(1, 9999)} (line ${v.int(1, 9)} column ${v.int(1, 99)})`,
    ],
  ]),
  ...shapesOf('cdk', [
    [
      'bootstrap',
      'unknown',
      'Error',
      (v) =>
        `${v.name()}: SSM parameter /cdk-bootstrap/hnb659fds/version not found. Has the environment been bootstrapped? Please run 'cdk bootstrap' (see https://docs.aws.amazon.com/cdk/latest/guide/bootstrapping.html)`,
    ],
    [
      'rollback',
      'unknown',
      'Error',
      (v) =>
        `The stack named ${v.name()} failed to deploy: UPDATE_ROLLBACK_COMPLETE: Resource handler returned message: "${v.text()}" (RequestToken: ${v.uuid()}, HandlerErrorCode: InvalidRequest)`,
    ],
    ['assets', 'unknown', 'Error', (v) => `Failed to publish asset ${v.hex(64)}:${v.int(1e11, 9e11)}-eu-west-1`],
    [
      'construct',
      'unknown',
      'ValidationError',
      (v) => `There is already a Construct with name '${v.name()}' in Stack [${v.name()}]`,
    ],
    [
      'environment',
      'unknown',
      'Error',
      (v) =>
        `Cannot retrieve value from context provider vpc-provider since account/region are not specified at the stack level. Configure "env" with an account and region when you define your stack. See ${v.url()}`,
    ],
    ['no-stack', 'unknown', 'Error', (v) => `No stacks match the name(s) ${v.name()}`],
    [
      'rate',
      'rate_limit',
      'Error',
      (v) => `Rate exceeded (Service: CloudFormation, Status Code: 400, Request ID: ${v.uuid()})`,
    ],
    ['docker', 'unknown', 'Error', (v) => `docker exited with status ${v.int(1, 137)}`],
    [
      'cyclic',
      'unknown',
      'Error',
      (v) =>
        `'${v.name()}' depends on '${v.name()}' (dependency added using stack.addDependency()). Adding this dependency would create a cyclic reference.`,
    ],
    ['cannot-find', 'unknown', 'Error', (v) => `Cannot find asset at ${v.path()}`],
    ['expired', 'auth', 'Error', () => 'The security token included in the request is expired'],
    [
      'size',
      'unknown',
      'Error',
      (v) =>
        `Template size is approaching limit: ${v.int(400000, 512000)}/512000. Split resources into multiple stacks or set suppressTemplateIndentation to reduce template size.`,
    ],
  ]),
];

/* biome-ignore-all format: one shape per line reads as the table it is */
