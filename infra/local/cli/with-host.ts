import type { Host } from '../../host.ts';
import { type Io, progress } from './io.ts';

export interface HostOptions {
  /** Whether the jobs' log lines are shown, on standard error. */
  showLog?: boolean;
}

/**
 * Opens the installation a command works on and closes it, also when the process is told to end: an embedded database must not
 * be left behind.
 */
export function withHost<T>(io: Io, options: HostOptions, work: (host: Host) => Promise<T>): Promise<T> {
  return closing(io, options, io.openHost, work);
}

/** {@link withHost} for any way of opening one. */
export async function closing<H extends Host, T>(
  io: Io,
  options: HostOptions,
  open: (write: (line: string) => void) => Promise<H>,
  work: (host: H) => Promise<T>,
): Promise<T> {
  const showLog = options.showLog === true || io.env.HONE_DEBUG === '1';
  progress(io, 'opening the database');
  const host = await open(showLog ? (line) => io.stderr.write(line) : () => {});
  progress(io, 'working');
  const end = (signal: NodeJS.Signals) => {
    void host.close().finally(() => process.kill(process.pid, signal));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    return await work(host);
  } finally {
    progress(io, null);
    for (const signal of signals) process.off(signal, end);
    await host.close();
  }
}

/** Whether X is the simulated one: all that is known of it is that it is on this machine. */
export function isSimulated(host: Pick<Host, 'settings'>): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(host.settings.xBaseUrl).hostname);
}
