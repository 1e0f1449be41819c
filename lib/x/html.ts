/** Just enough HTML to find elements, attributes and text in a page X rendered; tolerant of everything. */

export type HtmlToken =
  | { kind: 'open'; name: string; attributes: Map<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

const RAW_TEXT = new Set(['script', 'style', 'textarea', 'title']);
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** The page as a stream of tags and texts; comments are left out, the contents of scripts are one text. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1 || open > at)
      yield { kind: 'text', text: decodeEntities(html.slice(at, open === -1 ? undefined : open)) };
    if (open === -1) return;
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end === -1 ? html.length : end + 3;
      continue;
    }
    const end = tagEnd(html, open);
    const tag = readTag(html.slice(open + 1, end));
    at = end + 1;
    if (tag === null) continue;
    yield tag;
    if (tag.kind === 'open' && RAW_TEXT.has(tag.name)) {
      const close = endOfRawText(html, at, tag.name);
      yield { kind: 'text', text: html.slice(at, close) };
      at = close;
    }
  }
}

function endOfRawText(html: string, from: number, name: string): number {
  const pattern = new RegExp(`</${name}`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? html.length;
}

/** The `>` that ends a tag, ignoring those inside quoted attributes. */
function tagEnd(html: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < html.length; at++) {
    const char = html[at] as string;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '>') return at;
    else if ((char === '"' || char === "'") && html[at - 1] === '=') quote = char;
  }
  return html.length;
}

function readTag(inside: string): HtmlToken | null {
  const name = /^\/?([a-z][\w-]*)/i.exec(inside);
  if (name === null) return null;
  const tag = (name[1] as string).toLowerCase();
  if (inside.startsWith('/')) return { kind: 'close', name: tag };
  const attributes = new Map<string, string>();
  const pattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?/g;
  pattern.lastIndex = name[0].length;
  for (const [, key, double, single, bare] of inside.matchAll(pattern)) {
    const attribute = (key as string).toLowerCase();
    if (!attributes.has(attribute)) attributes.set(attribute, decodeEntities(double ?? single ?? bare ?? ''));
  }
  return { kind: 'open', name: tag, attributes };
}
