import { fnv1a64 } from './fnv1a64.ts';

/** Version of the way templates are made; a change of it starts new fingerprints. */
const FINGERPRINT_VERSION = '1';

/** Identifies a group: the same parts give the same fingerprint on every machine and in every order. */
export function fingerprintOf(parts: readonly (string | null)[]): string {
  return fnv1a64([FINGERPRINT_VERSION, ...parts.map((part) => part ?? '\u0000')].join('\u0000'));
}
