import type { AccountObservation, GonePost, PostObservation, QuarantinedValue } from '../x/observation.ts';

/** What a scrape wants to know. */
export interface ReadRequest {
  /** Lower-case handle without the @. */
  handle: string;
  /** X's numeric user id; null until the first successful reading told it. */
  xUserId: string | null;
  /** Post ids that are due; the page may bring others too, which are kept as well. */
  wanted: readonly string[];
  /** Aborts the reading; whatever was read by then is returned. */
  signal: AbortSignal;
}

/** What one reading brought. A problem with one post or one response never loses the others. */
export interface ReadResult {
  /** Own posts only, decided by author id. */
  posts: PostObservation[];
  account: AccountObservation | null;
  gone: GonePost[];
  quarantined: QuarantinedValue[];
  /** Errors that did not stop the reading; each becomes a `job_error` event. */
  problems: Error[];
  /** How many page navigations (or API requests) it took. */
  navigations: number;
}

/** A place observations come from. Throws a typed error (see ./errors.ts) only when nothing could be read at all. */
export interface MetricsSource {
  readonly name: string;
  /** Tells the session it reads with from others (see ./session-store.ts); absent or null where it reads without one. */
  readonly sessionMark?: string | null;
  read(request: ReadRequest): Promise<ReadResult>;
}
