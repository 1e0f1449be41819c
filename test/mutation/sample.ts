import { createHash } from 'node:crypto';

/** What of a mutant decides whether it is drawn. The place counts, so a sample stays the same until its code changes. */
export interface Mutant {
  readonly id: string;
  readonly fileName: string;
  readonly location: { start: { line: number; column: number }; end: { line: number; column: number } };
  readonly mutatorName: string;
  readonly replacement?: string;
}

export interface Draw {
  readonly seed: string;
  /** Of all mutants, from 0 to 1. */
  readonly share: number;
}

/** The draw that MUTATION_SEED and MUTATION_SHARE ask for. Throws a RangeError when the share is none. */
export function drawFrom(env: Readonly<Record<string, string | undefined>>): Draw {
  const share = Number(env.MUTATION_SHARE ?? '0.1');
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`MUTATION_SHARE must be a number above 0 and up to 1, got "${env.MUTATION_SHARE}"`);
  }
  return { seed: env.MUTATION_SEED ?? 'hone', share };
}

/** Whether the draw takes the mutant: each one by itself, by a hash of seed and place, so any machine draws the same. */
export function isDrawn(mutant: Mutant, { seed, share }: Draw): boolean {
  const { start, end } = mutant.location;
  const file = mutant.fileName.slice(mutant.fileName.lastIndexOf('lib/'));
  const place = [file, start.line, start.column, end.line, end.column, mutant.mutatorName, mutant.replacement];
  const hash = createHash('sha256')
    .update(JSON.stringify([seed, ...place]))
    .digest();
  return hash.readUInt32BE() / 2 ** 32 < share;
}

/** 95% interval of a share of k in n (Wilson 1927, without continuity correction). */
export function wilson(k: number, n: number): [number, number] {
  const z2 = 1.959964 ** 2;
  const middle = (k + z2 / 2) / (n + z2);
  const half = (Math.sqrt(z2) * Math.sqrt((k * (n - k)) / n + z2 / 4)) / (n + z2);
  return [middle - half, middle + half];
}

interface Result extends Mutant {
  readonly status: string;
}

/** One line per room: how many of the drawn mutants the tests noticed, with the interval. */
export function scores(results: readonly Result[]): string[] {
  const rooms = Map.groupBy(results, ({ fileName }) => /lib\/[^/]+/.exec(fileName)?.[0] ?? fileName);
  return [...rooms].map(([room, mutants]) => {
    const count = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
    const killed = count('Killed', 'Timeout');
    const n = killed + count('Survived');
    if (n === 0) return `${room}: no mutant was drawn; raise MUTATION_SHARE`;
    const [low, high] = wilson(killed, n).map(percent);
    return `${room}: ${percent(killed / n)}% of ${n} mutants noticed (95% interval ${low} to ${high}%)`;
  });
}

const percent = (share: number) => (100 * share).toFixed(1);
