import type { QuarantinedValue } from '../x/observation.ts';

/** A value X sent that cannot be right: not stored, reported. */
export class ImpossibleValueError extends Error {
  override readonly name = 'ImpossibleValueError';
  readonly code = 'HONE_IMPOSSIBLE_VALUE';
  readonly category = 'validation';
  readonly retryable = true;
  readonly advice =
    'The value is left out and read again; if it comes at every run, X changed its payload: update Hone.';

  constructor(value: QuarantinedValue) {
    super(`${value.field} of post ${value.tweetId ?? '(unknown)'} is not stored: ${value.reason}, got ${value.got}`);
  }
}

/** A reading that is kept but not believed. */
export class DoubtfulReadingError extends Error {
  override readonly name = 'DoubtfulReadingError';
  readonly code = 'HONE_DOUBTFUL_READING';
  readonly category = 'validation';
  readonly retryable = true;
  readonly advice =
    'Nothing to do: the reading is kept apart and nothing is learned from it; if it lasts for days, compare the post on X.';
  readonly fingerprint: string;

  constructor(message: string, kind: 'suspect' | 'quarantined' | 'stranger') {
    super(message);
    this.fingerprint = `doubtful-reading:${kind}`;
  }
}

/** X's clock and ours disagree. */
export class ClockSkewError extends Error {
  override readonly name = 'ClockSkewError';
  readonly code = 'HONE_CLOCK_SKEW';
  readonly category = 'validation';
  readonly retryable = true;
  readonly advice = "Readings are dated by this machine's clock until the two agree; check that it is right.";
  readonly fingerprint = 'clock-skew';

  constructor(minutes: number) {
    const side = minutes > 0 ? 'ahead of' : 'behind';
    super(`X's answers are dated ${Math.abs(Math.round(minutes))} minutes ${side} this machine's clock`);
  }
}
