import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One system of Loghub-2k: its lines and the true template of each. */
export interface LoghubSystem {
  name: string;
  lines: string[];
  truth: string[];
}

/** Every system below a folder like `loghub_2k`, by name. */
export function readLoghub(folder: string): LoghubSystem[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const file = readdirSync(join(folder, name)).find((one) => one.includes('log_structured'));
      if (!file) throw new Error(`${join(folder, name)} holds no *log_structured*.csv: is it a folder of Loghub-2k?`);
      const [header, ...rows] = parseCsv(readFileSync(join(folder, name, file), 'utf8'));
      const content = header?.indexOf('Content') ?? -1;
      const eventId = header?.indexOf('EventId') ?? -1;
      if (content < 0 || eventId < 0) throw new Error(`${file} has no columns Content and EventId, got ${header}`);
      return {
        name,
        lines: rows.map((row) => row[content] as string),
        truth: rows.map((row) => row[eventId] as string),
      };
    });
}

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',' || character === '\n') {
      row.push(character === '\n' ? field.replace(/\r$/, '') : field);
      field = '';
      if (character === '\n') {
        rows.push(row);
        row = [];
      }
    } else field += character;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}
