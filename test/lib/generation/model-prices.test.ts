import { describe, expect, it } from 'vitest';
import { costUsd, priceOf } from '../../../lib/generation/model-prices.ts';

describe('what a model costs', () => {
  it.each([
    ['openai:gpt-4.1-mini', 0.4],
    ['openai:gpt-4.1-mini-2025-04-14', 0.4],
    ['openai:gpt-4.1', 2],
    ['anthropic:claude-sonnet-4-20250514', 3],
    ['anthropic:claude-3-5-haiku-latest', 0.8],
    ['bedrock:amazon.nova-lite-v1:0', 0.06],
    ['bedrock:global.anthropic.claude-haiku-4-5-20251001-v1:0', 1],
  ])('is known of %s', (model, inputUsd) => {
    expect(priceOf(model)?.inputUsd).toBe(inputUsd);
  });

  it.each([
    'openai:gpt-4.1-unheard-of',
    'openai:gpt-51',
    'openai-compatible:gpt-4.1',
    'anthropic:claude-sonnet-4-9',
    'bedrock:eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    '',
  ])('is not guessed for %j', (model) => {
    expect(priceOf(model)).toBeNull();
    expect(costUsd(model, { inputTokens: 1, outputTokens: 1 })).toBeNull();
  });

  it('is not known without the counts; none are zero', () => {
    const model = 'anthropic:claude-haiku-4-5';
    expect(costUsd(model, { inputTokens: 2_000, outputTokens: 400 })).toBeCloseTo(0.004, 12);
    expect(costUsd(model, { inputTokens: null, outputTokens: 400 })).toBeNull();
    expect(costUsd(model, { inputTokens: 0, outputTokens: 0 })).toBe(0);
  });
});
