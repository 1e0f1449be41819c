/** A JSON object as the page receives it. */
export type JsonObject = { [key: string]: unknown };

/** X's own spelling of a moment: `Fri Jul 31 21:34:08 +0000 2026`. */
export function xDate(at: Date): string {
  const [weekday, day, month, year, time] = at.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} +0000 ${year}`;
}

/** Texts travel with `&`, `<` and `>` as entities. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
