import twitter from 'twitter-text';
import { withoutForbiddenCharacters } from './forbidden-characters.ts';

/** What X would turn into something to click, and what only pretends not to. */
export interface Entities {
  links: string[];
  mentions: string[];
  cashtags: string[];
  hashtags: string[];
  /** E-mail addresses and international telephone numbers: nobody's belong into a post. */
  addresses: string[];
}

const DISGUISED_LINK =
  /\bh[tx]{2}ps?:|\w\s?[[({]\s?(?:\.|dot)\s?[\])}]\s?\w|\w dot (?:com|net|org|info|io|co|ai|app|dev|xyz|me)\b|\bwww\s?\.|:\/\/|\bmailto:/i;
const IP_ADDRESS = /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])/g;
/** X's list knows names in Latin letters; look-alikes of other scripts are read as them by people. */
const NAME_IN_ANY_SCRIPT = /[\p{L}\p{N}-]{1,63}\.(?:com|net|org|info|io|co|ai|app|dev|xyz|me)(?![\p{L}\p{N}])/giu;
/** What stands behind the slash makes a link of a name whose ending X's list may not have yet. */
const NAME_WITH_PATH = /[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,5}\.\p{L}{2,24}(?::\d{1,5})?\/[^\s/]/gu;
/** Signs before a name that keep X from linking it, today. */
const BEFORE_NAMES = /[^\p{L}\p{N}./:?=&%~+-]|(?<![\p{L}\p{N}])[-./]+/gu;
const MENTION = /(?<![p{L}p{N}_])@([a-z0-9_]{1,20})/gi;
const ADDRESS = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,5}\.\p{L}{2,24}/gu;

const TELEPHONE = /(?<![\p{L}\p{N}])(?:\+|00)[1-9]\d{0,2}[ ./()-]{0,2}(?:\d[ ./()-]{0,2}){6,12}\d(?!\d)/gu;

/**
 * The links, mentions, cashtags and hashtags of a text as X reads it (twitter-text), bare domains included; stricter than X
 * where a name could be one tomorrow, or is dressed up (`hxxp`, `example[.]com`, full-width letters, invisible characters inside).
 * X's own patterns take time in the square of a text's length: hand in no more than a post.
 */
export function entitiesIn(text: string): Entities {
  const plain = withoutForbiddenCharacters(text.normalize('NFKC')).replaceAll(/(?<=[a-z0-9])[。｡](?=[a-z])/gi, '.');
  const addresses = [...(plain.match(ADDRESS) ?? []), ...(plain.match(TELEPHONE) ?? [])];
  const rest = addresses.reduce((without, address) => without.replaceAll(address, ' '), plain);
  const disguised = rest.match(DISGUISED_LINK);
  const links = [
    ...urlsIn(rest),
    ...urlsIn(rest.replaceAll(BEFORE_NAMES, ' ')),
    ...(rest.match(IP_ADDRESS) ?? []),
    ...(rest.match(NAME_IN_ANY_SCRIPT) ?? []),
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

function urlsIn(text: string): string[] {
  return twitter.extractUrls(text, { extractUrlsWithoutProtocol: true });
}
