const WINDOW_MS = 15 * 60_000;

export interface RateLimits {
  /** Counts a request in its quarter of an hour of simulated time. */
  take(operation: string, limit: number, now: Date): { allowed: boolean; headers: Record<string, string> };
}

export function createRateLimits(options: { enforce: boolean }): RateLimits {
  const windows = new Map<string, { resetMs: number; used: number }>();
  return {
    take: (operation, limit, now) => {
      let window = windows.get(operation);
      if (!window || now.getTime() >= window.resetMs || now.getTime() < window.resetMs - WINDOW_MS) {
        window = { resetMs: now.getTime() + WINDOW_MS, used: 0 };
        windows.set(operation, window);
      }
      const allowed = !options.enforce || window.used < limit;
      if (allowed) window.used += 1;
      return { allowed, headers: rateLimitHeaders(limit, Math.max(0, limit - window.used), new Date(window.resetMs)) };
    },
  };
}

/** X's names; the reset is in whole seconds since 1970. */
export function rateLimitHeaders(limit: number, remaining: number, reset: Date): Record<string, string> {
  return {
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String(Math.ceil(reset.getTime() / 1000)),
  };
}
