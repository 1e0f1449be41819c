import { createHash } from 'node:crypto';

/**
 * The id of a decision from its key: the same decision has the same id however often it is planned. A UUID of version 8 (of one's own
 * making), from SHA-256.
 */
export function decisionIdOf(key: string): string {
  const bytes = createHash('sha256').update(`hone decision ${key}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
