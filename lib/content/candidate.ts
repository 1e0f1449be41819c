import type { DecisionType } from '../learning/history.ts';

/** A text that a generator offers for one decision. Untrusted until it is checked. */
export interface Candidate {
  format: DecisionType;
  /** One text of a single post, the texts of a thread in order. */
  parts: readonly string[];
  topic: string | null;
  /** How it opens, in a word (`question`, `number`, `claim` …); null when the generator does not say. */
  hookType: string | null;
}
