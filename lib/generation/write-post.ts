import type { Brief } from '../content/brief.ts';
import type { Candidate } from '../content/candidate.ts';
import { candidateChecker } from '../content/check-candidate.ts';
import { chooseCandidate } from '../content/choose-candidate.ts';
import { asError } from '../runtime/errors.ts';
import type { ContentGenerator, Exchange, Generation } from './content-generator.ts';
import { GenerationError } from './errors.ts';
import { templateFor } from './templates.ts';
import { untilAborted } from './until-aborted.ts';

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
  /** The failure of the provider or of the score, null when there was none. */
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
  let generated: Generation;
  try {
    generated = await generation(generator, brief, signal);
  } catch (thrown) {
    const error = asError(thrown);
    return { chosen: null, problems: [], exchanges: error instanceof GenerationError ? error.exchanges : [], error };
  }
  const { instructions } = templateFor(brief.generator.name);
  const { candidates, exchanges } = generated;
  const check = candidateChecker({ brief, recentTexts, instructions });
  const checked = candidates.map((candidate) => ({ candidate, problems: check(candidate).problems }));
  const problems = checked.flatMap((one, i) => one.problems.map((problem) => `Candidate ${i + 1}: ${problem}`));
  if (candidates.length === 0) problems.push('The generator offered no text.');
  try {
    return { chosen: chooseCandidate(checked, score ? { score } : {}), problems, exchanges, error: null };
  } catch (thrown) {
    // A forecast that fails ranks nothing; the texts are as good as before.
    return { chosen: chooseCandidate(checked), problems, exchanges, error: asError(thrown) };
  }
}

/** A generator that listens is given the turn to say what it had asked before it is left alone. */
async function generation(generator: ContentGenerator, brief: Brief, signal: AbortSignal): Promise<Generation> {
  const left = new AbortController();
  const leave = () => setImmediate(() => left.abort(signal.reason));
  signal.addEventListener('abort', leave, { once: true });
  try {
    signal.throwIfAborted();
    return await untilAborted(left.signal, () => generator.generate(brief, { signal }));
  } catch (thrown) {
    if (!signal.aborted || thrown instanceof GenerationError) throw thrown;
    throw new GenerationError('GENERATION_TIMEOUT', { detail: 'The writing was stopped', cause: signal.reason });
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
