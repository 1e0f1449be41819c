/**
 * One line of CSV (RFC 4180), with its line end. NULL is an empty field, the empty text is `""`. What people wrote cannot become a
 * formula: a text that a spreadsheet would calculate gets an apostrophe before it.
 * @example csvLine([null, '', 0, '=1+1', 'a, b']) // => ',"",0,\'=1+1,"a, b"\r\n'
 */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

/** Excel, LibreOffice and Google Sheets take these for the beginning of a formula, also after white space. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;
/** Other separators are quoted as well: where commas are decimal points, spreadsheets split at semicolons. */
const SPECIAL = /[",;\t\r\n\u2028\u2029]|^\s|\s$/u;

function field(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return harmless === '' || SPECIAL.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
