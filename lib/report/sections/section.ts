import { type Html, type HtmlValue, html } from '../html.ts';

export interface Section {
  id: string;
  title: string;
  /** How to read what follows, in a sentence or two. */
  lead?: HtmlValue;
  body: HtmlValue;
}

export function section({ id, title, lead, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${lead !== undefined && html`<p class="lead">${lead}</p>`}
${body}
</section>`;
}
