import { ExperimentError } from '../../../lib/experiments/experiment-error.ts';
import { CliError, EXIT } from './cli-error.ts';

/** Refusals of the library in the words and exit codes of the shell, with what they are about before them. */
export function refusing<T>(work: () => T, about?: string): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    const message = about === undefined ? error.message : `${about}: ${error.message}`;
    throw new CliError(message, error.code === 'not_enough_data' ? EXIT.notEnoughData : EXIT.failed, {
      cause: error,
    });
  }
}
