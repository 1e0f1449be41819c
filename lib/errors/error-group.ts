import type { Categorisation } from './categorise.ts';

/** A pattern as an earlier run stored it: an `ErrorGroup` of that run has all of it. */
export interface KnownPattern {
  fingerprint: string;
  template: string;
  errorName: string | null;
  code: string | null;
  topFrame: string | null;
  firstSeen: Date;
  /** What the group's messages looked like, masked: the evidence later merges rest on. */
  signatures?: readonly string[];
}

/** Failures that are one and the same to an operator. */
export interface ErrorGroup extends Categorisation {
  /** Permanent: stays with the group when its template grows. */
  fingerprint: string;
  template: string;
  errorName: string | null;
  /** Error code, or the HTTP status where there is none. */
  code: string | null;
  /** `file|function` of the innermost frame of our own code. */
  topFrame: string | null;
  count: number;
  firstSeen: Date;
  lastSeen: Date;
  /** The earliest event, its text capped. */
  example: { id: string; message: string; stacktrace: string | null; job: string | null };
  eventIds: string[];
  /** How many of its events took which call path. */
  variants: { variant: string; count: number }[];
  /** Encoded evidence: hand it back in `known`. */
  signatures: string[];
  /** Fingerprints of known patterns that turned out to be this one: store `merged_into` for them. */
  absorbed: string[];
}

export interface MineErrorsOptions {
  known?: readonly KnownPattern[];
}
