import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.ts';

export const isLong = process.env.HONE_LONG === '1';

/** Says what was done where somebody waits for it for long. */
export function tell(words: string): void {
  if (isLong) process.stdout.write(`${words}\n`);
}

/** All moments of a run; where time is short at most so many of them, both ends always, the others spread evenly. */
export function momentsToTry(moments: number, most: number): number[] {
  const count = isLong ? moments : Math.min(moments, most);
  if (count === 1) return [moments];
  return Array.from({ length: count }, (_, i) => Math.round(1 + (i * (moments - 1)) / (count - 1)));
}

/** What a process that was killed makes of everything it still tries outside the database. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * One process with one way to the database and to everything else it waits for. Each await has two moments: before what is asked for
 * happens, and after it, when the answer is on its way. At one of them the process may die: from then on the world hears nothing of
 * it any more, its connection is closed, and what it had asked for last has happened or not.
 */
export class Life {
  /** Moments so far. */
  moments = 0;
  isOver = false;
  /** Where it ended, for messages. */
  lastWord = '';
  private readonly proxy: DatabaseProxy;
  private readonly killedAt: number | null;

  private constructor(proxy: DatabaseProxy, killedAt: number | null) {
    this.proxy = proxy;
    this.killedAt = killedAt;
    proxy.react = ({ text }) => {
      const before = this.passes(text);
      if (!before) return 'break before';
      return this.passes(`after ${text}`) ? 'pass' : 'break after';
    };
  }

  /** @param killedAt the moment it does not survive, from 1; null: it lives */
  static async begin(databaseUrl: string, killedAt: number | null): Promise<Life> {
    return new Life(await startDatabaseProxy(databaseUrl), killedAt);
  }

  get url(): string {
    return this.proxy.url;
  }

  /** Something it waits for that is not the database. */
  async call<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (!this.passes(what)) throw new Killed(what);
    const answer = await work();
    if (!this.passes(`after ${what}`)) throw new Killed(what);
    return answer;
  }

  async end(): Promise<void> {
    await this.proxy.close();
  }

  private passes(what: string): boolean {
    if (this.isOver) return false;
    this.moments += 1;
    if (this.moments !== this.killedAt) return true;
    this.isOver = true;
    this.lastWord = what.replace(/\s+/g, ' ').trim();
    if (!this.lastWord.startsWith('after ')) this.proxy.kill();
    else this.proxy.refuse();
    return false;
  }
}
