/** Clocks run apart by this much without anything being wrong, ms. */
const TOLERANCE_MS = 60_000;

/**
 * The time a job reckons with: the event's, so that replaying an old event gives the old answer. A missing, unreadable or
 * implausible time (in the future, or before the account) means the wall clock.
 */
export function analysisTime(options: { eventTime?: unknown; wallClock: Date; notBefore?: Date | null }): Date {
  const { eventTime, wallClock, notBefore = null } = options;
  if (typeof eventTime !== 'string' && !(eventTime instanceof Date)) return wallClock;
  const time = new Date(eventTime);
  const plausible =
    Number.isFinite(time.getTime()) &&
    time.getTime() <= wallClock.getTime() + TOLERANCE_MS &&
    (notBefore === null || time >= notBefore);
  return plausible ? time : wallClock;
}
