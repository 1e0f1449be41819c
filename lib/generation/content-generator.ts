import type { Brief } from '../content/brief.ts';
import type { Candidate } from '../content/candidate.ts';
import type { DecisionType } from '../learning/history.ts';

/** A named, versioned way of writing: outcomes attach to name and version. */
export interface ContentGenerator {
  readonly name: string;
  readonly version: string;
  readonly formats: readonly DecisionType[];
  /** @throws GenerationError when no usable answer came; what was asked and answered is in it */
  generate(brief: Brief, options: { signal: AbortSignal }): Promise<Generation>;
}

/** One question and its answer, to be kept for audit. */
export interface Exchange {
  model: string;
  prompt: string;
  /** SHA-256 of the prompt, hexadecimal. */
  promptHash: string;
  /** Null when none came. */
  answer: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** US dollars; null when the price is not known. */
  usd: number | null;
}

export interface Generation {
  /** Not checked yet; may be empty. */
  candidates: readonly Candidate[];
  /** In the order of the questions: the first one, and the repair if there was one. */
  exchanges: readonly Exchange[];
}
