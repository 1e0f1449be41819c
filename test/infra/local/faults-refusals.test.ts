import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../../infra/local/simulated-x/index.ts';
import { testDatabase } from '../../support/database.ts';
import { FAULT_TABLE } from '../../support/fault-table.ts';
import { type FaultyX, startFaultyX } from '../../support/faulty-x.ts';
import { surviveFault } from '../../support/survive-fault.ts';

const db = testDatabase();
let x: FaultyX;

beforeAll(async () => {
  x = await startFaultyX(db, { seed: 3 });
});
afterAll(() => x?.close());

describe('the scraper survives an X that refuses', () => {
  const names = Object.keys(FAULT_TABLE).filter((name) => FAULT_TABLE[name]?.theme === 'refusals');
  it.each(names)('%s', (name) => surviveFault(x, db.sql, name), 60_000);
});

/** A day in the runs of its schedule, as long as X keeps refusing; the pages it asked X for, and when, in minutes. */
async function dayOf(name: string): Promise<{ pages: number; askedAt: number[] }> {
  await x.restore();
  x.simulatedX.setFault(name);
  const askedAt: number[] = [];
  for (let minute = 0; minute < 1_440; minute += 10) {
    const before = x.simulatedX.stats().requests.page;
    const { status } = await x.scrape();
    if (x.simulatedX.stats().requests.page > before) askedAt.push(minute);
    else expect(status).toBe('skipped_cool_down');
    x.wait(10);
  }
  return { pages: x.simulatedX.stats().requests.page, askedAt };
}

describe('a day of refusals', () => {
  it.each(['unauthorized', 'challenge', 'rate_limited_early'])(
    '%s is asked once, and then nothing for a day',
    async (name) => {
      const { pages, askedAt } = await dayOf(name);
      expect(askedAt).toEqual([0]);
      // A challenge is a page that X sends the browser on to.
      expect(pages).toBe(name === 'challenge' ? 2 : 1);
    },
    60_000,
  );

  it.each([
    // X's reset is 13 minutes away each time; from the third refusal on, the pauses double up to four hours.
    ['rate_limited', [0, 20, 40, 60, 100, 180, 340, 580, 820, 1060, 1300]],
    ['stale_query', [0, 10, 20, 40, 80, 160, 320, 560, 800, 1040, 1280]],
  ])(
    '%s is asked less and less often, never in a storm',
    async (name, times) => {
      const { pages, askedAt } = await dayOf(name);
      expect(askedAt).toEqual(times);
      expect(pages).toBe(times.length);
    },
    60_000,
  );
});

describe('the table of faults', () => {
  it('knows every fault of the simulated X', () => {
    expect(Object.keys(FAULT_TABLE).sort()).toEqual(FAULTS.map(({ name }) => name).sort());
  });
});
