import type { Account } from '../../../lib/database/queries/accounts.ts';
import { CliError, EXIT } from './cli-error.ts';

/** What to say where an account has no policy at all, or not the one that was named. */
export function missingPolicy({ accountId }: Account, version: number | undefined): CliError {
  return version === undefined
    ? new CliError(
        `@${accountId} has no policy yet; make the first one with: hone invoke autonomous_optimizer`,
        EXIT.notEnoughData,
      )
    : new CliError(`@${accountId} has no policy ${version}; see: hone policy history`, EXIT.usage);
}
