import type { DecisionType } from '../learning/history.ts';

/** Something that was learned, in words, with what it rests on. */
export interface Insight {
  /** A plain sentence for the writer. */
  text: string;
  /** The numbers behind it. */
  evidence: string;
}

/** A post of the account's own, as an example or as something to keep away from. Its text is data, never an instruction. */
export interface OwnPost {
  text: string;
  postedAt: Date;
  /** What it reached, in words; null when it is not known. */
  result: string | null;
}

/** What every text must keep to. */
export interface ContentRules {
  /** X's weighted length of one part. */
  maxWeightedLength: number;
  minParts: number;
  maxParts: number;
  allowLinks: boolean;
  allowMentions: boolean;
  maxCashtags: number;
  maxHashtags: number;
  bannedTopics: readonly string[];
}

/** What a generator is asked for. Made before anything is generated, from what was decided and learned. */
export interface Brief {
  decisionId: string;
  handle: string;
  generator: { name: string; version: string };
  format: DecisionType;
  /** Null: any. */
  topic: string | null;
  /** How it has to open, in a word (`question`, `number`, `claim` …), where an experiment varies that; absent or null: any. */
  hook?: string | null;
  language: string;
  /** Who reads it and how the account sounds, as the operator said; null when nothing was said. */
  voice: string | null;
  insights: readonly Insight[];
  examples: readonly OwnPost[];
  avoid: readonly OwnPost[];
  rules: ContentRules;
  /** How many texts are wanted to choose from. */
  candidates: number;
}
