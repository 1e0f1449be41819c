import type { Token } from './token.ts';

/** Finds the template a signature fits without comparing it with each: one look-up per pattern of wildcards in use. */
export class TemplateIndex {
  /** By length: the sets of wildcard positions in use. */
  private readonly masks = new Map<number, { positions: Set<number>; templates: Map<string, number> }[]>();

  add(template: readonly Token[], id: number): void {
    const positions = new Set(template.flatMap((token, at) => (token.kind === 'wildcard' ? [at] : [])));
    const ofLength = this.masks.get(template.length) ?? [];
    this.masks.set(template.length, ofLength);
    let mask = ofLength.find((one) => one.positions.size === positions.size && one.positions.isSubsetOf(positions));
    if (!mask) ofLength.push((mask = { positions, templates: new Map() }));
    mask.templates.set(keyWithout(template, positions), id);
  }

  /** The id of the template with the fewest wildcards that the signature fits. */
  match(tokens: readonly Token[]): number | null {
    let best: { id: number; wildcards: number } | null = null;
    for (const { positions, templates } of this.masks.get(tokens.length) ?? []) {
      if (best !== null && positions.size >= best.wildcards) continue;
      const fits = [...positions].every((at) => tokens[at]?.kind !== 'locked' && tokens[at]?.kind !== 'punctuation');
      const id = fits ? templates.get(keyWithout(tokens, positions)) : undefined;
      if (id !== undefined) best = { id, wildcards: positions.size };
    }
    return best?.id ?? null;
  }
}

function keyWithout(tokens: readonly Token[], positions: ReadonlySet<number>): string {
  return tokens.map((token, at) => (positions.has(at) ? '' : `${token.kind}${token.text}`)).join('\u0001');
}
