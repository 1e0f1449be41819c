import { DeadlineError } from './errors.ts';

/**
 * Runs `work` with a signal that aborts at the limit, and rejects then with a DeadlineError even if the work ignores it:
 * postgres.js has no client-side timeout and waits for ever on a connection that died silently.
 */
export async function withDeadline<T>(
  options: { what: string; limitMs: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const error = new DeadlineError(options.what, options.limitMs);
        controller.abort(error);
        reject(error);
      },
      Math.max(0, options.limitMs),
    );
  });
  try {
    return await Promise.race([work(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}
