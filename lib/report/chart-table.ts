import { type Html, html } from './html.ts';

/** The numbers of a chart, for those who do not see it and those who want to know exactly: closed until asked for. */
export function chartTable(table: {
  summary: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}): Html {
  const { summary, head, rows } = table;
  return html`<details class="numbers"><summary>${summary}</summary><div class="scroll" tabindex="0" role="region" aria-label="${summary}"><table${head.length === 2 && html` class="pairs"`}><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([first = '', ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((text) => html`<td>${text}</td>`)}</tr>`)}</tbody></table></div></details>`;
}

/** The last value of each day in a time zone, oldest first. */
export function lastOfDays<Point extends { at: Date }>(
  points: readonly Point[],
  timeZone: string,
): (Point & { day: string })[] {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' });
  const days = new Map<string, Point & { day: string }>();
  for (const point of points.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const day = format.format(point.at);
    days.set(day, { ...point, day });
  }
  return [...days.values()];
}
