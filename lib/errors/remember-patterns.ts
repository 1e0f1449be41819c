import type { ErrorGroup, KnownPattern } from './error-group.ts';

/**
 * What to hand to the next run as `known`: the patterns known before, those of this run in their place or added, those that were
 * absorbed left out.
 */
export function rememberPatterns(known: readonly KnownPattern[], groups: readonly ErrorGroup[]): KnownPattern[] {
  const byFingerprint = new Map(known.map((pattern) => [pattern.fingerprint, pattern]));
  for (const group of groups) {
    for (const absorbed of group.absorbed) byFingerprint.delete(absorbed);
    const { fingerprint, template, errorName, code, topFrame, firstSeen, signatures } = group;
    byFingerprint.set(fingerprint, { fingerprint, template, errorName, code, topFrame, firstSeen, signatures });
  }
  return [...byFingerprint.values()];
}
