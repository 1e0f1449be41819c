/** Markup that is safe to put into the page: made only by `html` and `trusted`. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * A template whose values are text, never markup, unless they are `Html` themselves. Null, undefined and false vanish, so
 * that conditions read well; a missing measurement goes through `format.ts`, which shows it as –.
 * @example html`<b>${'<script>'}</b>`.markup // => '<b>&lt;script&gt;</b>'
 */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  let markup = strings[0] ?? '';
  values.forEach((value, index) => {
    markup += toMarkup(value) + strings[index + 1];
  });
  return new Html(markup);
}

/** Markup written in this repository, e.g. the stylesheet. Never for anything that came from outside. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return escapeText(String(value));
  return value.map(toMarkup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters would end the document early or hide what follows; a browser would show them as nothing anyway. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(CONTROL, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}
