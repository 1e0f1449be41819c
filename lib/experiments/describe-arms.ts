import type { ArmFeatures } from './arm-prior.ts';

/** What an arm shows, as far as it is known. */
export interface ArmContent {
  text?: string;
  /** Any name of the picture; two arms with the same name show the same one. */
  image?: string;
}

/** Prior standard deviations of effects on the log rate: of a word, of a text's shape, of the place in the list. */
const WORD = 0.032;
const SHAPE = 0.13;
const PLACE = 0.18;
/** Of what the experiment varies, on the rate of all its arms. */
const VARIED = 0.45;

/**
 * Features of an experiment's arms: words and shape of the texts, how alike they are, what differs between arms, and each
 * arm's place in the list, as people write down first what they believe in most. A place says nothing where nothing differs.
 */
export function describeArms(arms: readonly ArmContent[]): ArmFeatures[] {
  const texts = arms.map(({ text = '' }) => wordsOf(text));
  const differ = {
    text: new Set(arms.map(({ text }) => text)).size,
    image: new Set(arms.map(({ image }) => image)).size,
  };
  const varied = `varies ${differ.text > 1 ? 'text' : ''} ${differ.image > 1 ? 'image' : ''}`;
  return arms.map(({ text }, place) => {
    const features = new Map<string, number>([[varied, VARIED]]);
    if (differ.text > 1 || differ.image > 1) {
      features.set('place', (PLACE * Math.min(place, 6)) / 3);
      if (place === 0) features.set('first', PLACE);
    }
    if (text === undefined) return features;
    const words = texts[place]!;
    for (const word of words) features.set(`word ${word}`, WORD);
    const others = texts.filter((_, k) => k !== place).map((other) => likeness(words, other));
    const shape = { ...shapeOf(text, words), likeness: (3 * sum(others)) / Math.max(1, others.length) };
    for (const [name, value] of Object.entries(shape)) if (value !== 0) features.set(name, SHAPE * value);
    return features;
  });
}

/** Values of about 1. */
function shapeOf(text: string, words: readonly string[]): Record<string, number> {
  const real = words.filter(isWord);
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const has = (pattern: RegExp) => (pattern.test(text) ? 1 : 0);
  return {
    words: real.length / 15,
    'words squared': (real.length / 15) ** 2,
    characters: text.length / 80,
    'letters a word': sum(real.map((word) => word.length)) / Math.max(1, real.length) / 5,
    sentences: count(/[.!?]+(\s|$)/gu),
    commas: count(/,/gu),
    quotes: count(/["“]/gu),
    'words in capitals': count(/(?<![\p{L}\p{N}])\p{Lu}{2,}(?![\p{L}\p{N}])/gu) / 3,
    digit: has(/\p{N}/u),
    question: has(/\?/u),
    exclamation: has(/!/u),
    brackets: has(/\(/u),
    'left open': has(/\.\.\.|…/u),
    dash: has(/—| - /u),
    colon: has(/:/u),
  };
}

/** Share of the words of two texts that are in both (Jaccard). */
function likeness(a: readonly string[], b: readonly string[]): number {
  const [one, other] = [new Set(a), new Set(b)];
  const both = [...one].filter((word) => other.has(word)).length;
  return both / Math.max(1, one.size + other.size - both);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'’]+|[?!.,:"$%…-]/gu) ?? [];
}

function isWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
