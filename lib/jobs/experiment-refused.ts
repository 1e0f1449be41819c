/** The experiment cannot be planned, started or stopped as was asked. The message says why and what to do. */
export class ExperimentRefusedError extends Error {
  override readonly name = 'ExperimentRefusedError';
  readonly code = 'HONE_EXPERIMENT_REFUSED';
}

/** There is no such experiment. */
export class UnknownExperimentError extends Error {
  override readonly name = 'UnknownExperimentError';
  readonly code = 'HONE_UNKNOWN_EXPERIMENT';
}
