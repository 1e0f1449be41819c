/** An address as people write it or as X shortens it; X turns those without a protocol into links as well. */
const ADDRESS = /(?:https?:\/\/\S+)|(?:[\p{L}\p{N}-]+\.)+\p{L}{2,24}(?:[/?#]\S*)?/gu;
/** With fewer letters than this besides addresses a text could be many posts. */
const TELLING_LETTERS = 8;

/**
 * Whether the text that X shows is the text that was handed over: letter by letter, but for addresses (X puts its own in their
 * place), white space and Unicode's spellings of one letter.
 * @example isPostedText('Read https://example.com/a  now', 'Read https://t.co/x1 now') // => true
 */
export function isPostedText(planned: string, shown: string): boolean {
  return plain(planned) === plain(shown);
}

/** Whether a text says enough to be recognised by itself. */
export function isTelling(text: string): boolean {
  return plain(text).replace(/[^\p{L}\p{N}]/gu, '').length >= TELLING_LETTERS;
}

/** Whether X would make a link of anything in the text. */
export function hasAddress(text: string): boolean {
  return text.search(ADDRESS) !== -1;
}

function plain(text: string): string {
  return text.normalize('NFC').replace(ADDRESS, ' ').replace(/\s+/g, ' ').trim();
}
