import { afterAll, beforeAll, describe, it } from 'vitest';
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

describe('the scraper survives odd counters, timelines and layouts', () => {
  const names = Object.keys(FAULT_TABLE).filter((name) => FAULT_TABLE[name]?.theme === 'contents');
  it.each(names)('%s', (name) => surviveFault(x, db.sql, name), 60_000);
});
