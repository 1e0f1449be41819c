import type { PostCounters, QuarantinedValue } from './observation.ts';

const COUNTER_OF_WORD: readonly [RegExp, keyof PostCounters][] = [
  [/^repl(?:y|ies)\b/i, 'replies'],
  [/^(?:reposts?|retweets?)\b/i, 'retweets'],
  [/^quotes?\b/i, 'quotes'],
  [/^likes?\b/i, 'likes'],
  [/^bookmarks?\b/i, 'bookmarks'],
  [/^views?\b/i, 'impressions'],
];

/**
 * Counters from a label X writes for screen readers, "48 replies, 152 reposts, 553 likes, 9 bookmarks, 30142 views".
 * Parsed by word, since X leaves out parts that are zero; a part that is left out is unknown here, not zero.
 * Abbreviated numbers ("29.9K") are floored by up to 4 percent and therefore refused. Reposts include quotes here.
 */
export function parseAriaLabel(
  label: string,
  options: { tweetId: string | null; quarantined: QuarantinedValue[] },
): Partial<PostCounters> {
  const counters: Partial<PostCounters> = {};
  for (const part of label.split(/,\s+|;\s*|\.\s+/)) {
    const words = /^\s*(\S+)\s+(.+)$/.exec(part);
    const counter = COUNTER_OF_WORD.find(([word]) => word.test(words?.[2] ?? ''))?.[1];
    const number = words?.[1] ?? '';
    if (counter === undefined || !/\d/.test(number) || counters[counter] !== undefined) continue;
    const count = exactNumber(number);
    if (count === null) {
      const reason = 'not an exact number: abbreviated text is floored and refused';
      options.quarantined.push({ tweetId: options.tweetId, field: counter, got: part.trim().slice(0, 80), reason });
    } else counters[counter] = count;
  }
  return counters;
}

function exactNumber(text: string): number | null {
  if (!/^(?:\d{1,16}|\d{1,3}(?:,\d{3}){1,4})$/.test(text)) return null;
  const value = Number(text.replaceAll(',', ''));
  return Number.isSafeInteger(value) ? value : null;
}
