import { CliError, EXIT } from '../cli-error.ts';
import { explainAwsError } from './explain-aws-error.ts';

/** What a deployed function answered. */
export interface FunctionAnswer {
  payload: unknown;
  /** Its last log lines, where they were asked for. */
  log: string;
  /** How it failed; null when it answered. */
  error: { type: string; message: string } | null;
}

export interface FunctionCall {
  name: string;
  payload: object;
  /** The function's own limit: it says itself when it has no more time. */
  timeoutSeconds: number;
  withLog?: boolean;
}

/**
 * Invokes a deployed function and waits for its answer. Never twice: what was not answered may have been done.
 * @throws CliError that says what is missing: credentials, a region, the stack, a permission.
 */
export async function callFunction({ name, payload, timeoutSeconds, withLog }: FunctionCall): Promise<FunctionAnswer> {
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda');
  const requestTimeout = (timeoutSeconds + 10) * 1_000;
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { requestTimeout, throwOnRequestTimeout: true } });
  try {
    const { Payload, FunctionError, LogResult } = await client.send(
      new InvokeCommand({
        FunctionName: name,
        Payload: JSON.stringify(payload),
        LogType: withLog === true ? 'Tail' : 'None',
      }),
    );
    const answer = JSON.parse(Payload?.transformToString() || 'null') as unknown;
    const log = Buffer.from(LogResult ?? '', 'base64').toString();
    if (FunctionError === undefined) return { payload: answer, log, error: null };
    const { errorType, errorMessage } = (answer ?? {}) as Record<string, unknown>;
    const error = { type: String(errorType ?? FunctionError), message: String(errorMessage ?? 'it gave no reason') };
    return { payload: answer, log, error };
  } catch (thrown) {
    throw explained(thrown, name);
  } finally {
    client.destroy();
  }
}

function explained(thrown: unknown, name: string): CliError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const known = explainAwsError(error);
  if (known !== null) return known;
  const options = { cause: error };
  const { code } = error as { code?: unknown };
  switch (error.name) {
    case 'ResourceNotFoundException':
      return new CliError(
        `there is no function ${name} in this account and region; set AWS_REGION, or deploy with: hone deploy`,
        EXIT.notConfigured,
        options,
      );
    case 'AccessDeniedException':
      return new CliError(
        `these AWS credentials may not invoke ${name}; they need lambda:InvokeFunction on it`,
        EXIT.refused,
        options,
      );
    case 'TimeoutError':
      return new CliError(`${name} did not answer in time; what it was to do may be done`, EXIT.failed, options);
  }
  const what = error.message || (typeof code === 'string' ? code : error.name);
  return new CliError(`${name} could not be invoked: ${what}`, EXIT.failed, options);
}
