import type { Queryable } from '../client.ts';

/** One question to a generator and its answer. */
export interface StoredGeneration {
  decisionId: string;
  generatorName: string;
  generatorVersion: string;
  model: string;
  prompt: string;
  promptHash: string;
  /** Null when none came. */
  answer: string | null;
  problems: readonly string[];
  error: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  usd: number | null;
}

/** Keeps a question and its answer for whoever wants to know how a text came about. */
export async function insertGeneration(sql: Queryable, generation: StoredGeneration, at: Date): Promise<void> {
  const { prompt, answer, error } = generation;
  await sql`
    insert into generations (decision_id, generator_name, generator_version, model, prompt, prompt_hash, answer, problems, error,
      input_tokens, output_tokens, usd, created_at)
    values (${generation.decisionId}, ${generation.generatorName}, ${generation.generatorVersion}, ${generation.model},
      ${storable(prompt)}, ${generation.promptHash}, ${answer === null ? null : storable(answer)},
      ${sql.json(generation.problems.map(storable))}, ${error === null ? null : storable(error)}, ${generation.inputTokens},
      ${generation.outputTokens}, ${generation.usd}, ${at})`;
}

/** PostgreSQL refuses NUL and lone surrogates, and a model may answer with anything. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}
