import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from './run.ts';

/** What AWS answers here, by the service that is asked. */
const aws = {
  settings: { status: 200, body: {} as object },
  secret: { status: 200, body: {} as object },
  bootstrap: { status: 200, body: { Parameter: { Value: '31' } } as object },
};
const asked: string[] = [];
const server = createServer((request, response) => {
  const target = String(request.headers['x-amz-target']);
  const isLambda = request.url === '/2016-08-19/account-settings';
  asked.push(isLambda ? 'GetAccountSettings' : target);
  const { status, body } = isLambda ? aws.settings : target === 'AmazonSSM.GetParameter' ? aws.bootstrap : aws.secret;
  request.resume();
  response.writeHead(status, {
    'content-type': 'application/json',
    ...('__type' in body ? { 'x-amzn-errortype': String(body.__type) } : {}),
  });
  response.end(JSON.stringify(body));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'planted');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('hone deploy', () => {
  it('prints what it would run, without a word to AWS', async () => {
    const { code, out, err } = await run(['deploy', '--dry-run', '--bootstrap', '-c', 'alarmEmail=ops@example.com']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [first, second] = out.trim().split('\n');
    expect(first).toMatch(/node_modules\/aws-cdk\/bin\/cdk bootstrap -c alarmEmail=ops@example\.com$/);
    expect(second).toMatch(/node_modules\/aws-cdk\/bin\/cdk deploy hone -c alarmEmail=ops@example\.com$/);
    expect(asked).toEqual([]);
  });

  it.each([
    ['database=mysql', /CDK context "database" is "mysql", but must be rds or external/],
    ['databse=rds', /-c databse=rds is no setting of the stack; wanted name=value with one of database, /],
    [
      'METRICS_MAX_POSTS_PER_RUN=lots',
      /METRICS_MAX_POSTS_PER_RUN must be a whole number from 1 to 200, but got "lots"/,
    ],
    ['database', /-c database is no setting of the stack/],
  ])('refuses -c %s before anything is built', async (setting, message) => {
    const { code, out, err } = await run(['deploy', '-c', setting]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('says that reserved copies need a quota that a new account has not', async () => {
    aws.settings = { status: 200, body: { AccountLimit: { UnreservedConcurrentExecutions: 10 } } };
    const { code, err } = await run(['deploy', '-c', 'reservedConcurrency=true']);
    expect(code).toBe(4);
    expect(err).toMatch(/reservedConcurrency wants \d+ of 10 concurrent executions, and Lambda keeps 10 free; ask AWS/);
  });

  it.each([
    [
      400,
      { __type: 'ParameterNotFound', message: 'none' },
      'this account and region have no bucket and roles of CDK yet',
    ],
    [200, { Parameter: { Value: '5' } }, "CDK's bucket and roles are of version 5, and 6 is wanted"],
  ])('says that CDK must be prepared first, before anything is built', async (status, body, what) => {
    aws.settings = { status: 200, body: { AccountLimit: { UnreservedConcurrentExecutions: 1000 } } };
    aws.bootstrap = { status, body };
    const { code, err } = await run(['deploy', '-c', 'alarmEmail=ops@example.com']);
    expect(code).toBe(3);
    expect(err).toBe(
      '✓ AWS accepts the credentials; region eu-central-1, 1000 concurrent executions free\n' +
        `hone: ${what}; run: hone deploy --bootstrap -c alarmEmail=ops@example.com\n`,
    );
  });

  it('goes on where the credentials may not look at the bootstrap, and does not look when it is about to be made', async () => {
    aws.bootstrap = { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } };
    aws.secret = { status: 400, body: { __type: 'ResourceNotFoundException', message: 'none' } };
    const unseen = await run(['deploy', '-c', 'database=external']);
    expect(unseen.err).toContain("✓ whether CDK's bucket and roles are there may not be looked at\n");
    asked.length = 0;
    expect((await run(['deploy', '--bootstrap', '-c', 'database=external'])).code).toBe(3);
    expect(asked).toEqual(['GetAccountSettings', 'secretsmanager.DescribeSecret']);
    aws.bootstrap = { status: 200, body: { Parameter: { Value: '31' } } };
  });

  it('says how to make the secret that an external database needs first', async () => {
    aws.settings = { status: 200, body: { AccountLimit: { UnreservedConcurrentExecutions: 1000 } } };
    aws.secret = { status: 400, body: { __type: 'ResourceNotFoundException', message: 'none' } };
    const { code, err } = await run(['deploy', '-c', 'database=external']);
    expect(code).toBe(3);
    expect(err).toContain('✓ AWS accepts the credentials; region eu-central-1, 1000 concurrent executions free\n');
    expect(err).toContain(
      'there is no secret hone/database-url in this account and region; make it before the deployment: aws secretsmanager',
    );
  });

  it('says that the credentials are not accepted', async () => {
    aws.settings = {
      status: 403,
      body: { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' },
    };
    const { code, err } = await run(['deploy']);
    expect(code).toBe(3);
    expect(err).toBe('hone: AWS does not accept these credentials: The security token is invalid.\n');
  });
});

describe('hone destroy', () => {
  beforeAll(() => {
    aws.settings = { status: 403, body: { __type: 'AccessDeniedException', message: 'no' } };
  });

  it('prints what it would run', async () => {
    const { code, out } = await run(['destroy', '--dry-run', '-c', 'database=external']);
    expect(code).toBe(0);
    expect(out).toMatch(/cdk destroy hone --force -c database=external\n$/);
  });

  it.each(['', 'honey\n', 'yes\n'])('takes nothing down when %j is typed', async (stdin) => {
    const { code, err } = await run(['destroy'], { stdin });
    expect(code).toBe(4);
    expect(err).toContain('✓ AWS accepts the credentials; they may not read the quotas of Lambda\n');
    expect(err).toMatch(/Type its name to go on:\nhone: that was not hone; nothing was taken down\n$/);
  });
});
