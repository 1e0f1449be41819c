import { createHash } from 'node:crypto';

/** SHA-256 of a prompt, hexadecimal: what was asked can be compared and proven without keeping it everywhere. */
export function promptHash(prompt: string): string {
  return createHash('sha256').update(prompt, 'utf8').digest('hex');
}
