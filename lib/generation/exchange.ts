import type { Exchange } from './content-generator.ts';
import { costUsd } from './model-prices.ts';
import { promptHash } from './prompt-hash.ts';

/** An answer longer than that is no post; its beginning is enough for audit. */
const LONGEST_KEPT = 50_000;

/** The record of one question, to be kept whatever came of it. */
export function exchangeOf(input: {
  model: string;
  prompt: string;
  answer: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
}): Exchange {
  const { model, inputTokens, outputTokens } = input;
  const prompt = storable(input.prompt);
  return {
    model,
    prompt,
    promptHash: promptHash(prompt),
    answer: input.answer === null ? null : shortened(storable(input.answer)),
    inputTokens,
    outputTokens,
    usd: costUsd(model, { inputTokens, outputTokens }),
  };
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

function shortened(text: string): string {
  return text.length <= LONGEST_KEPT
    ? text
    : `${text.slice(0, LONGEST_KEPT).toWellFormed()}… (${text.length - LONGEST_KEPT} more characters)`;
}
