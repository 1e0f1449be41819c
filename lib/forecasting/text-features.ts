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
  const letters = content.match(/\p{L}/gu)?.length ?? 0;
  const capitals = content.match(/\p{Lu}/gu)?.length ?? 0;
  return {
    lnLength: Math.log1p(content.length),
    link: /https?:\/\//.test(content) ? 1 : 0,
    hashtags: content.match(/#\p{L}/gu)?.length ?? 0,
    mentions: content.match(/@\w/g)?.length ?? 0,
    reply: /^\s*@\w/.test(content) ? 1 : 0,
    repost: /^\s*(RT @|["“]@)/.test(content) ? 1 : 0,
    question: content.includes('?') ? 1 : 0,
    exclamation: content.includes('!') ? 1 : 0,
    media: /pic\.twitter\.com|\/(photo|video)\/\d/.test(content) ? 1 : 0,
    shouting: letters === 0 ? 0 : capitals / letters,
  };
}

/** Words, hashtags, mentions and link hosts, each once, lower case: what a text can be recognised by. */
export function textTokens(content: string | null | undefined): string[] {
  if (!content) return [];
  const tokens = new Set<string>();
  const rest = content.toLowerCase().replace(/https?:\/\/([^\s/]+)\S*/g, (_, host: string) => {
    tokens.add(host.replace(/^www\./, ''));
    return ' ';
  });
  for (const word of rest.match(/[#@]?[\p{L}\p{N}_]{2,}/gu) ?? []) tokens.add(word);
  return [...tokens];
}
