import { parseAriaLabel } from './aria-label.ts';
import { type HtmlToken, htmlTokens } from './html.ts';
import { COUNTER_NAMES, type PostCounters, type PostObservation, type QuarantinedValue } from './observation.ts';
import { isId, snowflakeTime } from './snowflake.ts';

/** A post as the page renders it, with the handle its permalink names. */
export interface RenderedPost {
  handle: string | null;
  post: PostObservation;
}

const ACTION_BUTTON = /^(reply|retweet|unretweet|like|unlike|bookmark|removeBookmark)$/;
const UNKNOWN: PostCounters = {
  impressions: null,
  likes: null,
  retweets: null,
  replies: null,
  quotes: null,
  bookmarks: null,
  newFollows: null,
  profileVisits: null,
};

/**
 * Posts from a page's own markup, exact numbers only: the aria-label of `[role="group"]`, else those of the buttons
 * and of the analytics link. The text people see is floored and animated, and never read.
 */
export function readRenderedPosts(
  html: string,
  options: { readAt: Date; quarantined: QuarantinedValue[]; isKnown?: (tweetId: string) => boolean },
): RenderedPost[] {
  return articles(html)
    .map((tokens) => readArticle(tokens, options))
    .filter((post) => post !== null);
}

/** Tokens of each article, without those of articles inside it. */
function articles(html: string): HtmlToken[][] {
  const done: HtmlToken[][] = [];
  const open: HtmlToken[][] = [];
  for (const token of htmlTokens(html)) {
    if (token.kind === 'open' && token.name === 'article') {
      const article: HtmlToken[] = [token];
      open.push(article);
      done.push(article);
    } else if (token.kind === 'close' && token.name === 'article') open.pop();
    else open.at(-1)?.push(token);
  }
  return done;
}

function readArticle(
  tokens: readonly HtmlToken[],
  options: { readAt: Date; quarantined: QuarantinedValue[]; isKnown?: (tweetId: string) => boolean },
): RenderedPost | null {
  const link = permalink(tokens);
  const social = textOf(tokens, 'socialContext') ?? '';
  if (link === null || options.isKnown?.(link.tweetId) || /\b(reposted|retweeted)\b/i.test(social)) return null;
  const { tweetId, handle } = link;
  const counters = { ...UNKNOWN, ...readLabels(tokens, { tweetId, quarantined: options.quarantined }) };
  if (COUNTER_NAMES.every((name) => counters[name] === null)) {
    const reason = 'no exact English label with numbers: the page may be in another language or have changed';
    options.quarantined.push({ tweetId, field: 'aria-label', got: labels(tokens)[0] ?? 'no label', reason });
    return null;
  }
  const post: PostObservation = {
    tweetId,
    authorId: null,
    createdAt: snowflakeTime(tweetId),
    readAt: options.readAt,
    source: 'dom_aria',
    counters,
    text: textOf(tokens, 'tweetText'),
    conversationId: null,
    inReplyToTweetId: null,
    inReplyToAuthorId: null,
    editTweetIds: [tweetId],
    isRepost: false,
    isPinned: /^\s*pinned/i.test(social),
  };
  return { handle, post };
}

/** The article's own link: X gives quoted posts none but their photos'. Two different ones are no answer. */
function permalink(tokens: readonly HtmlToken[]): { tweetId: string; handle: string | null } | null {
  const found = new Map<string, string | null>();
  for (const token of tokens) {
    if (token.kind !== 'open') continue;
    const stated = token.attributes.get('data-tweet-id');
    const path = /^(?:https?:\/\/[^/]+)?\/(\w{1,15})\/status\/(\d{1,19})(?:\/analytics)?$/.exec(
      token.attributes.get('href') ?? '',
    );
    if (isId(stated) && token.name === 'article') return { tweetId: stated, handle: firstHandle(tokens) };
    if (isId(path?.[2])) found.set(path[2], (path[1] as string).toLowerCase());
  }
  const [only] = found;
  return found.size === 1 && only !== undefined ? { tweetId: only[0], handle: only[1] } : null;
}

function firstHandle(tokens: readonly HtmlToken[]): string | null {
  for (const token of tokens) {
    const handle =
      token.kind === 'open' ? /^\/(\w{1,15})(?:\/status\/|$)/.exec(token.attributes.get('href') ?? '') : null;
    if (handle !== null) return (handle[1] as string).toLowerCase();
  }
  return null;
}

function labels(
  tokens: readonly HtmlToken[],
  wanted: (tag: Map<string, string>, name: string) => boolean = () => true,
): string[] {
  return tokens.flatMap((token) => {
    const isWanted = token.kind === 'open' && wanted(token.attributes, token.name);
    const label = isWanted ? token.attributes.get('aria-label') : undefined;
    return label === undefined ? [] : [label];
  });
}

function readLabels(
  tokens: readonly HtmlToken[],
  options: { tweetId: string; quarantined: QuarantinedValue[] },
): Partial<PostCounters> {
  const groups = labels(tokens, (tag) => tag.get('role') === 'group').filter((label) => /\d/.test(label));
  if (groups.length === 1) return parseAriaLabel(groups[0] as string, options);
  const buttons = labels(
    tokens,
    (tag, name) =>
      name === 'button' ||
      ACTION_BUTTON.test(tag.get('data-testid') ?? '') ||
      /\/analytics$/.test(tag.get('href') ?? ''),
  );
  return parseAriaLabel(buttons.map((label) => label.split('. ')[0]).join(', '), options);
}

/** Text of the first element with this test id, tags left out. */
function textOf(tokens: readonly HtmlToken[], testId: string): string | null {
  const start = tokens.findIndex((token) => token.kind === 'open' && token.attributes.get('data-testid') === testId);
  const element = tokens[start];
  if (element?.kind !== 'open') return null;
  let depth = 0;
  let text = '';
  for (const token of tokens.slice(start)) {
    if (token.kind === 'text') text += token.text;
    else if (token.name === element.name) depth += token.kind === 'open' ? 1 : -1;
    else if (token.kind === 'open' && token.name === 'img') text += token.attributes.get('alt') ?? '';
    if (depth === 0) break;
  }
  return text === '' ? null : text;
}
