import twitter from 'twitter-text';
import { withoutForbiddenCharacters } from './forbidden-characters.ts';

/** What X would turn into something to click, and what only pretends not to. */
export interface Entities {
  links: string[];
  mentions: string[];
  cashtags: string[];
  hashtags: string[];
  /** E-mail addresses: nobody's belongs into a post. */
  addresses: string[];
}

const DISGUISED_LINK = /\bh[tx]{2}ps?:|\w\s?[[({]\s?(?:\.|dot)\s?[\])}]\s?\w|\bwww\s?\.|:\/\/|\bmailto:/i;
const IP_ADDRESS = /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])/g;
/** What stands behind the slash makes a link of a name whose ending X's list may not have yet. */
const NAME_WITH_PATH = /(?<![\p{L}\p{N}])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(?::\d+)?\/[^\s/]/giu;
const MENTION = /(?<![p{L}p{N}_])@([a-z0-9_]{1,20})/gi;
const ADDRESS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/giu;

/**
 * The links, mentions, cashtags and hashtags of a text as X reads it (twitter-text), bare domains included; stricter than X
 * where a name could be one tomorrow, or is dressed up (`hxxp`, `example[.]com`, full-width letters, invisible characters inside).
 */
export function entitiesIn(text: string): Entities {
  const plain = withoutForbiddenCharacters(text.normalize('NFKC')).replaceAll(/(?<=[a-z0-9])[。｡](?=[a-z])/gi, '.');
  const addresses = plain.match(ADDRESS) ?? [];
  const rest = addresses.reduce((without, address) => without.replaceAll(address, ' '), plain);
  const disguised = rest.match(DISGUISED_LINK);
  const links = [
    ...twitter.extractUrls(rest, { extractUrlsWithoutProtocol: true }),
    ...(rest.match(IP_ADDRESS) ?? []),
    ...(rest.match(NAME_WITH_PATH) ?? []),
    ...(disguised === null ? [] : [disguised[0]]),
  ];
  return {
    links: [...new Set(links)],
    mentions: [
      ...new Set([...twitter.extractMentions(rest), ...[...rest.matchAll(MENTION)].map((match) => match[1]!)]),
    ],
    cashtags: twitter.extractCashtags(rest),
    hashtags: twitter.extractHashtags(rest),
    addresses,
  };
}
