import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('the scraper survives answers that do not arrive, and pages that misbehave', () => {
  const names = Object.keys(FAULT_TABLE).filter((name) => FAULT_TABLE[name]?.theme === 'transport');
  it.each(names)('%s', (name) => surviveFault(x, db.sql, name), 60_000);
});

describe('a session whose ct0 X has changed', () => {
  it('is written back to its file, which stays its owner’s alone, and goes on', async () => {
    await x.restore();
    const before = await x.session();
    x.simulatedX.setFault('ct0_rotation', { times: 1 });
    expect((await x.scrape()).status).toBe('ok');
    const after = await x.session();
    expect(after.auth_token).toBe(before.auth_token);
    expect(after.ct0).not.toBe(before.ct0);
    expect(after.mode.toString(8)).toBe('600');
    x.wait(10);
    expect((await x.scrape()).status).toBe('ok');
    expect((await x.session()).ct0).toBe(after.ct0);
  });
});
