import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, trusted } from '../../../lib/report/html.ts';

describe('html', () => {
  it('writes values as text', () => {
    expect(html`<b>${'<img src=x onerror="a()">'}</b>`.markup).toBe('<b>&lt;img src=x onerror=&quot;a()&quot;&gt;</b>');
  });

  it('keeps its own markup and joins lists', () => {
    expect(html`<ul>${['a', 'b'].map((item) => html`<li>${item}</li>`)}</ul>`.markup).toBe(
      '<ul><li>a</li><li>b</li></ul>',
    );
    expect(html`${trusted('<hr>')}`.markup).toBe('<hr>');
  });

  it('leaves out null, undefined and false, but never zero', () => {
    expect(html`[${null}${undefined}${false}${0}]`.markup).toBe('[0]');
  });

  it('lets no text open a tag, leave an attribute or start an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"'`]/);
        expect(markup.replace(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
      }),
    );
  });

  it('replaces control characters and lone surrogates', () => {
    expect(html`${'a\u0000b\u001bc\ud800d\ne'}`.markup).toBe('a\ufffdb\ufffdc\ufffdd\ne');
  });
});
