// Ways in which code throws. The test next door bundles this file and compares what the error analysis makes of each.

export function directly(): void {
  throw new TypeError("Cannot read properties of undefined (reading 'likes')");
}

export const inAnArrowFunction = (): void => {
  throw new RangeError('Invalid time value');
};

export class Reader {
  readonly #limit: number;

  constructor(limit: number) {
    if (limit < 0) throw new RangeError(`a limit of ${limit} is below 0`);
    this.#limit = limit;
  }

  async read(): Promise<never> {
    await Promise.resolve();
    return this.#refuse();
  }

  #refuse(): never {
    throw new Error(`refused after ${this.#limit} tries`);
  }

  static open(): Reader {
    return new Reader(-1);
  }
}

export async function withACause(): Promise<void> {
  try {
    await new Reader(3).read();
  } catch (cause) {
    throw new Error('the page could not be read', { cause });
  }
}

export function inACallback(): void {
  for (const text of ['{}', '{"likes":']) [text].map((one) => JSON.parse(one));
}

export function recursively(depth = 0): void {
  if (depth === 5) throw new Error('too deep');
  recursively(depth + 1);
}

export async function inManyAtOnce(): Promise<void> {
  await Promise.all([Promise.resolve(), new Reader(1).read()]);
}
