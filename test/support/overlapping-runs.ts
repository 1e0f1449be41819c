import type { Sql } from '../../lib/database/client.ts';

/** What a process that was killed makes of everything it still tries. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * The same database, as a process uses it that runs beside others and may be killed: before each statement it waits for
 * some turns of the event loop, and from a certain statement on all of them fail, also the one that would end a transaction
 * well.
 *
 * @param options.waits turns to wait before each statement, in order
 * @param options.killedAt number of the statement that is not reached any more; null: it lives
 */
export function asProcess(sql: Sql, options: { waits: () => number; killedAt: number | null }): Sql {
  let statements = 0;
  const step = async () => {
    statements += 1;
    for (let left = options.waits(); left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
    if (options.killedAt !== null && statements >= options.killedAt) throw new Killed(`at statement ${statements}`);
  };
  return wrap(sql, step);
}

function wrap(sql: Sql, step: () => Promise<void>): Sql {
  const begin = async (work: (tx: Sql) => Promise<unknown>) => {
    await step();
    return sql.begin(async (tx) => {
      const result = await work(wrap(tx as unknown as Sql, step));
      await step();
      return result;
    });
  };
  return new Proxy(sql, {
    apply(target, _self, args: Parameters<Sql>) {
      const made = Reflect.apply(target, undefined, args);
      // A tagged template is a statement once somebody waits for it; inside another one it is a piece of text.
      if (Array.isArray(args[0]) && 'raw' in args[0]) delay(made as unknown as Promise<unknown>, step);
      return made;
    },
    get: (target, name) => (name === 'begin' ? begin : Reflect.get(target, name)),
  });
}

function delay(query: Promise<unknown>, step: () => Promise<void>): void {
  const run = query.then.bind(query);
  Object.defineProperty(query, 'then', {
    value: (...handlers: Parameters<typeof run>) =>
      step()
        .then(() => run())
        .then(...handlers),
  });
}
