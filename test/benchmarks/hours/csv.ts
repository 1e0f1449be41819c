/** Rows of a CSV text by column name: quotes, doubled quotes and line breaks inside quotes. */
export function parseCsv(text: string, separator = ','): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === separator || character === '\n') {
      row.push(field.replace(/\r$/, ''));
      field = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else field += character;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  const [header = [], ...body] = rows;
  const names = header.map((name) => name.replace(/^\ufeff/, ''));
  return body
    .filter((cells) => cells.length === names.length)
    .map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]!])));
}
