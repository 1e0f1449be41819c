/** Breaks payloads the way X and networks do, from a stream of choices: drop, retype, reorder, nest, move, repeat. */

export type Mutation = readonly [where: number, how: number, what: number];

const STRANGE: readonly unknown[] = [
  null,
  '',
  '0',
  '12',
  'Infinity',
  '2.1M',
  -1,
  0,
  1.5,
  7,
  2 ** 53,
  1e308,
  true,
  false,
  [],
  {},
  [[]],
  'Tweet',
  'User',
  'TweetTombstone',
  'UserUnavailable',
  '2244994945',
  '\0\ud800',
];

type Node = Record<string, unknown> | unknown[];
interface Place {
  parent: Node;
  key: string;
}

/** A mutated copy; the given payload stays as it is. */
export function mutate(payload: unknown, mutations: readonly Mutation[]): unknown {
  const root = { payload: structuredClone(payload) };
  for (const [where, how, what] of mutations) {
    const places = placesIn(root);
    if (places.length === 0) break;
    const { parent, key } = places[where % places.length] as Place;
    const other = places[what % places.length] as Place;
    const value = get(parent, key);
    const strange = STRANGE[what % STRANGE.length];
    const change = [
      () => remove(parent, key),
      () => set(parent, key, structuredClone(strange)),
      () => set(parent, key, retyped(value)),
      () => shuffle(value, what),
      () => set(parent, key, what % 2 === 0 ? [value] : { result: value }),
      () => set(parent, key, structuredClone(get(other.parent, other.key))),
      () => Array.isArray(value) && value.push(...structuredClone(value)),
      () => Array.isArray(value) && value.splice(what % (value.length + 1)),
    ][how % 8];
    change?.();
  }
  return root.payload;
}

function placesIn(root: Node): Place[] {
  const places: Place[] = [];
  const visit = (node: unknown, depth: number) => {
    if (typeof node !== 'object' || node === null || depth > 40 || places.length > 5_000) return;
    for (const key of Object.keys(node)) {
      places.push({ parent: node as Node, key });
      visit(get(node as Node, key), depth + 1);
    }
  };
  visit(root, 0);
  return places;
}

const get = (parent: Node, key: string) => (parent as Record<string, unknown>)[key];
function set(parent: Node, key: string, value: unknown): void {
  (parent as Record<string, unknown>)[key] = value;
}
function remove(parent: Node, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function retyped(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return /^\d+$/.test(value) ? Number(value) : [value];
  return typeof value === 'object' ? JSON.stringify(value)?.slice(0, 200) : value;
}

function shuffle(value: unknown, seed: number): void {
  if (Array.isArray(value)) value.reverse().push(...value.splice(0, seed % (value.length + 1)));
  else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).reverse();
    for (const [key] of entries) delete (value as Record<string, unknown>)[key];
    Object.assign(value, Object.fromEntries(entries));
  }
}
