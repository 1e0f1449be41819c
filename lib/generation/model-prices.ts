/** US dollars per million tokens. */
export interface TokenPrice {
  inputUsd: number;
  outputUsd: number;
}

/**
 * List prices without discounts for caching or batches, gathered on 2026-11-22 and checked against no bill: the provider's own page
 * decides. A price that is not known is null, never zero: costs are then told as unknown. The longest name that a model's id begins with counts.
 */
const PRICES: Readonly<Record<string, TokenPrice>> = {
  'openai:gpt-4o': { inputUsd: 2.5, outputUsd: 10 },
  'openai:gpt-4o-mini': { inputUsd: 0.15, outputUsd: 0.6 },
  'openai:gpt-4.1': { inputUsd: 2, outputUsd: 8 },
  'openai:gpt-4.1-mini': { inputUsd: 0.4, outputUsd: 1.6 },
  'openai:gpt-4.1-nano': { inputUsd: 0.1, outputUsd: 0.4 },
  'openai:gpt-5': { inputUsd: 1.25, outputUsd: 10 },
  'openai:gpt-5-mini': { inputUsd: 0.25, outputUsd: 2 },
  'openai:gpt-5-nano': { inputUsd: 0.05, outputUsd: 0.4 },
  'anthropic:claude-3-5-haiku': { inputUsd: 0.8, outputUsd: 4 },
  'anthropic:claude-haiku-4-5': { inputUsd: 1, outputUsd: 5 },
  'anthropic:claude-sonnet-4': { inputUsd: 3, outputUsd: 15 },
  'anthropic:claude-sonnet-4-5': { inputUsd: 3, outputUsd: 15 },
  'anthropic:claude-sonnet-4-6': { inputUsd: 3, outputUsd: 15 },
  'anthropic:claude-sonnet-5': { inputUsd: 2, outputUsd: 10 },
  'anthropic:claude-opus-4-1': { inputUsd: 15, outputUsd: 75 },
  'anthropic:claude-opus-4-5': { inputUsd: 5, outputUsd: 25 },
  'anthropic:claude-opus-4-6': { inputUsd: 5, outputUsd: 25 },
  'anthropic:claude-opus-4-7': { inputUsd: 5, outputUsd: 25 },
  'anthropic:claude-opus-4-8': { inputUsd: 5, outputUsd: 25 },
  'bedrock:amazon.nova-micro': { inputUsd: 0.035, outputUsd: 0.14 },
  'bedrock:amazon.nova-lite': { inputUsd: 0.06, outputUsd: 0.24 },
  'bedrock:amazon.nova-pro': { inputUsd: 0.8, outputUsd: 3.2 },
  // Through Bedrock's global endpoints; regional ones cost a tenth more and are left unknown.
  'bedrock:global.anthropic.claude-haiku-4-5': { inputUsd: 1, outputUsd: 5 },
  'bedrock:global.anthropic.claude-sonnet-4-5': { inputUsd: 3, outputUsd: 15 },
  'bedrock:global.anthropic.claude-opus-4-5': { inputUsd: 5, outputUsd: 25 },
};
/** What may follow the name of a model in the id of the same model: its date or revision, not another model's name. */
const REVISION = /^(?:[-@:]?(?:v\d+(?::\d+)?|latest|\d{4}-?\d{2}-?\d{2}))*$/;

/** The price of a model by its configured name (`provider:id`), null when it is not known. */
export function priceOf(model: string): TokenPrice | null {
  const names = Object.keys(PRICES).filter((name) => model.startsWith(name) && REVISION.test(model.slice(name.length)));
  const longest = names.toSorted((a, b) => b.length - a.length)[0];
  return longest === undefined ? null : PRICES[longest]!;
}

/**
 * What an exchange cost; null when the price or a count is not known.
 * @example costUsd('anthropic:claude-haiku-4-5', { inputTokens: 2_000, outputTokens: 400 }) // => 0.004
 */
export function costUsd(
  model: string,
  { inputTokens, outputTokens }: { inputTokens: number | null; outputTokens: number | null },
): number | null {
  const price = priceOf(model);
  if (price === null || inputTokens === null || outputTokens === null) return null;
  return (inputTokens * price.inputUsd + outputTokens * price.outputUsd) / 1_000_000;
}
