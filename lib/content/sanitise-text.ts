import { entitiesIn } from './entities.ts';
import { withoutForbiddenCharacters } from './forbidden-characters.ts';

/** So much of a text is looked at, in multiples of what is kept. */
const GENEROUS = 4;

/**
 * An earlier post as it may be shown to a writer: without links, addresses and mentions (they would be copied), without hidden
 * characters, its white space folded, no longer than `maxCharacters` code points.
 * @example sanitiseText('Thanks @bob! More: https://a.example/x', 280) // => 'Thanks ! More:'
 */
export function sanitiseText(text: string, maxCharacters: number): string {
  // Finding links in a very long text takes very long; what is cut off here would be cut off below.
  const beginning = text.slice(0, GENEROUS * maxCharacters);
  const plain = withoutForbiddenCharacters(beginning.normalize('NFKC'));
  const { links, mentions, addresses } = entitiesIn(plain);
  let rest = plain.replaceAll(/\bhttps?:\/\/\S+/gi, ' ');
  for (const found of longestFirst([...addresses, ...links])) rest = rest.replaceAll(found, ' ');
  for (const name of longestFirst(mentions)) rest = rest.replaceAll(`@${name}`, ' ').replaceAll(`＠${name}`, ' ');
  const folded = rest
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  const characters = [...folded];
  return characters.length <= maxCharacters
    ? folded
    : `${characters
        .slice(0, maxCharacters - 1)
        .join('')
        .trimEnd()}…`;
}

/** So that a name inside a longer one does not leave half of it behind. */
function longestFirst(texts: readonly string[]): string[] {
  return texts.toSorted((a, b) => b.length - a.length);
}
