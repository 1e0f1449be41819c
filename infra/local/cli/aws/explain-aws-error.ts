import { CliError, EXIT } from '../cli-error.ts';

/** What an error of an AWS client means for the operator: about the credentials and the region, or null when it is about neither. */
export function explainAwsError(thrown: unknown): CliError | null {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const missing = (message: string) => new CliError(message, EXIT.notConfigured, { cause: error });
  switch (error.name) {
    case 'CredentialsProviderError':
      return missing('there are no AWS credentials; set AWS_PROFILE, or sign in with: aws sso login');
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
    case 'InvalidSignatureException':
      return missing(`AWS does not accept these credentials: ${error.message}`);
  }
  return error.message === 'Region is missing' ? missing('no AWS region is set; set AWS_REGION') : null;
}
