import { gunzipSync, gzipSync } from 'node:zlib';

/** What Lambda takes and gives in one synchronous invocation, bytes. */
export const PAYLOAD_LIMIT = 6_291_556;
/** Messages up to this length stay readable. */
const PLAIN_LENGTH = 100_000;
/** Nothing that was ever sent unpacks to more. */
const UNPACKED_LIMIT = 200_000_000;

/** A message that does not fit into one invocation, even compressed. */
export class PayloadTooLargeError extends Error {
  override readonly name = 'PayloadTooLargeError';
  readonly code = 'HONE_PAYLOAD_TOO_LARGE';
  readonly bytes: number;

  constructor(bytes: number) {
    super(
      `${(bytes / 1e6).toFixed(1)} MB compressed, where Lambda takes ${(PAYLOAD_LIMIT / 1e6).toFixed(1)} MB at once`,
    );
    this.bytes = bytes;
  }
}

/**
 * A message as the payload of an invocation: itself, or compressed when it is long.
 * @throws PayloadTooLargeError
 */
export function packPayload(message: object): object {
  const text = JSON.stringify(message);
  if (text.length <= PLAIN_LENGTH) return message;
  const packed = { gzip: gzipSync(text).toString('base64') };
  const bytes = JSON.stringify(packed).length;
  if (bytes > PAYLOAD_LIMIT) throw new PayloadTooLargeError(bytes);
  return packed;
}

/** What {@link packPayload} packed. Anything else is handed on as it is. */
export function unpackPayload(payload: unknown): unknown {
  const { gzip } = (payload ?? {}) as { gzip?: unknown };
  if (typeof gzip !== 'string') return payload;
  const unpacked = gunzipSync(Buffer.from(gzip, 'base64'), { maxOutputLength: UNPACKED_LIMIT });
  return JSON.parse(unpacked.toString()) as unknown;
}
