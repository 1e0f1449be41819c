import { excerpt } from './json.ts';
import type { QuarantinedValue } from './observation.ts';

/**
 * One counter as X sent it: a number, or a string of digits (views). Absent and null are "unknown", null.
 * Anything that cannot be a count (negative, fractional, above 2^53, other text) is quarantined and read as unknown.
 */
export function readCounter(
  raw: unknown,
  options: { tweetId: string | null; field: string; quarantined: QuarantinedValue[] },
): number | null {
  if (raw === undefined || raw === null) return null;
  const value = typeof raw === 'string' && /^\d{1,16}$/.test(raw) ? Number(raw) : raw;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value === 0 ? 0 : value;
  const { tweetId, field, quarantined } = options;
  quarantined.push({ tweetId, field, got: excerpt(raw), reason: reasonFor(value) });
  return null;
}

function reasonFor(value: unknown): string {
  if (typeof value !== 'number') return 'not a count: expected a whole number or a string of digits';
  if (value < 0) return 'not a count: negative';
  return Number.isInteger(value) ? 'not a count: above 2^53, digits are lost' : 'not a count: fractional';
}
