import type { LocalHost } from '../host.ts';
import { type Io, progress } from './io.ts';

export interface HostOptions {
  /** Whether the jobs' log lines are shown, on standard error. */
  showLog?: boolean;
}

/**
 * Opens the local host, works with it and closes it, also when the process is told to end: an embedded database must not
 * be left behind.
 */
export async function withHost<T>(io: Io, options: HostOptions, work: (host: LocalHost) => Promise<T>): Promise<T> {
  const { openLocalHost } = await import('../host.ts');
  const showLog = options.showLog === true || io.env.HONE_DEBUG === '1';
  const write = showLog ? (line: string) => io.stderr.write(line) : () => {};
  progress(io, 'opening the database');
  const host = await openLocalHost({ env: io.env, clock: io.clock, write });
  progress(io, null);
  const end = (signal: NodeJS.Signals) => {
    void host.close().finally(() => process.kill(process.pid, signal));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    return await work(host);
  } finally {
    for (const signal of signals) process.off(signal, end);
    await host.close();
  }
}

/** Whether X is the simulated one: all that is known of it is that it is on this machine. */
export function isSimulated(host: Pick<LocalHost, 'settings'>): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(host.settings.xBaseUrl).hostname);
}
