import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signed request may be, seconds: a receiver refuses older ones, so that none can be played again. */
export const SIGNATURE_LIFE_SECONDS = 300;

/** HMAC-SHA256 over `timestamp.body`, hexadecimal, as the webhook's `x-hone-signature` carries it. */
export function sign(options: { secret: string; timestamp: string; body: string }): string {
  const { secret, timestamp, body } = options;
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** What a receiver does: whether a request was signed with this secret, lately, and not changed on its way. */
export function isSigned(
  request: { signature: string; timestamp: string; body: string },
  options: { secret: string; now: Date },
): boolean {
  const { signature, timestamp, body } = request;
  const ageSeconds = Math.abs(options.now.getTime() / 1_000 - Number(timestamp));
  if (!(ageSeconds <= SIGNATURE_LIFE_SECONDS)) return false;
  const expected = Buffer.from(sign({ secret: options.secret, timestamp, body }));
  const got = Buffer.from(signature);
  return expected.length === got.length && timingSafeEqual(expected, got);
}
