import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Reaction, startDatabaseProxy } from './database-proxy.ts';
import { copiedDatabases } from './databases.ts';
import { isLong } from './life.ts';
import { deliver, type Scenario, scenarios } from './scenarios.ts';
import { differences, tablesOf } from './tables.ts';

const LATER_MS = 300_000;
const POINTS = isLong ? 8 : 1;
const program = fileURLToPath(new URL('killed-process.ts', import.meta.url));
const databases = copiedDatabases();
const NAMES = ['metrics_scraper', 'content_planner'] as const;

/** A process that really dies (SIGKILL) while it waits for a statement, and the next delivery of the event. */
async function killedAt(scenario: Scenario, statement: number) {
  const later = new Date(scenario.time.getTime() + LATER_MS);
  const template = await databases.template(scenario.job.name, scenario.fill);
  return databases.withCopy(template, async ({ url, sql }) => {
    const proxy = await startDatabaseProxy(url);
    const child = spawn(process.execPath, [program, scenario.job.name, proxy.url], { stdio: 'ignore' });
    const ended = once(child, 'close');
    proxy.react = async ({ number }): Promise<Reaction> => {
      if (number !== statement) return 'pass';
      child.kill('SIGKILL');
      await ended;
      return 'pass';
    };
    const [, signal] = await ended;
    await proxy.close();
    const [again] = await deliver(scenario, scenario.surroundings(), { url, clock: () => later });
    return { signal, again: again?.status, tables: await tablesOf(sql, [scenario.time, later]) };
  });
}

async function clean(scenario: Scenario) {
  const template = await databases.template(scenario.job.name, scenario.fill);
  return databases.withCopy(template, async ({ url, sql }) => {
    const proxy = await startDatabaseProxy(url);
    await deliver(scenario, scenario.surroundings(), { url: proxy.url });
    await proxy.close();
    return { statements: proxy.exchanges, tables: await tablesOf(sql, [scenario.time]) };
  });
}

describe('a process that is killed by the system', () => {
  for (const name of NAMES) {
    it(
      `${name}: the next one leaves the tables of one clean run`,
      async () => {
        const scenario = scenarios[name]!;
        const { statements, tables } = await clean(scenario);
        for (let point = 1; point <= POINTS; point++) {
          const statement = Math.round((point * statements) / (POINTS + 1));
          const killed = await killedAt(scenario, statement);
          expect(killed).toMatchObject({ signal: 'SIGKILL', again: expect.stringMatching(/^(ok|partial)$/) });
          const found = differences(tables, killed.tables).filter((row) => !row.includes('HONE_DOUBTFUL_READING'));
          expect({ statement, found }).toEqual({ statement, found: [] });
        }
      },
      isLong ? 3_600_000 : 120_000,
    );
  }
});
