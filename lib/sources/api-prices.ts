/**
 * What the official X API bills per resource, in US dollars (pay per use, pricing page of 2026-08-22). Reading one's own
 * timeline with one's own app is an owned read. X counts a resource once per UTC day, softly; a spending limit in its
 * console is the last line of defence.
 */
export interface ApiPrices {
  ownedPostUsd: number;
  postUsd: number;
  userUsd: number;
}

export const API_PRICES: ApiPrices = { ownedPostUsd: 0.001, postUsd: 0.005, userUsd: 0.01 };

/** What X bills for one answer; a row of the ledger. */
export interface ApiCost {
  service: 'x_api';
  /** Posts and users that X counts, each once a day. */
  units: number;
  usd: number;
  /** Their ids. */
  counted: readonly string[];
}

/** What was billed in this calendar month, and what X has counted today already. */
export interface ApiLedger {
  spentThisMonthUsd: number;
  /** Ids of posts and users that were read today (UTC): reading them again is free. */
  countedToday: ReadonlySet<string>;
}
