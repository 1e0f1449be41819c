import type { ModelMessage } from 'ai';
import type { Brief } from '../content/brief.ts';
import type { Candidate } from '../content/candidate.ts';
import { candidateChecker } from '../content/check-candidate.ts';
import { hookName } from '../content/hook.ts';
import { type PromptTemplate, promptFor } from '../content/prompt.ts';
import { askModel, type ModelAnswer, type Offered } from './ask-model.ts';
import type { ContentGenerator, Exchange } from './content-generator.ts';
import { GenerationError } from './errors.ts';
import type { OpenModel } from './open-model.ts';

export interface ModelGeneratorOptions {
  template: PromptTemplate;
  model: OpenModel;
  /** For each of the two questions there may be. */
  timeoutMs?: number;
  /** Models that think first spend most of it on that. */
  maxOutputTokens?: number;
}

/** More texts than that are not looked at. */
const MOST_CANDIDATES = 12;
/** Of a bad answer, so much is shown to the model again. */
const LONGEST_REMINDER = 4_000;

/**
 * Writes with a language model by a template of the repository, answers by schema. When nothing of the answer can be used, it is told
 * once what was wrong; what comes then is final.
 */
export function modelGenerator(options: ModelGeneratorOptions): ContentGenerator {
  const { template, model, timeoutMs = 60_000, maxOutputTokens = 8_000 } = options;
  return {
    name: template.name,
    version: template.version,
    formats: template.formats,
    async generate(brief, { signal }) {
      const { system, user } = promptFor(brief, template);
      const exchanges: Exchange[] = [];
      const ask = async (messages: ModelMessage[]): Promise<ModelAnswer> => {
        try {
          const answer = await askModel({ model, system, messages, timeoutMs, maxOutputTokens, signal });
          exchanges.push(answer.exchange);
          return answer;
        } catch (error) {
          throw error instanceof GenerationError ? withEarlier(error, exchanges) : error;
        }
      };
      const question: ModelMessage = { role: 'user', content: user };
      const first = await ask([question]);
      const offered = candidatesOf(first, brief);
      const problems = problemsOf(first, offered, { brief, template });
      if (problems.length === 0) return { candidates: offered, exchanges };
      const reminder = (first.exchange.answer ?? '(nothing)').slice(0, LONGEST_REMINDER);
      const second = await ask([
        question,
        { role: 'assistant', content: reminder },
        { role: 'user', content: repairRequest(problems) },
      ]);
      if (second.fault !== null && offered.length === 0) {
        throw new GenerationError(second.fault.code, { detail: `${model.name}: ${second.fault.detail}`, exchanges });
      }
      return { candidates: [...candidatesOf(second, brief), ...offered], exchanges };
    },
  };
}

/** Why nothing of an answer can be used; none when something can. */
function problemsOf(
  answer: ModelAnswer,
  candidates: readonly Candidate[],
  { brief, template }: { brief: Brief; template: PromptTemplate },
): string[] {
  if (answer.fault !== null) return [`${answer.fault.detail}.`];
  if (candidates.length === 0) return ['The answer held no candidate.'];
  const { instructions } = template;
  const check = candidateChecker({ brief, recentTexts: [], instructions });
  const found = candidates.map((candidate) => check(candidate).problems);
  if (found.some((problems) => problems.length === 0)) return [];
  return found.flatMap((problems, i) => problems.map((problem) => `Candidate ${i + 1}: ${problem}`));
}

function repairRequest(problems: readonly string[]): string {
  const listed = problems.slice(0, 20).map((problem) => `- ${problem}`);
  return `Nothing of this can be used:\n${listed.join('\n')}\nAnswer again in the requested schema, with new texts that keep to every rule.`;
}

function candidatesOf({ offered }: ModelAnswer, brief: Brief): Candidate[] {
  return (offered ?? []).slice(0, MOST_CANDIDATES).map((candidate) => toCandidate(candidate, brief));
}

function toCandidate({ parts, topic, hookType }: Offered, brief: Brief): Candidate {
  return {
    format: brief.format,
    parts: parts.map((part) => part.trim()),
    topic: brief.topic ?? (topic?.trim() || null),
    hookType: hookName(hookType ?? '') || null,
  };
}

function withEarlier(error: GenerationError, earlier: readonly Exchange[]): GenerationError {
  if (earlier.length === 0) return error;
  const { message, code, status, exchanges, advice } = error;
  const detail = message.slice(0, -`. ${advice}`.length);
  return new GenerationError(code, { detail, status, exchanges: [...earlier, ...exchanges], cause: error });
}
