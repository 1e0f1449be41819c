import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectReportData } from '../../../infra/local/report-data.ts';
import { renderStatus, statusOf } from '../../../lib/report/render-status.ts';
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

describe('the scraper survives texts that are not the posts’ own', () => {
  const names = Object.keys(FAULT_TABLE).filter((name) => FAULT_TABLE[name]?.theme === 'texts');
  it.each(names)('%s', (name) => surviveFault(x, db.sql, name), 60_000);
});

describe('the status of an account whose posts X has shown wrongly', () => {
  const status = async () =>
    renderStatus(
      statusOf(await collectReportData(db.sql, { accountId: 'ada', now: new Date(x.now.getTime() + 60_000) })),
    );

  it('counts what was quarantined and says why, so that no text can do harm', async () => {
    await x.restore();
    expect(await status()).toContain('Not believed    nothing in 24 h');
    x.simulatedX.setFault('hostile_text_html');
    await x.scrape();
    expect(await status()).toMatch(/Not believed +0 suspect, \d+ quarantined, 0 gone in 24 h/);
    expect(await status()).toMatch(/ {2}quarantined, 1 min ago: post \d+, text "<\/script><script>/);
  });

  it('says that the account is stopped, and what to do', async () => {
    await x.restore();
    x.simulatedX.setFault('challenge');
    await x.scrape();
    expect(await status()).toMatch(/critical: The account is stopped\. .*Open X as this account in a browser/);
  });
});
