import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../support/database.ts';
import { run } from './run.ts';

const db = testDatabase();
const hone = (...args: string[]) => run(args, { env: { DATABASE_URL: db.url } }); // its now is 2026-11-22T10:00Z

describe('hone cost', () => {
  it('says that there is nothing to reckon with before a job has run', async () => {
    expect(await hone('cost')).toMatchObject({
      code: 5,
      err: 'hone: no job ran in 2026-11, so there is nothing to reckon with\n',
    });
  });

  it('adds up what jobs ran and services billed in the month', async () => {
    const { sql } = db;
    await sql`insert into accounts (account_id) values ('ada')`;
    await sql`insert into job_runs (job_name, account_id, slot, status, started_at, lease_until, duration_ms)
      select 'metrics_scraper', 'ada', t, 'ok', t, t, 20000 from generate_series('2026-10-31T23:50Z'::timestamptz, '2026-11-22T09:50Z', '10 minutes') t
      union all select 'metrics_scraper', 'ada', '2026-11-22T10:00Z', 'running', '2026-11-22T10:00Z', '2026-11-22T10:05Z', null`;
    await sql`insert into api_costs (account_id, day, service, units, usd) values
      ('ada', '2026-10-31', 'x_api', 100, 9), ('ada', '2026-11-01', 'x_api', 100, 0.1), ('ada', '2026-11-21', 'x_api', 50, 0.05)`;
    const { code, out } = await hone('cost', '--json');
    expect(code).toBe(0);
    const answer = JSON.parse(out) as {
      lines: { what: string; usd: number; quantity: number; note: string }[];
      month: string;
    };
    const line = (what: string) => answer.lines.find((one) => one.what === what);
    expect(line('X API')).toMatchObject({ basis: 'recorded', quantity: 150, usd: expect.closeTo(0.15, 9) });
    // 21 days and 10 hours from the first of the month, every ten minutes, 20 s at 2 GB
    expect(line('Lambda, metrics_scraper')?.quantity).toBe((21 * 144 + 60) * 20 * 2);
    expect(line('Lambda, metrics_scraper')?.note).toMatch(/^at least: 1 runs/);
    expect(answer.month).toBe('2026-11');
  });

  it('shows it as a table, with what it does not know', async () => {
    const { out } = await hone('cost', '--database', 'external');
    expect(out).toMatch(/^2026-11\n/);
    expect(out).toMatch(/^ {2}X API +\$0\.15 +\$0\.21 {2}recorded, 150 units$/m);
    expect(out).toMatch(/^ {2}your own database +unknown +unknown {2}estimated, its operator knows$/m);
    expect(out).toContain('Not in the sums, because it is not known here: logs, your own database.');
    expect(out).not.toContain('NAT');
  });

  it('refuses a month that is none, or is to come', async () => {
    expect((await hone('cost', '--month', '2026-13')).code).toBe(2);
    expect((await hone('cost', '--month', '2026-12')).code).toBe(2);
    expect((await hone('cost', '--month', '2026-09')).code).toBe(5);
  });
});
