/**
 * The live peer: Drain (He, Zhu, Zheng, Lyu, "Drain: an online log parsing approach with fixed depth tree", ICWS 2017), as the paper
 * has it: mask, split at white space, descend by length and first tokens, take the most similar template of the leaf.
 */
export interface DrainOptions {
  depth: number;
  similarity: number;
  maximumChildren: number;
  masks: readonly (readonly [RegExp, string])[];
}

/** One configuration for every kind of log, with the four generic masks. */
export const DRAIN_DEFAULTS: DrainOptions = {
  depth: 4,
  similarity: 0.4,
  maximumChildren: 100,
  masks: [
    [/blk_-?\d+/g, '<*>'],
    [/\/?\d+\.\d+\.\d+\.\d+(?::\d+)?/g, '<*>'],
    [/\b0x[0-9a-fA-F]+\b/g, '<*>'],
    [/(?<![A-Za-z0-9])[-+]?\d+(?![A-Za-z0-9])/g, '<*>'],
  ],
};

interface Cluster {
  id: number;
  template: string[];
}

interface Node {
  children: Map<string, Node>;
  clusters: Cluster[];
}

const node = (): Node => ({ children: new Map(), clusters: [] });

export function createDrain(options: DrainOptions = DRAIN_DEFAULTS): { add(line: string): number; size(): number } {
  const root = node();
  let size = 0;
  return {
    size: () => size,
    add(line) {
      let masked = line;
      for (const [pattern, replacement] of options.masks) masked = masked.replace(pattern, replacement);
      const tokens = masked.split(' ').filter((token) => token !== '');
      const leaf = descend(root, tokens, options);
      const found = mostSimilar(leaf.clusters, tokens, options.similarity);
      if (!found) {
        leaf.clusters.push({ id: size, template: tokens });
        return size++;
      }
      tokens.forEach((token, at) => {
        if (found.template[at] !== token) found.template[at] = '<*>';
      });
      return found.id;
    },
  };
}

function descend(root: Node, tokens: readonly string[], { depth, maximumChildren }: DrainOptions): Node {
  let at = child(root, String(tokens.length));
  for (let level = 0; level < depth - 2 && level < tokens.length; level++) {
    const token = tokens[level] as string;
    const known = at.children.get(token);
    if (known) at = known;
    else if (/\d/.test(token) || at.children.size >= maximumChildren) at = child(at, '<*>');
    else at = child(at, token);
  }
  return at;
}

function child(parent: Node, key: string): Node {
  let found = parent.children.get(key);
  if (!found) parent.children.set(key, (found = node()));
  return found;
}

function mostSimilar(clusters: readonly Cluster[], tokens: readonly string[], threshold: number): Cluster | null {
  let best: Cluster | null = null;
  let bestSame = -1;
  let bestParameters = -1;
  for (const cluster of clusters) {
    let same = 0;
    let parameters = 0;
    for (let at = 0; at < tokens.length; at++) {
      if (cluster.template[at] === '<*>') parameters++;
      else if (cluster.template[at] === tokens[at]) same++;
    }
    if (same > bestSame || (same === bestSame && parameters > bestParameters)) {
      best = cluster;
      bestSame = same;
      bestParameters = parameters;
    }
  }
  return best !== null && bestSame / Math.max(1, tokens.length) >= threshold ? best : null;
}
