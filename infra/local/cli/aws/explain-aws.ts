/** One sentence about a failed call of AWS, with what to do. */
export function explainAws(thrown: unknown, what: string): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code } = error as { code?: unknown };
  if (error.name === 'CredentialsProviderError') return 'there are no AWS credentials; set AWS_PROFILE, or sign in';
  if (/region is missing/i.test(error.message)) return 'no AWS region is set; set AWS_REGION';
  if (error.name === 'ResourceNotFoundException')
    return `${what} does not exist; deploy the stack, or check AWS_REGION`;
  if (error.name === 'AccessDeniedException') {
    return `these credentials may not switch ${what}; the stack's policy …-kill-switch allows it`;
  }
  const why = (error.message || (typeof code === 'string' ? code : error.name)).replace(/\s+/g, ' ').trim();
  return `${what} could not be switched: ${why}`;
}
