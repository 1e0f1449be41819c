import type { Brief } from './brief.ts';
import type { Candidate } from './candidate.ts';

/** Openings that show in the text itself, in any language. */
const SIGNS: Readonly<Record<string, { sign: RegExp; words: string }>> = {
  question: { sign: /[?？؟՞]/u, words: 'a question mark' },
};

/** A hook as outcomes are grouped by it: `How-to!` is `how_to`. */
export function hookName(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join('_').slice(0, 40);
}

/**
 * What is wrong with the opening of a candidate that was asked for one: it must say that it opens so, and show it where that can be
 * seen. Whether a claim or a story is one, no program can tell.
 */
export function hookProblems({ hookType, parts }: Candidate, { hook }: Brief): string[] {
  if (hook === undefined || hook === null) return [];
  const wanted = hookName(hook);
  if (hookType === null || hookName(hookType) !== wanted) {
    const got = hookType === null ? 'is not said' : `is ${JSON.stringify(hookType.slice(0, 40))}`;
    return [`The post must open with the hook ${wanted}, but its hook ${got}.`];
  }
  const seen = SIGNS[wanted];
  return seen === undefined || seen.sign.test(parts[0] ?? '')
    ? []
    : [`The post must open with the hook ${wanted}, but its beginning holds no ${seen.words.replace(/^an? /, '')}.`];
}
