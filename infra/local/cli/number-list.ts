const BLOCK = 65_536;

/** A list of whole numbers from 0 to 2^32 - 1 that takes four bytes each, and is never copied as it grows. */
export class NumberList implements Iterable<number> {
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

  push(value: number): void {
    const at = this.#length % BLOCK;
    if (at === 0) this.#blocks.push(new Uint32Array(BLOCK));
    this.#blocks.at(-1)![at] = value;
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [block, values] of this.#blocks.entries()) yield* values.subarray(0, this.#length - block * BLOCK);
  }
}
