import { wordsOf } from './words.ts';

const ENDINGS = ['', 's', 'es'];

/**
 * The banned topics that a text names: by their words in order, singular or plural, apart or run together as in a hashtag, whatever
 * their case. It finds words, not meanings; keeping to the meaning is asked of the writer and left to who approves.
 * @example bannedTopicsIn('Why #CryptoCurrencies fell', ['crypto currency', 'crypto currencies']) // => ['crypto currencies']
 */
export function bannedTopicsIn(text: string, bannedTopics: readonly string[]): string[] {
  const words = wordsOf(text.replaceAll('_', ' '));
  return bannedTopics.filter((topic) => {
    const wanted = wordsOf(topic.replaceAll('_', ' '));
    if (wanted.length === 0) return false;
    const joined = wanted.join('');
    return words.some((word, i) => isFormOf(word, joined) || startsHere(words, i, wanted));
  });
}

function startsHere(words: readonly string[], start: number, wanted: readonly string[]): boolean {
  return wanted.every((word, k) => {
    const found = words[start + k];
    return found !== undefined && (k === wanted.length - 1 ? isFormOf(found, word) : found === word);
  });
}

function isFormOf(word: string, base: string): boolean {
  return ENDINGS.some((ending) => word === base + ending);
}
