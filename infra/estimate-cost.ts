import type { Usage } from '../lib/database/queries/usage.ts';
import { jobs } from './jobs.ts';
import { PRICES, type PriceName } from './prices.ts';
import { type StackChoice, stackParts } from './stack-parts.ts';

export interface CostLine {
  what: string;
  /** `recorded`: what a service billed, as the ledger has it. `estimated`: what was used, at list price. */
  basis: 'recorded' | 'estimated';
  quantity: number | null;
  unit: string;
  /** Null: not known, which is not zero. */
  usd: number | null;
  /** The part of it that AWS's allowances cover, as far as nothing else in the AWS account uses them. */
  freeUsd: number;
  /** What the whole month comes to if it goes on like this. */
  monthUsd: number | null;
  note: string | null;
}

export interface CostEstimate {
  lines: CostLine[];
  /** Of the lines that are known. */
  usd: number;
  freeUsd: number;
  monthUsd: number;
  /** What is not in the sums, because nobody here knows it. */
  unknown: string[];
}

/**
 * What an installation costs in a month: what the jobs really ran, at list price, what the stack keeps, and what the ledgers have
 * recorded. `share` is the part of the month that is over.
 */
export function estimateCost(options: { usage: Usage; choice: StackChoice; share: number }): CostEstimate {
  const { usage, choice, share } = options;
  const lines = [
    ...usage.services.map(({ service, units, usd }) => recorded({ service, units, usd, share })),
    ...unpricedCalls(usage),
    ...lambdaLines(usage, share),
    ...stackParts(choice).map(({ what, price, perMonth }) =>
      estimated({ what, price, quantity: perMonth === null ? null : perMonth * share, share }),
    ),
    ...(choice.database === 'external' ? [ownDatabase] : []),
  ];
  const sum = (amount: (line: CostLine) => number | null) =>
    lines.reduce((total, line) => total + (amount(line) ?? 0), 0);
  return {
    lines,
    usd: sum(({ usd }) => usd),
    freeUsd: sum(({ freeUsd }) => freeUsd),
    monthUsd: sum(({ monthUsd }) => monthUsd),
    unknown: lines.filter(({ usd }) => usd === null).map(({ what }) => what),
  };
}

const ownDatabase: CostLine = {
  what: 'your own database',
  basis: 'estimated',
  quantity: null,
  unit: '',
  usd: null,
  freeUsd: 0,
  monthUsd: null,
  note: 'its operator knows',
};

function recorded(entry: { service: string; units: number; usd: number; share: number }): CostLine {
  const { service, units, usd, share } = entry;
  const what = service === 'x_api' ? 'X API' : service;
  return {
    what,
    basis: 'recorded',
    quantity: units,
    unit: 'units',
    usd,
    freeUsd: 0,
    monthUsd: usd / share,
    note: null,
  };
}

/** Answers of language models whose price was not known when they came. */
function unpricedCalls({ unpricedGenerations }: Usage): CostLine[] {
  return unpricedGenerations.map(({ model, calls }) => ({
    what: `language model ${model}`,
    basis: 'recorded',
    quantity: calls,
    unit: 'answers',
    usd: null,
    freeUsd: 0,
    monthUsd: null,
    note: 'no price is known for it',
  }));
}

function lambdaLines({ jobs: used }: Usage, share: number): CostLine[] {
  const lines: CostLine[] = [];
  let requests = 0;
  let gbSeconds = 0;
  for (const { job: name, invocations, seconds, unknownRuns } of used) {
    const memoryMb = jobs.find((job) => job.name === name)?.memoryMb;
    if (memoryMb === undefined) continue;
    requests += invocations;
    const quantity = (seconds * memoryMb) / 1024;
    // The allowance is one for all functions: those that come first use it up.
    const left = Math.max(0, PRICES.lambdaGbSecond.freePerMonth * share - gbSeconds);
    gbSeconds += quantity;
    const line = estimated({ what: `Lambda, ${name}`, price: 'lambdaGbSecond', quantity, share, free: left });
    const note = unknownRuns === 0 ? null : `at least: ${unknownRuns} runs ended without saying how long they took`;
    lines.push({ ...line, note });
  }
  lines.push(estimated({ what: 'Lambda, requests', price: 'lambdaRequest', quantity: requests, share }));
  return lines;
}

function estimated(entry: {
  what: string;
  price: PriceName;
  quantity: number | null;
  share: number;
  free?: number;
}): CostLine {
  const { what, price, quantity, share } = entry;
  const { usd: unitUsd, unit, freePerMonth } = PRICES[price];
  const free = Math.min(quantity ?? 0, entry.free ?? freePerMonth * share);
  const usd = quantity === null ? null : quantity * unitUsd;
  return {
    what,
    basis: 'estimated',
    quantity,
    unit,
    usd,
    freeUsd: free * unitUsd,
    monthUsd: usd === null ? null : usd / share,
    note: quantity === null ? `$${unitUsd} per ${unit.replace(/s\b/, '')}; how much is not known here` : null,
  };
}
