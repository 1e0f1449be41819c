import type { StackSettings } from '../../../aws/settings.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { explainAwsError } from './explain-aws-error.ts';

/** Lambda refuses a stack that leaves less than this to the functions without a reservation. */
const UNRESERVED_MINIMUM = 10;

/** Where CDK's bootstrap says which version it is; the stack asks for it by this very name. */
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';
/** The stack refuses what is older. */
const OLDEST_BOOTSTRAP = 6;

/**
 * Looks at the AWS account before a deployment does: credentials, region, the quota a reservation needs, CDK's bootstrap, the secret of
 * a database of the operator's own. Gives a sentence on each thing that was found.
 * @param options.bootstrap how the operator has it made; null when it is about to be
 * @throws CliError that says what is missing and how to get it
 */
export async function* checkAws(
  settings: StackSettings,
  options: { scheduledJobs: number; bootstrap: string | null },
): AsyncGenerator<string> {
  yield await checkAccount(settings, options.scheduledJobs);
  if (options.bootstrap !== null) yield await checkBootstrap(options.bootstrap);
  if (settings.database === 'external') yield await checkDatabaseSecret(settings.databaseUrlSecret);
}

/**
 * Whether AWS is there: credentials, region, and the quota that a reservation needs.
 * @throws CliError
 */
export async function checkAccount(
  { reservedConcurrency, fanOutConcurrency }: StackSettings,
  scheduledJobs: number,
): Promise<string> {
  const { LambdaClient, GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ maxAttempts: 2 });
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const quota = AccountLimit?.UnreservedConcurrentExecutions ?? null;
    const region = await client.config.region();
    const wanted = scheduledJobs + fanOutConcurrency;
    if (reservedConcurrency && quota !== null && quota - wanted < UNRESERVED_MINIMUM) {
      throw new CliError(
        `reservedConcurrency wants ${wanted} of ${quota} concurrent executions, and Lambda keeps ${UNRESERVED_MINIMUM} free; ` +
          'ask AWS for a higher quota, or leave it out',
        EXIT.refused,
      );
    }
    return `AWS accepts the credentials; region ${region}, ${quota ?? 'an unknown number of'} concurrent executions free`;
  } catch (error) {
    if (error instanceof CliError) throw error;
    // Credentials that may deploy need not be allowed to look at quotas.
    if (error instanceof Error && error.name === 'AccessDeniedException') {
      return 'AWS accepts the credentials; they may not read the quotas of Lambda';
    }
    throw explainAwsError(error) ?? error;
  } finally {
    client.destroy();
  }
}

/** Without CDK's own bucket and roles a deployment fails, after it has bundled everything. */
async function checkBootstrap(how: string): Promise<string> {
  const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({ maxAttempts: 2 });
  const missing = (what: string, cause?: unknown) =>
    new CliError(`${what}; run: ${how}`, EXIT.notConfigured, { cause });
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER }));
    const version = Number(Parameter?.Value);
    if (version >= OLDEST_BOOTSTRAP) return `CDK's bucket and roles are there, version ${version}`;
    throw missing(`CDK's bucket and roles are of version ${Parameter?.Value}, and ${OLDEST_BOOTSTRAP} is wanted`);
  } catch (error) {
    if (error instanceof CliError) throw error;
    if (error instanceof Error && error.name === 'ParameterNotFound') {
      throw missing('this account and region have no bucket and roles of CDK yet', error);
    }
    if (error instanceof Error && error.name === 'AccessDeniedException') {
      return "whether CDK's bucket and roles are there may not be looked at";
    }
    throw explainAwsError(error) ?? error;
  } finally {
    client.destroy();
  }
}

async function checkDatabaseSecret(name: string): Promise<string> {
  const { SecretsManagerClient, DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ maxAttempts: 2 });
  try {
    await client.send(new DescribeSecretCommand({ SecretId: name }));
    return `the secret ${name} is there`;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      throw new CliError(
        `there is no secret ${name} in this account and region; make it before the deployment: ` +
          `aws secretsmanager create-secret --name ${name} --secret-string 'postgres://user:password@host:5432/name'`,
        EXIT.notConfigured,
        { cause: error },
      );
    }
    if (error instanceof Error && error.name === 'AccessDeniedException')
      return `the secret ${name} may not be looked at`;
    throw explainAwsError(error) ?? error;
  } finally {
    client.destroy();
  }
}
