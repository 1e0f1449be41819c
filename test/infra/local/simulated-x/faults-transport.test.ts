import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultVisit, openFaultVisit } from './fault-visit.ts';

let at: FaultVisit;
beforeAll(async () => {
  at = await openFaultVisit();
});
afterAll(() => at.close());

describe('answers that do not arrive as they should', () => {
  it('half_json is complete for HTTP and cut for JSON', async () => {
    const whole = await (await at.timeline()).text();
    const half = await (await at.timeline('half_json')).text();
    expect(half.length).toBeGreaterThan(whole.length / 3);
    expect(half.length).toBeLessThan(whole.length * 0.6);
    expect(() => JSON.parse(half)).toThrow(SyntaxError);
  });

  it('huge_json is above 10 MB, the posts all there', async () => {
    const text = await (await at.timeline('huge_json')).text();
    expect(text.length).toBeGreaterThan(10_000_000);
    expect(JSON.parse(text)).toHaveProperty('data.user.result.timeline');
  });

  it('html_for_json is HTML with HTTP 200', async () => {
    const response = await at.timeline('html_for_json');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it('connection_reset brings no answer at all', async () => {
    await expect(at.timeline('connection_reset')).rejects.toThrow('fetch failed');
  });

  it('disconnect_mid_stream breaks off after half of what was announced', async () => {
    const response = await at.timeline('disconnect_mid_stream');
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(10_000);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it.each(['never_ending_response', 'slow_drip'])('%s begins and leaves the rest to wait for', async (fault) => {
    const response = await at.timeline(fault);
    const reader = response.body!.getReader();
    const first = (await reader.read()).value!;
    expect(new TextDecoder().decode(first)).toMatch(/^\{"data":\{"user":/);
    const next = fault === 'slow_drip' ? (await reader.read()).value!.length : 64;
    expect(next).toBe(64);
    await reader.cancel();
  });

  it('never_answers keeps the request open without a byte, until the client gives up', async () => {
    const request = get(`${at.simulated.baseUrl}/warm_walls`, { headers: { 'x-sim-fault': 'never_answers' } });
    const answered: IncomingMessage[] = [];
    request.on('response', (response) => answered.push(response));
    request.on('error', () => {});
    const before = at.simulated.stats().faults.never_answers ?? 0;
    await expect.poll(() => at.simulated.stats().faults.never_answers ?? 0).toBe(before + 1);
    request.destroy();
    await new Promise((resolve) => request.on('close', resolve));
    expect(answered).toEqual([]);
  });
});
