import { arrayOf, isRecord, type JsonRecord, recordAt, stringOf } from './json.ts';

/**
 * The whole text of a post: an article's title and body, else the long-post text, else the ordinary one
 * (whose &amp; &lt; &gt; X escapes). Null when the payload has none.
 */
export function fullText(post: JsonRecord): string | null {
  const text = articleText(post) ?? noteText(post) ?? ordinaryText(post);
  return text === null ? null : storable(text);
}

function noteText(post: JsonRecord): string | null {
  const note = recordAt(post, 'note_tweet', 'note_tweet_results', 'result') ?? recordAt(post, 'note_tweet', 'result');
  return stringOf(note?.text);
}

function ordinaryText(post: JsonRecord): string | null {
  const text = stringOf(recordAt(post, 'legacy')?.full_text) ?? stringOf(recordAt(post, 'details')?.full_text);
  return text === null ? null : text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Timelines bring an article's title and preview only; its own page brings the body. */
function articleText(post: JsonRecord): string | null {
  const article = recordAt(post, 'article', 'article_results', 'result');
  if (article === null) return null;
  const blocks = arrayOf(recordAt(article, 'content_state')?.blocks)
    .map((block) => (isRecord(block) ? stringOf(block.text) : null))
    .filter((line) => line !== null);
  const body =
    stringOf(article.plain_text) ?? (blocks.length > 0 ? blocks.join('\n\n') : stringOf(article.preview_text));
  const parts = [stringOf(article.title), body].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('\n\n');
}

/** No NUL (PostgreSQL refuses it) and no half of a surrogate pair; everything else stays as its author wrote it. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}
