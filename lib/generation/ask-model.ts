import { APICallError, generateText, type ModelMessage, NoObjectGeneratedError, Output } from 'ai';
import { z } from 'zod';
import { betraysAModel } from '../content/instruction-signs.ts';
import { withDeadline } from '../runtime/deadline.ts';
import { asError, DeadlineError } from '../runtime/errors.ts';
import type { Exchange } from './content-generator.ts';
import { GenerationError, type GenerationErrorCode } from './errors.ts';
import { exchangeOf } from './exchange.ts';
import type { OpenModel } from './open-model.ts';
import { untilAborted } from './until-aborted.ts';

// The SDK writes its warnings to the console, whose lines are ours to format.
globalThis.AI_SDK_LOG_WARNINGS = false;

const answerSchema = z.object({
  candidates: z.array(
    z.object({
      parts: z.array(z.string()).describe('The text of a single post as one part, the texts of a thread in order'),
      topic: z.string().nullable().describe('What it is about, in one to three words'),
      hookType: z.string().nullable().describe('How it opens, in one word: question, number, claim, story, how_to …'),
    }),
  ),
});

/** What a model offers before anything of it is trusted. */
export type Offered = z.infer<typeof answerSchema>['candidates'][number];

export interface Question {
  model: OpenModel;
  system: string;
  messages: ModelMessage[];
  timeoutMs: number;
  maxOutputTokens: number;
  signal: AbortSignal;
}

/** Either texts, or why the answer is none: what a model may be told so that it answers better. */
export type ModelAnswer = { exchange: Exchange } & (
  | { offered: Offered[]; fault: null }
  | { offered: null; fault: { code: GenerationErrorCode; detail: string } }
);

/**
 * Asks once, without retries: a slot is worth one question and one repair.
 * @throws GenerationError when the provider failed, did not answer in time or refused; another answer would be no better
 */
export async function askModel(question: Question): Promise<ModelAnswer> {
  const { model, system, messages, timeoutMs, maxOutputTokens, signal } = question;
  try {
    const limit = { what: `The answer of ${model.name}`, limitMs: timeoutMs };
    const result = await withDeadline(limit, (deadline) => {
      const abortSignal = AbortSignal.any([signal, deadline]);
      return untilAborted(abortSignal, () =>
        generateText({
          model: model.model,
          system,
          messages,
          output: Output.object({ schema: answerSchema, name: 'candidates' }),
          maxRetries: 0,
          maxOutputTokens,
          // What an account plans to say is nobody's to keep.
          providerOptions: { openai: { store: false } },
          abortSignal,
        }),
      );
    });
    const { text, usage, finishReason } = result;
    const exchange = record(question, { text, usage });
    if (text === '' || finishReason === 'content-filter') return fault({ text, finishReason }, exchange);
    return { exchange, offered: result.output.candidates, fault: null };
  } catch (thrown) {
    if (thrown instanceof GenerationError) throw thrown;
    if (NoObjectGeneratedError.isInstance(thrown)) {
      const { text = '', usage, finishReason } = thrown;
      return fault({ text, finishReason }, record(question, { text, usage }));
    }
    throw providerError(thrown, question);
  }
}

function fault(answer: { text: string; finishReason: string | undefined }, exchange: Exchange): ModelAnswer {
  const { text, finishReason } = answer;
  if (finishReason === 'content-filter' || betraysAModel(text)) {
    throw new GenerationError('GENERATION_REFUSED', {
      detail: `${exchange.model} refused to write`,
      exchanges: [exchange],
    });
  }
  const of = (code: GenerationErrorCode, detail: string): ModelAnswer => ({
    exchange,
    offered: null,
    fault: { code, detail },
  });
  if (finishReason === 'length') return of('GENERATION_OVERLONG', 'The answer was cut off because it was too long');
  if (text.trim() === '') return of('GENERATION_EMPTY', 'The answer was empty');
  return of('GENERATION_UNREADABLE', 'The answer was not in the requested schema');
}

interface Usage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
}

function record(
  { model, system, messages }: Question,
  answer: { text: string; usage: Usage | undefined } | null,
): Exchange {
  const asked = messages.map(
    ({ role, content }) => `[${role}]\n${typeof content === 'string' ? content : JSON.stringify(content)}`,
  );
  return exchangeOf({
    model: model.name,
    prompt: [`[system]\n${system}`, ...asked].join('\n\n'),
    answer: answer === null || answer.text === '' ? null : answer.text,
    inputTokens: answer?.usage?.inputTokens ?? null,
    outputTokens: answer?.usage?.outputTokens ?? null,
  });
}

/** Without the SDK's error as cause: it holds the headers and the body of the request. */
function providerError(thrown: unknown, question: Question): GenerationError {
  const exchanges = [record(question, null)];
  const error = asError(thrown);
  const { name, redact } = question.model;
  const status = APICallError.isInstance(error) ? (error.statusCode ?? null) : null;
  if (error instanceof DeadlineError)
    return new GenerationError('GENERATION_TIMEOUT', { detail: error.message, exchanges });
  if (question.signal.aborted) {
    return new GenerationError('GENERATION_TIMEOUT', { detail: `The question to ${name} was stopped`, exchanges });
  }
  const said = redact(error.message)
    .replaceAll(/\bsk-[\w*.-]+/g, '***')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
  const detail = `${name} failed${status === null ? '' : ` with HTTP ${status}`}: ${said}`;
  return new GenerationError(codeOf(status, error), { detail, status, exchanges });
}

function codeOf(status: number | null, error: Error): GenerationErrorCode {
  if (status === 401 || status === 403 || /credential|api key/i.test(error.message)) return 'GENERATION_UNAUTHORIZED';
  if (status === 402 || status === 429) return 'GENERATION_RATE_LIMITED';
  if (status !== null && status >= 200 && status < 300) return 'GENERATION_UNREADABLE';
  if (status !== null && status >= 400 && status < 500 && status !== 408) return 'GENERATION_BAD_REQUEST';
  return 'GENERATION_PROVIDER_FAILED';
}
