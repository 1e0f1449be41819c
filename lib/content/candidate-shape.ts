import type { Candidate } from './candidate.ts';

/** Longer labels are texts. */
const LONGEST_LABEL = 80;
/** A link counts 23 however long it is; but reading a text takes time in the square of its length. */
const LONGEST_PART = 1_500;
const MOST_PARTS = 30;

/** A candidate if `value` has the shape of one, else what is wrong with it in a sentence. */
export function readCandidate(value: unknown): Candidate | string {
  if (value === null || typeof value !== 'object') return `The candidate must be an object, but is ${kindOf(value)}.`;
  const { format, parts, topic, hookType } = value as Record<string, unknown>;
  if (format !== 'single' && format !== 'thread') return 'The format must be single or thread.';
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string'))
    return 'The parts must be a list of texts.';
  if (parts.length > MOST_PARTS || parts.some((part) => part.length > LONGEST_PART))
    return 'The candidate is far too long.';
  if (!isLabel(topic)) return `The topic must be null or a text of 1 to ${LONGEST_LABEL} characters.`;
  if (!isLabel(hookType)) return `The hook must be null or a text of 1 to ${LONGEST_LABEL} characters.`;
  return { format, parts, topic, hookType };
}

function isLabel(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_LABEL);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : value === undefined ? 'missing' : `a ${typeof value}`;
}
