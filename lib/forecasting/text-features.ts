/** What the text of a post shows before anybody has read it; a text that is not known has unknown features. */
export interface TextFeatures {
  lnLength: number;
  link: number;
  hashtags: number;
  mentions: number;
  reply: number;
  repost: number;
  question: number;
  exclamation: number;
  media: number;
  shouting: number;
}

const UNKNOWN: TextFeatures = {
  lnLength: Number.NaN,
  link: Number.NaN,
  hashtags: Number.NaN,
  mentions: Number.NaN,
  reply: Number.NaN,
  repost: Number.NaN,
  question: Number.NaN,
  exclamation: Number.NaN,
  media: Number.NaN,
  shouting: Number.NaN,
};

/** @example textFeatures('Read this: https://example.com #data').hashtags // => 1 */
export function textFeatures(content: string | null | undefined): TextFeatures {
  if (content === null || content === undefined) return UNKNOWN;
  return {
    lnLength: Math.log1p(content.length),
    link: /https?:\/\//.test(content) ? 1 : 0,
    hashtags: content.includes('#') ? (content.match(/#\p{L}/gu)?.length ?? 0) : 0,
    mentions: content.includes('@') ? (content.match(/@\w/g)?.length ?? 0) : 0,
    reply: /^\s*@\w/.test(content) ? 1 : 0,
    repost: /^\s*(RT @|["“]@)/.test(content) ? 1 : 0,
    question: content.includes('?') ? 1 : 0,
    exclamation: content.includes('!') ? 1 : 0,
    media: /pic\.twitter\.com|\/(photo|video)\/\d/.test(content) ? 1 : 0,
    shouting: shareOfCapitals(content),
  };
}

/** Letter by letter, because thousands of texts are read before a forecast; only other scripts ask the tables of Unicode. */
function shareOfCapitals(content: string): number {
  let letters = 0;
  let capitals = 0;
  for (let i = 0; i < content.length; i++) {
    const code = content.charCodeAt(i);
    if (code >= 128) {
      const own = content.match(/\p{L}/gu)?.length ?? 0;
      return own === 0 ? 0 : (content.match(/\p{Lu}/gu)?.length ?? 0) / own;
    }
    const isCapital = code >= 65 && code <= 90;
    if (isCapital) capitals += 1;
    if (isCapital || (code >= 97 && code <= 122)) letters += 1;
  }
  return letters === 0 ? 0 : capitals / letters;
}

const WORDS = /[#@]?[\p{L}\p{N}_]{2,}/gu;
/** The same where all letters are plain ones, several times faster. */
const LATIN_WORDS = /[#@]?[a-z0-9_]{2,}/g;

function isLatin(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 128) return false;
  return true;
}

/** Words, hashtags, mentions and link hosts, each once, lower case: what a text can be recognised by. */
export function textTokens(content: string | null | undefined): string[] {
  if (!content) return [];
  const tokens = new Set<string>();
  const text = content.toLowerCase();
  const rest = !text.includes('://')
    ? text
    : text.replace(/https?:\/\/([^\s/]+)\S*/g, (_, host: string) => {
        tokens.add(host.replace(/^www\./, ''));
        return ' ';
      });
  for (const word of rest.match(isLatin(rest) ? LATIN_WORDS : WORDS) ?? []) tokens.add(word);
  return [...tokens];
}
