import { ExperimentError } from '../../../lib/experiments/experiment-error.ts';
import { CliError, EXIT } from './cli-error.ts';

/** Refusals of the library in the words and exit codes of the shell. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    throw new CliError(error.message, error.code === 'not_enough_data' ? EXIT.notEnoughData : EXIT.failed, {
      cause: error,
    });
  }
}
