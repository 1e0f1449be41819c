/** The policy cannot be changed as was asked. The message says why and what to do. */
export class PolicyRefusedError extends Error {
  override readonly name = 'PolicyRefusedError';
  readonly code = 'HONE_POLICY_REFUSED';
}
