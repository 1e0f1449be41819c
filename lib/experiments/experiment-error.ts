/** Why an experiment cannot be planned, run or analysed. */
export type ExperimentErrorCode = 'invalid_experiment' | 'not_enough_data';

/** Refusal of an experiment; the message says what was wrong, what was got and what to do. */
export class ExperimentError extends Error {
  override name = 'ExperimentError';
  readonly code: ExperimentErrorCode;

  constructor(message: string, code: ExperimentErrorCode = 'invalid_experiment') {
    super(message);
    this.code = code;
  }
}

/** @throws ExperimentError with the message unless the condition holds */
export function requireExperiment(holds: boolean, message: string): void {
  if (!holds) throw new ExperimentError(message);
}
