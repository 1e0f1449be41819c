import type { Brief, OwnPost } from '../../lib/content/brief.ts';
import type { Candidate } from '../../lib/content/candidate.ts';
import { DEFAULT_RULES } from '../../lib/content/make-brief.ts';

/** A brief for a single post about heat pumps, changed as a test needs it. */
export function briefOf(changes: Partial<Brief> = {}): Brief {
  const parts = changes.format === 'thread' ? { minParts: 2, maxParts: 4 } : { minParts: 1, maxParts: 1 };
  return {
    decisionId: '7d6f0a4e-52d1-4c53-8a8e-6f1f4a1d9b10',
    handle: 'warm_walls',
    generator: { name: 'field_notes', version: '1' },
    format: 'single',
    topic: 'heat_pumps',
    language: 'en',
    voice: null,
    insights: [],
    examples: [],
    avoid: [],
    rules: { ...DEFAULT_RULES, maxCashtags: 0, maxHashtags: 0, ...parts },
    candidates: 3,
    ...changes,
  };
}

export function singlePost(text: string, changes: Partial<Candidate> = {}): Candidate {
  return { format: 'single', parts: [text], topic: null, hookType: null, ...changes };
}

export function threadOf(parts: readonly string[], changes: Partial<Candidate> = {}): Candidate {
  return { format: 'thread', parts, topic: null, hookType: null, ...changes };
}

export function ownPost(text: string, result: string | null = null): OwnPost {
  return { text, postedAt: new Date('2026-11-01T08:00:00Z'), result };
}
