import type { Brief } from '../content/brief.ts';
import type { Candidate } from '../content/candidate.ts';
import { candidateChecker } from '../content/check-candidate.ts';
import { hookName } from '../content/hook.ts';
import { sanitiseText } from '../content/sanitise-text.ts';
import { type Random, seededRandom } from '../statistics/seeded-random.ts';
import type { ContentGenerator } from './content-generator.ts';
import { GenerationError } from './errors.ts';
import {
  GENERAL_SUBJECTS,
  PHRASES,
  SKELETONS,
  type Skeleton,
  TAILS,
  THREAD_CLOSINGS,
  THREAD_STEPS,
} from './offline-grammar.ts';
import { promptHash } from './prompt-hash.ts';
import { templateFor } from './templates.ts';

const OFFLINE_VERSION = 'offline-1';
/** Draws per wanted candidate before it gives up on a brief that bans what it can say. */
const DRAWS = 12;

/**
 * Writes without a model: a grammar, seeded by the decision. The same brief gives the same texts; no clock, no network, no cost. For
 * demonstrations and tests, and an honest placeholder where no model is configured: English only, it states no facts about the world.
 */
export function offlineGenerator(name: string): ContentGenerator {
  const { formats } = templateFor(name);
  return {
    name,
    version: OFFLINE_VERSION,
    formats,
    generate: async (brief) => {
      const prompt = askedFor(brief);
      const exchange = {
        model: 'offline',
        prompt,
        promptHash: promptHash(prompt),
        answer: null,
        inputTokens: 0,
        outputTokens: 0,
        usd: 0,
      };
      if (!/^en\b/i.test(brief.language)) {
        const detail = `The offline generator writes English, but the brief asks for ${JSON.stringify(brief.language)}`;
        throw new GenerationError('GENERATION_UNSUPPORTED', { detail, exchanges: [exchange] });
      }
      const skeletons = skeletonsFor(name, brief);
      if (skeletons.length === 0) {
        const detail = `The offline generator knows no text that opens with the hook ${JSON.stringify(brief.hook)}`;
        throw new GenerationError('GENERATION_UNSUPPORTED', { detail, exchanges: [exchange] });
      }
      const candidates = drawCandidates(skeletons, name, brief);
      return { candidates, exchanges: [{ ...exchange, answer: JSON.stringify({ candidates }) }] };
    },
  };
}

/** What the grammar looks at, for audit. */
function askedFor({ decisionId, generator, format, topic, hook, rules, candidates }: Brief): string {
  return JSON.stringify({ decisionId, generator, format, topic, ...(hook && { hook }), rules, candidates });
}

/** As a model is asked to, it keeps to the rules as far as it can see; whether it did is checked by others. */
function drawCandidates(skeletons: readonly Skeleton[], name: string, brief: Brief): Candidate[] {
  const check = candidateChecker({ brief, recentTexts: [] });
  const candidates: Candidate[] = [];
  for (let draw = 0; draw < DRAWS * brief.candidates && candidates.length < brief.candidates; draw++) {
    const candidate = compose(skeletons, brief, seededRandom(`${brief.decisionId}/${name}/${draw}`));
    if (check(candidate).problems.length === 0) candidates.push(candidate);
  }
  return candidates;
}

/** Its own beginnings; where none of them opens as asked, those of the others. */
function skeletonsFor(name: string, { hook }: Brief): readonly Skeleton[] {
  const all = Object.values(SKELETONS).flat();
  const own = SKELETONS[name] ?? all;
  if (hook === undefined || hook === null) return own;
  const wanted = (skeletons: readonly Skeleton[]) => skeletons.filter(({ hookType }) => hookType === hookName(hook));
  return wanted(own).length > 0 ? wanted(own) : wanted(all);
}

function compose(skeletons: readonly Skeleton[], brief: Brief, random: Random): Candidate {
  const topic = brief.topic === null ? pick(GENERAL_SUBJECTS, random) : spoken(brief.topic);
  const skeleton = pick(skeletons, random);
  const say = speaker(topic, random);
  return {
    format: brief.format,
    parts:
      brief.format === 'single'
        ? [`${say(skeleton.text)} ${say(pick(TAILS, random))}`]
        : threadParts(skeleton, { brief, random, say }),
    topic: brief.topic,
    hookType: skeleton.hookType,
  };
}

function threadParts(
  skeleton: Skeleton,
  { brief, random, say }: { brief: Brief; random: Random; say: (text: string) => string },
): string[] {
  const { minParts, maxParts } = brief.rules;
  const count = minParts + Math.floor(random() * (Math.min(maxParts, minParts + 2) - minParts + 1));
  const middle = Array.from({ length: Math.max(0, count - 2) }, () => say(pick(THREAD_STEPS, random)));
  const parts = [say(skeleton.text), ...middle, say(pick(THREAD_CLOSINGS, random))].slice(0, count);
  return parts.map((part, i) => (i === 0 ? part : `${i + 1}/ ${part}`));
}

/** Fills the blanks of a sentence; within one text no phrase is used twice while there are others. */
function speaker(topic: string, random: Random): (text: string) => string {
  const used = new Set<string>();
  const fresh = (kind: string): string => {
    const phrases = PHRASES[kind]!;
    const left = phrases.filter((phrase) => !used.has(phrase));
    const phrase = pick(left.length > 0 ? left : phrases, random);
    used.add(phrase);
    return phrase;
  };
  return (text) =>
    text
      .replaceAll(/\{(\w+)\}/g, (_, kind: string) => (kind === 'topic' ? topic : fresh(kind)))
      .replaceAll(/(^|[.!?] )(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** A topic's name as it is said: `rooftop_solar` is "rooftop solar". */
function spoken(topic: string): string {
  return sanitiseText(topic.replaceAll('_', ' '), 40).replaceAll(/\s+/g, ' ') || 'this';
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)]!;
}
