import { createWorld, type WorldOptions } from '../../../../infra/local/simulated-x/index.ts';

/** Eight days of an account, looked at after seven. */
export const LOOKED_AT = new Date('2026-11-08T12:00:00Z');

export function smallWorld(change: Partial<WorldOptions> = {}) {
  return createWorld({
    seed: 3,
    accountHandle: 'warm_walls',
    startsAt: new Date('2026-11-01T00:00:00Z'),
    timeZone: 'Europe/Berlin',
    days: 8,
    ...change,
  });
}
