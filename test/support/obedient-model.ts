import { MockLanguageModelV4 } from 'ai/test';
import type { OpenModel } from '../../lib/generation/open-model.ts';
import { redactor } from '../../lib/runtime/redact.ts';

type Result = Awaited<ReturnType<MockLanguageModelV4['doGenerate']>>;
type FinishReason = Result['finishReason']['unified'];

/** The text of an answer in the requested schema. */
export function answerWith(candidates: readonly (readonly string[])[], topic: string | null = 'heat pumps'): string {
  return JSON.stringify({ candidates: candidates.map((parts) => ({ parts, topic, hookType: 'claim' })) });
}

/** What a model that keeps to the rules writes for this prompt: a single post or a thread. */
export function goodAnswer(prompt: string): string {
  return prompt.includes('A thread:')
    ? answerWith([
        [
          'Three things that decide the bill of a heat pump.',
          '2/ Flow temperature comes first.',
          '3/ Then the hours it runs through.',
        ],
      ])
    : answerWith([
        ['Flow temperature decides the bill more than the brand.'],
        ['Short cycling costs more than a cold snap does.'],
      ]);
}

export interface Said {
  text: string;
  finishReason?: FinishReason;
}

/** A failure, a function of what was asked, or what is said. */
export type Answer = Said | string | Error | ((prompt: string) => string);

/** A model of the AI SDK's tests whose answers are given in order; the last one is repeated. */
export function modelThatSays(...answers: Answer[]): OpenModel & { model: MockLanguageModelV4 } {
  let asked = 0;
  const model = new MockLanguageModelV4({
    provider: 'mock',
    modelId: 'mock-1',
    doGenerate: async ({ prompt }) => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      if (typeof answer === 'function') return resultOf({ text: answer(JSON.stringify(prompt)) });
      return resultOf(typeof answer === 'string' ? { text: answer } : answer!);
    },
  });
  return { name: 'openai:gpt-4.1-mini', model, redact: redactor(['very-secret-key']) };
}

function resultOf({ text, finishReason = 'stop' }: Said): Result {
  return {
    content: text === '' ? [] : [{ type: 'text', text }],
    finishReason: { unified: finishReason, raw: undefined },
    usage: {
      inputTokens: { total: 1_000, noCache: 1_000, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 200, text: 200, reasoning: undefined },
    },
    warnings: [],
  };
}
