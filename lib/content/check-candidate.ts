import { bannedTopicsIn } from './banned-topics.ts';
import type { Brief, ContentRules } from './brief.ts';
import type { Candidate } from './candidate.ts';
import { readCandidate } from './candidate-shape.ts';
import { type Entities, entitiesIn } from './entities.ts';
import { forbiddenCharactersIn } from './forbidden-characters.ts';
import { hookProblems } from './hook.ts';
import { betraysAModel } from './instruction-signs.ts';
import { findNearDuplicate, type Shingles, shinglesOf } from './near-duplicate.ts';
import { copiedExample, leakOf } from './prompt-leak.ts';
import { weightedLength } from './weighted-length.ts';

/** Labels are kept, grouped by and shown to later writers. */
const PLAIN_LABEL = /^[\p{L}\p{M}\p{N} _&'’+-]+$/u;
/** X refuses a post with more, whatever the operator allows. */
const CASHTAGS_OF_X = 1;

export interface CheckContext {
  brief: Brief;
  /** Texts of posts that are out or planned: nothing like them may go out again. */
  recentTexts: readonly string[];
  /** What the writer was told besides the brief, so that it is not repeated in public. */
  instructions?: readonly string[];
}

/**
 * Everything that keeps a text from being published, in sentences that tell a writer what to change; none when it may go on to
 * approval. Whatever a generator returned can be handed in: a wrong shape is a problem, not an exception. Deterministic.
 */
export function checkCandidate(candidate: unknown, context: CheckContext): { problems: string[] } {
  return candidateChecker(context)(candidate);
}

/** The same for several candidates of one brief: what is out already is read once. */
export function candidateChecker(context: CheckContext): (candidate: unknown) => { problems: string[] } {
  const { brief, recentTexts, instructions = [] } = context;
  const earlier = [...recentTexts, ...brief.avoid.map((post) => post.text)].map(readEarlier);
  return (candidate) => {
    const read = readCandidate(candidate);
    if (typeof read === 'string') return { problems: [read] };
    const { parts } = read;
    const text = parts.join('\n\n');
    const problems = [
      ...formatProblems(read, brief),
      ...hookProblems(read, brief),
      ...parts.flatMap((part, i) => partProblems(part, brief.rules, parts.length === 1 ? 'The text' : `Part ${i + 1}`)),
      ...entityProblems(parts, brief.rules),
      ...wholeProblems(text, read, brief),
      ...repetitionProblems(parts, earlier),
      ...leakOf(text, { brief, instructions }),
      ...copiedExample(text, brief),
    ];
    return { problems };
  };
}

interface Earlier {
  text: string;
  shingles: Shingles;
}

function readEarlier(text: string): Earlier {
  return { text, shingles: shinglesOf(text) };
}

function formatProblems({ format, parts }: Candidate, { format: wanted, rules }: Brief): string[] {
  if (format !== wanted) return [`The format must be ${wanted}, but is ${format}.`];
  if (format === 'single' && parts.length !== 1) return [`A single post has exactly one part, not ${parts.length}.`];
  const { minParts, maxParts } = rules;
  if (format === 'thread' && (parts.length < minParts || parts.length > maxParts)) {
    return [`A thread has ${minParts} to ${maxParts} parts, not ${parts.length}.`];
  }
  return [];
}

function partProblems(part: string, rules: ContentRules, which: string): string[] {
  if (!/[\p{L}\p{N}]/u.test(part)) return [`${which} is empty.`];
  const problems = forbiddenCharactersIn(part).map((what) => `${which} holds ${what}.`);
  const length = weightedLength(part);
  if (length > rules.maxWeightedLength) {
    problems.push(`${which} is ${length} characters long as X counts them; ${rules.maxWeightedLength} are allowed.`);
  }
  if (part.trim() !== part) problems.push(`${which} begins or ends with white space.`);
  return problems;
}

function entityProblems(parts: readonly string[], rules: ContentRules): string[] {
  const found = parts.map(entitiesIn);
  const all = (kind: keyof Entities) => found.flatMap((entities) => entities[kind]);
  const [links, mentions, addresses] = [all('links'), all('mentions'), all('addresses')];
  return [
    ...(links.length > 0 && !rules.allowLinks ? [`Links are not allowed: ${quoted(links)}.`] : []),
    ...(mentions.length > 0 && !rules.allowMentions ? [`Nobody may be mentioned: ${quoted(mentions)}.`] : []),
    ...(addresses.length > 0 ? [`Addresses and telephone numbers are not allowed: ${quoted(addresses)}.`] : []),
    ...tooMany('cashtags', all('cashtags').length, Math.min(rules.maxCashtags, CASHTAGS_OF_X)),
    ...tooMany('hashtags', all('hashtags').length, rules.maxHashtags),
  ];
}

function wholeProblems(text: string, { topic, hookType }: Candidate, brief: Brief): string[] {
  const banned = bannedTopicsIn([text, topic, hookType].join('\n'), brief.rules.bannedTopics);
  const own = [topic === brief.topic ? null : topic, hookType].filter((label) => label !== null);
  return [
    ...(banned.length > 0 ? [`It touches a banned topic: ${quoted(banned)}.`] : []),
    ...(betraysAModel(text)
      ? ['It speaks of instructions or of the model that wrote it, or has blanks left to fill in.']
      : []),
    ...(own.every((label) => PLAIN_LABEL.test(label)) ? [] : ['The topic and the hook must be a few plain words.']),
  ];
}

function repetitionProblems(parts: readonly string[], earlier: readonly Earlier[]): string[] {
  const shingles = parts.map(shinglesOf);
  const whole = shinglesOf(parts.join('\n\n'));
  const said = [whole, ...(parts.length > 1 ? shingles : [])].map((text) => findNearDuplicate(text, earlier));
  const repeated = said.find((found) => found !== null);
  const twin = shingles.findIndex(
    (part, i) =>
      findNearDuplicate(
        part,
        shingles.slice(0, i).map((other) => ({ shingles: other })),
      ) !== null,
  );
  return [
    ...(repeated ? [`It is almost the same as an earlier post: ${quoted([repeated.text])}.`] : []),
    ...(twin > 0 ? [`Part ${twin + 1} says again what an earlier part says.`] : []),
  ];
}

function tooMany(what: string, got: number, allowed: number): string[] {
  return got > allowed ? [`It has ${got} ${what}; ${allowed} are allowed.`] : [];
}

/** What was found, shortened: problems are stored and shown, and what they quote is untrusted. */
function quoted(values: readonly string[]): string {
  return values
    .slice(0, 3)
    .map((value) => JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value))
    .join(', ');
}
