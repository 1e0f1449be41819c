import type { Sql } from '../../lib/database/client.ts';

/** What says nothing of what is stored: how a run came about, and numbers that PostgreSQL gives out. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  job_runs: ['attempt', 'counts', 'status', 'error', 'duration_ms', 'lease_until', 'started_at'],
  schema_migrations: ['applied_at'],
};
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Where an error was thrown is the same; who called there is a line of a test. */
const STACK = /"exception\.stacktrace":"(?:[^"\\]|\\.)*"/g;

/**
 * Every table of a database, row by row, in an order of its own: random ids are named alike, and so are the moments at which the runs
 * believed to be. Two databases that say the same are the same to everyone who reads them.
 */
export async function tablesOf(sql: Sql, moments: readonly Date[]): Promise<Record<string, string[]>> {
  const names = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`;
  const tables: Record<string, string[]> = {};
  for (const { name } of names) {
    const rows = await sql<{ row: Record<string, unknown> }[]>`select to_jsonb(t) as row from ${sql(name)} t`;
    tables[name] = rows.map(({ row }) => withoutChance(said(name, row), moments)).sort();
  }
  return tables;
}

function said(name: string, row: Record<string, unknown>): string {
  const out = [...(LEFT_OUT[name] ?? []), 'id'];
  const kept = Object.fromEntries(Object.entries(row).filter(([column]) => !out.includes(column)));
  return JSON.stringify(
    name === 'job_runs' ? { ...kept, isDone: ['ok', 'partial'].includes(String(row.status)) } : kept,
  );
}

function withoutChance(row: string, moments: readonly Date[]): string {
  let text = row.replace(UUID, '<id>').replace(STACK, '"exception.stacktrace":"<stack>"');
  for (const moment of moments) {
    const iso = moment.toISOString();
    const stored = iso.replace('.000Z', '+00:00');
    text = text.replaceAll(iso, '<now>').replaceAll(stored, '<now>');
  }
  return text;
}

/** What two databases do not say alike; empty when they say the same. */
export function differences(expected: Record<string, string[]>, got: Record<string, string[]>): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
  return names.flatMap((name) => {
    const left = [...(got[name] ?? [])];
    const missing = (expected[name] ?? []).filter((row) => {
      const at = left.indexOf(row);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    return [...missing.map((row) => `${name} lacks ${row}`), ...left.map((row) => `${name} has ${row}`)];
  });
}
