import type { Brief } from '../content/brief.ts';
import type { Candidate } from '../content/candidate.ts';
import { checkCandidate } from '../content/check-candidate.ts';
import { chooseCandidate } from '../content/choose-candidate.ts';
import { asError } from '../runtime/errors.ts';
import type { ContentGenerator, Exchange, Generation } from './content-generator.ts';
import { GenerationError } from './errors.ts';
import { templateFor } from './templates.ts';

export interface WritePostOptions {
  /** Texts that are out or planned: nothing like them is chosen. */
  recentTexts: readonly string[];
  /** A calibrated forecast of a candidate, null where it abstains; without one the first good candidate is chosen. */
  score?: ((candidate: Candidate) => number | null) | null;
  signal: AbortSignal;
}

export interface WrittenPost {
  /** Null when nothing came that may go on to approval: the slot stays empty. */
  chosen: Candidate | null;
  /** Why candidates were refused, in sentences that begin with which one. */
  problems: string[];
  /** Every question and answer, of failures too. */
  exchanges: readonly Exchange[];
  /** The provider's failure, null when it answered. */
  error: Error | null;
}

/**
 * Has a brief written, checks what comes and chooses. A provider that is slow, refuses or answers nonsense costs this one post:
 * it never throws, and does not wait for a generator that ignores the signal.
 */
export async function writePost(
  generator: ContentGenerator,
  brief: Brief,
  { recentTexts, score, signal }: WritePostOptions,
): Promise<WrittenPost> {
  let generation: Generation;
  try {
    generation = await untilAborted(signal, () => generator.generate(brief, { signal }));
  } catch (thrown) {
    const error = asError(thrown);
    return { chosen: null, problems: [], exchanges: error instanceof GenerationError ? error.exchanges : [], error };
  }
  const { instructions } = templateFor(brief.generator.name);
  const { candidates, exchanges } = generation;
  const checked = candidates.map((candidate) => {
    const { problems } = checkCandidate(candidate, { brief, recentTexts, instructions });
    return { candidate, problems };
  });
  const problems = checked.flatMap((one, i) => one.problems.map((problem) => `Candidate ${i + 1}: ${problem}`));
  if (candidates.length === 0) problems.push('The generator offered no text.');
  try {
    return { chosen: chooseCandidate(checked, score ? { score } : {}), problems, exchanges, error: null };
  } catch (thrown) {
    return { chosen: null, problems, exchanges, error: asError(thrown) };
  }
}

async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () =>
    reject(new GenerationError('GENERATION_TIMEOUT', { detail: 'The writing was stopped', cause: signal.reason }));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([aborted, signal.aborted ? aborted : work()]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
