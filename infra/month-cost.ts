import type { Sql } from '../lib/database/client.ts';
import { usageOf } from '../lib/database/queries/usage.ts';
import { type CostEstimate, estimateCost } from './estimate-cost.ts';
import { PRICES_AS_OF, PRICES_REGION } from './prices.ts';
import type { StackChoice } from './stack-parts.ts';

/** A calendar month's cost so far, all accounts together. */
export interface MonthCost extends CostEstimate {
  /** e.g. 2026-11. */
  month: string;
  /** The month's begin, or the first run in it. */
  since: Date;
  pricesAsOf: string;
  region: string;
}

/** What the project's own stack is unless something else is chosen. */
export const DEFAULT_CHOICE: StackChoice = { database: 'rds', egress: 'nat-instance', multiAz: false };

/** The calendar month in UTC that holds a moment. */
export function monthOf(at: Date): { from: Date; until: Date } {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { from: new Date(Date.UTC(year, month)), until: new Date(Date.UTC(year, month + 1)) };
}

/** What a month has cost by `now`, or null when no job ran in it. */
export async function monthCost(
  sql: Sql,
  { from, until, now, choice }: { from: Date; until: Date; now: Date; choice: StackChoice },
): Promise<MonthCost | null> {
  const usage = await usageOf(sql, { from, until });
  const began = usage.firstRunAt !== null && usage.firstRunAt > from ? usage.firstRunAt : from;
  const share = (Math.min(now.getTime(), until.getTime()) - began.getTime()) / (until.getTime() - from.getTime());
  if (usage.firstRunAt === null || share <= 0) return null;
  return {
    month: from.toISOString().slice(0, 7),
    since: began,
    pricesAsOf: PRICES_AS_OF,
    region: PRICES_REGION,
    ...estimateCost({ usage, choice, share }),
  };
}
