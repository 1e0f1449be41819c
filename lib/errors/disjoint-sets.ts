/** Union-find over the numbers 0 to size - 1; the smallest member represents its set, so that order does not matter. */
export class DisjointSets {
  private readonly parent: number[];

  constructor(size: number) {
    this.parent = Array.from({ length: size }, (_, index) => index);
  }

  find(index: number): number {
    const parent = this.parent;
    let root = index;
    while (parent[root] !== root) root = parent[root] as number;
    while (parent[index] !== root) {
      const next = parent[index] as number;
      parent[index] = root;
      index = next;
    }
    return root;
  }

  /** Whether the two were in different sets. */
  join(a: number, b: number): boolean {
    const [first, second] = [this.find(a), this.find(b)];
    if (first === second) return false;
    this.parent[Math.max(first, second)] = Math.min(first, second);
    return true;
  }

  /** Each number's representative. */
  representatives(): number[] {
    return this.parent.map((_, index) => this.find(index));
  }
}
