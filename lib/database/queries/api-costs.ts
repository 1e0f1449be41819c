import type { JSONValue } from 'postgres';
import type { Queryable } from '../client.ts';

/** What one reading cost, for the ledger. */
export interface ApiCost {
  accountId: string;
  /** The UTC day it belongs to is taken from here. */
  at: Date;
  service: string;
  units: number;
  usd: number;
  /** Ids of what was counted: the service counts each once a day. */
  counted: readonly string[];
}

/** Adds to the day's row. */
export async function addApiCost(sql: Queryable, cost: ApiCost): Promise<void> {
  await sql`
    insert into api_costs as c (account_id, day, service, units, usd, counted, updated_at)
    values (${cost.accountId}, ${utcDay(cost.at)}::date, ${cost.service}, ${cost.units}, ${cost.usd},
      ${sql.json(cost.counted as JSONValue)}, ${cost.at})
    on conflict (account_id, day, service) do update set
      units = c.units + excluded.units, usd = c.usd + excluded.usd, counted = c.counted || excluded.counted,
      updated_at = greatest(c.updated_at, excluded.updated_at)`;
}

/** What a service has cost in the calendar month (UTC) so far, over all accounts, and what it counted today already. */
export async function apiLedger(
  sql: Queryable,
  query: { service: string; at: Date },
): Promise<{ spentThisMonthUsd: number; countedToday: ReadonlySet<string> }> {
  const day = utcDay(query.at);
  const [row] = await sql<{ spent: number; counted: string[] }[]>`
    select coalesce(sum(usd), 0) as spent,
      coalesce((select jsonb_agg(distinct id) from api_costs t, jsonb_array_elements_text(t.counted) id
        where t.service = ${query.service} and t.day = ${day}::date), '[]') as counted
    from api_costs
    where service = ${query.service} and day >= date_trunc('month', ${day}::date)::date and day <= ${day}::date`;
  return { spentThisMonthUsd: row?.spent ?? 0, countedToday: new Set(row?.counted ?? []) };
}

function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
