import type { LocalHost } from '../host.ts';
import type { Io } from './io.ts';
import { closing, type HostOptions } from './with-host.ts';

/** `withHost` for commands that run the jobs themselves, which this machine alone can. */
export async function withLocalHost<T>(
  io: Io,
  options: HostOptions,
  work: (host: LocalHost) => Promise<T>,
): Promise<T> {
  const { openLocalHost } = await import('../host.ts');
  return closing(io, options, (write) => openLocalHost({ env: io.env, clock: io.clock, write }), work);
}
