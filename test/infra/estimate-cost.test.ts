import { describe, expect, it } from 'vitest';
import { estimateCost } from '../../infra/estimate-cost.ts';
import { PRICES } from '../../infra/prices.ts';
import type { Usage } from '../../lib/database/queries/usage.ts';

const nothing: Usage = { firstRunAt: null, jobs: [], services: [], unpricedGenerations: [] };
const rds = { database: 'rds', egress: 'nat-instance', multiAz: false } as const;
const lineOf = (usage: Partial<Usage>, what: string, share = 1) =>
  estimateCost({ usage: { ...nothing, ...usage }, choice: rds, share }).lines.find((line) => line.what === what);

describe('the estimate of a month', () => {
  it("reckons a job's seconds with its memory", () => {
    // 4320 runs of 30 s at 2 GB are 259,200 GB-s; at $0.0000166667 that is $4.32.
    const jobs = [{ job: 'metrics_scraper', invocations: 4320, seconds: 4320 * 30, unknownRuns: 0 }];
    const line = lineOf({ jobs }, 'Lambda, metrics_scraper');
    expect(line?.quantity).toBe(259_200);
    expect(line?.usd).toBeCloseTo(4.32, 2);
    expect(line?.freeUsd).toBeCloseTo(4.32, 2); // below the 400,000 GB-s that are free
  });

  it('gives the allowance of Lambda once, not to each function', () => {
    const jobs = ['metrics_scraper', 'operator'].map((job) => ({
      job,
      invocations: 1,
      seconds: 250_000,
      unknownRuns: 0,
    }));
    const { lines } = estimateCost({ usage: { ...nothing, jobs }, choice: rds, share: 1 });
    const free = lines
      .filter(({ what }) => /^Lambda, (metrics_scraper|operator)$/.test(what))
      .map(({ freeUsd }) => freeUsd);
    expect(free.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(400_000 * PRICES.lambdaGbSecond.usd, 6);
  });

  it('knows what it costs to keep a private database for a month', () => {
    expect(lineOf({}, 'database')?.usd).toBeCloseTo(11.68, 2);
    expect(lineOf({}, 'database, storage')?.usd).toBeCloseTo(2.3, 2);
    expect(lineOf({}, 'public address')?.usd).toBeCloseTo(3.65, 2);
  });

  it('counts half of it in the middle of the month, and all of it as the month', () => {
    const half = lineOf({}, 'database', 0.5);
    expect(half?.usd).toBeCloseTo(5.84, 2);
    expect(half?.monthUsd).toBeCloseTo(11.68, 2);
  });

  it('takes what was billed from the ledger', () => {
    const services = [{ service: 'x_api', units: 900, usd: 1.2 }];
    expect(lineOf({ services }, 'X API', 0.5)).toMatchObject({ basis: 'recorded', usd: 1.2, monthUsd: 2.4 });
  });

  it('leaves unknown what nobody knows, and says so', () => {
    const unpricedGenerations = [{ model: 'ollama:qwen', calls: 7 }];
    const { unknown, lines, usd } = estimateCost({ usage: { ...nothing, unpricedGenerations }, choice: rds, share: 1 });
    expect(unknown).toEqual(['language model ollama:qwen', 'logs']);
    for (const line of lines.filter(({ what }) => unknown.includes(what))) {
      expect(line).toMatchObject({ usd: null, monthUsd: null });
    }
    expect(usd).toBe(lines.reduce((sum, line) => sum + (line.usd ?? 0), 0));
  });

  it('says when runs did not tell how long they took', () => {
    const jobs = [{ job: 'error_analysis', invocations: 4, seconds: 2, unknownRuns: 2 }];
    expect(lineOf({ jobs }, 'Lambda, error_analysis')?.note).toMatch(/^at least: 2 runs/);
  });
});

describe('the table of prices', () => {
  it('names for each the page that decides and where it was read', () => {
    for (const { decides, readIn, usd } of Object.values(PRICES)) {
      expect(decides).toMatch(/^aws\.amazon\.com\/[a-z/0-9-]+$/);
      expect(readIn.length).toBeGreaterThan(10);
      expect(usd).toBeGreaterThan(0);
    }
  });
});
