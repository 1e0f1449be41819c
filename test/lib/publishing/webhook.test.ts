import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../lib/publishing/publisher.ts';
import { isSigned, sign } from '../../../lib/publishing/signature.ts';
import { webhookChannel } from '../../../lib/publishing/webhook.ts';
import { breakOff, hangUp, json, type Loopback, silence, startLoopback } from '../../support/loopback.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const secret = 'a key of the operator';
const message: Message = {
  idempotencyKey: '11111111-2222-4333-8444-555555555555/0',
  decisionId: '11111111-2222-4333-8444-555555555555',
  accountId: 'ada',
  parts: ['One part', 'Two parts'],
  inReplyTo: null,
  scheduledAt: NOW,
};
let receiver: Loopback;

beforeAll(async () => {
  receiver = await startLoopback();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.received.length = 0;
});

const publish = (options: { url?: string; timeoutMs?: number } = {}) =>
  webhookChannel({ url: `${receiver.url}/hook`, secret, clock: () => NOW, ...options }).publish(message, {
    signal: new AbortController().signal,
  });

describe('the webhook', () => {
  it('gets the whole post, signed, with a key that is the same at every attempt', async () => {
    receiver.answer(json(200, { tweet_ids: ['1991234567890123456', '1991234567890123457'] }));
    expect(await publish()).toEqual({
      kind: 'posted',
      tweetId: '1991234567890123456',
      partIds: ['1991234567890123457'],
    });
    await publish();
    const [first, second] = receiver.received;
    expect(JSON.parse(first!.body)).toEqual({
      idempotency_key: message.idempotencyKey,
      decision_id: message.decisionId,
      account: 'ada',
      format: 'thread',
      parts: ['One part', 'Two parts'],
      scheduled_at: '2026-11-22T12:00:00.000Z',
    });
    expect(first!.headers['idempotency-key']).toBe(message.idempotencyKey);
    expect(second!.headers['idempotency-key']).toBe(message.idempotencyKey);
    const { 'x-hone-signature': signature, 'x-hone-timestamp': timestamp } = first!.headers;
    const request = { signature: String(signature), timestamp: String(timestamp), body: first!.body };
    expect(isSigned(request, { secret, now: NOW })).toBe(true);
    expect(isSigned(request, { secret: 'another key', now: NOW })).toBe(false);
    expect(isSigned({ ...request, body: `${first!.body} ` }, { secret, now: NOW })).toBe(false);
    expect(isSigned(request, { secret, now: new Date(NOW.getTime() + 301_000) })).toBe(false);
    expect(isSigned({ ...request, timestamp: 'soon' }, { secret, now: NOW })).toBe(false);
  });

  it('may take the post over and report later', async () => {
    receiver.answer(json(202, {}));
    expect(await publish()).toEqual({ kind: 'accepted', until: new Date('2026-11-23T12:00:00Z') });
  });

  it.each([
    ['400', json(400, { error: 'no such account' }), 'post', 'PUBLISH_REFUSED'],
    ['a redirect', json(302, {}, { location: 'https://elsewhere.example' }), 'post', 'PUBLISH_REFUSED'],
    ['401', json(401, {}), 'account', 'PUBLISH_UNAUTHORIZED'],
    ['429', json(429, {}), 'moment', 'PUBLISH_RATE_LIMITED'],
  ] as const)('that answers %s has certainly not posted', async (_, reply, refused, code) => {
    receiver.answer(reply);
    expect(await publish()).toMatchObject({ kind: 'refused', refused, code });
    expect(receiver.received).toHaveLength(1);
  });

  it.each([
    ['60', '2026-11-22T12:01:00Z'],
    ['Sun, 22 Nov 2026 14:00:00 GMT', '2026-11-22T14:00:00Z'],
    ['9999999', '2026-11-22T12:15:00Z'],
    ['soon', '2026-11-22T12:15:00Z'],
  ])('is left alone as long as its Retry-After %j says, within a day', async (header, until) => {
    receiver.answer(json(429, {}, { 'retry-after': header }));
    expect(await publish()).toMatchObject({ until: new Date(until) });
  });

  it.each([
    ['answers 500', json(500, {})],
    ['answers 504', json(504, {})],
    ['hangs up', hangUp],
    ['breaks off', breakOff],
    ['says yes without an id', json(200, {})],
    ['names something else than an id', json(200, { tweet_id: 'abc' })],
  ])('that %s may have posted', async (_, reply) => {
    receiver.answer(reply);
    expect(await publish()).toMatchObject({ kind: 'unknown' });
    expect(receiver.received).toHaveLength(1);
  });

  it('that says nothing in time may have posted', async () => {
    receiver.answer(silence);
    expect(await publish({ timeoutMs: 50 })).toMatchObject({ kind: 'unknown' });
  });

  it('that is not there has certainly not posted', async () => {
    const gone = await startLoopback();
    await gone.close();
    expect(await publish({ url: gone.url })).toMatchObject({
      kind: 'refused',
      refused: 'moment',
      code: 'PUBLISH_UNREACHABLE',
      until: new Date('2026-11-22T12:15:00Z'),
    });
  });
});

describe('the signature', () => {
  it('is what openssl makes of it', () => {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'key'
    expect(sign({ secret: 'key', timestamp: '1700000000', body: '{"a":1}' })).toBe(
      'sha256=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03',
    );
  });
});
