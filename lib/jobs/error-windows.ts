const HOUR_MS = 3_600_000;
/** Errors are counted per window of six hours, the interval of the job. */
export const WINDOW_HOURS = 6;
const WINDOW_MS = WINDOW_HOURS * HOUR_MS;
/** Windows end when the job is scheduled: 02, 08, 14 and 20 o'clock UTC. */
const WINDOW_PHASE_MS = 2 * HOUR_MS;
/** A week. */
export const WINDOWS_BEFORE = 28;

/** Start of the window a moment belongs to. */
export function windowOf(time: Date): Date {
  return new Date(Math.floor((time.getTime() - WINDOW_PHASE_MS) / WINDOW_MS) * WINDOW_MS + WINDOW_PHASE_MS);
}

/** Start of the window that a moment ends or lies within: 08:00 ends a window, and begins the next for others. */
export function windowEndingAt(time: Date): Date {
  return windowOf(new Date(time.getTime() - 1));
}

/**
 * Where the windows to count begin. Windows are counted whole: events that arrived late in the last one are counted now. What arrived
 * later than that (`arrivals`: when it happened) has its window counted again as well.
 */
export function firstWindowToCount(options: { time: Date; watermark: Date | null; arrivals: readonly Date[] }): Date {
  const { time, watermark, arrivals } = options;
  const currentStart = windowEndingAt(time);
  const oldest = new Date(currentStart.getTime() - WINDOWS_BEFORE * WINDOW_MS);
  const readUntil =
    watermark === null || watermark < oldest ? null : windowEndingAt(watermark < time ? watermark : time);
  const starts = [readUntil ?? oldest, ...arrivals.filter((at) => at < time).map(windowOf)];
  return starts.reduce((a, b) => (a < b ? a : b));
}
