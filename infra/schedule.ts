// Schedules as EventBridge writes them, and the time maths on them: pure, UTC, no clock.

/** A schedule: a fixed rate, or the same minutes of the same hours every day. All times are UTC. */
export type Schedule =
  | { kind: 'rate'; intervalMs: number }
  | { kind: 'daily'; minutes: readonly number[]; hours: readonly number[] };

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UNIT_MS: Record<string, number> = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS };

/**
 * Reads `rate(N minutes|hours|days)` or `cron(MINUTES HOURS * * ? *)`; minutes and hours may be `*`, `n`, `n/step` or a list.
 * Days, months and years stay open: no job here needs them, and a form that is not understood must not run at a wrong time.
 *
 * @throws {RangeError} that names the expression when it is of another form
 */
export function parseSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null && Number(rate[1]) >= 1) {
    return { kind: 'rate', intervalMs: Number(rate[1]) * UNIT_MS[rate[2]!]! };
  }
  const cron = /^cron\((\S+) (\S+) \* \* \? \*\)$/.exec(expression);
  const minutes = cron === null ? null : parseField(cron[1]!, 60);
  const hours = cron === null ? null : parseField(cron[2]!, 24);
  if (minutes === null || hours === null) {
    throw new RangeError(
      `Schedule ${JSON.stringify(expression)} is not understood: use "rate(10 minutes)" or "cron(0 3/4 * * ? *)".`,
    );
  }
  return { kind: 'daily', minutes, hours };
}

/** The values below `end` that a cron field names, in order; null when it is not understood. `3/4` counts on from 3. */
function parseField(field: string, end: number): number[] | null {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(\*|\d+)(?:\/(\d+))?$/.exec(part);
    if (match === null) return null;
    const start = match[1] === '*' ? 0 : Number(match[1]);
    const isSingle = match[1] !== '*' && match[2] === undefined;
    const step = match[2] === undefined ? 1 : Number(match[2]);
    if (start >= end || step < 1) return null;
    for (let value = start; value < (isSingle ? start + 1 : end); value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/**
 * The slot a moment belongs to: the scheduled time at or before it. A rate is counted from 1970-01-01T00:00Z, because the phase
 * of an EventBridge rate rule is the moment somebody deployed it. Two deliveries of one event have one slot.
 *
 * @example slotAt(parseSchedule('cron(0 3/4 * * ? *)'), new Date('2026-02-03T06:59:59Z')) // => 2026-02-03T03:00:00Z
 */
export function slotAt(schedule: Schedule, time: Date): Date {
  if (schedule.kind === 'rate') {
    return new Date(Math.floor(time.getTime() / schedule.intervalMs) * schedule.intervalMs);
  }
  const midnight = Math.floor(time.getTime() / DAY_MS) * DAY_MS;
  const sinceMidnight = timesOfDay(schedule).findLast((ms) => midnight + ms <= time.getTime());
  return new Date(
    sinceMidnight === undefined ? midnight - DAY_MS + timesOfDay(schedule).at(-1)! : midnight + sinceMidnight,
  );
}

/** The next `count` scheduled times strictly after a moment; rates are counted as in {@link slotAt}. */
export function nextRuns(schedule: Schedule, { after, count }: { after: Date; count: number }): Date[] {
  const runs: Date[] = [];
  if (schedule.kind === 'rate') {
    const slot = slotAt(schedule, after).getTime();
    for (let n = 1; n <= count; n++) runs.push(new Date(slot + n * schedule.intervalMs));
    return runs;
  }
  for (let midnight = Math.floor(after.getTime() / DAY_MS) * DAY_MS; runs.length < count; midnight += DAY_MS) {
    for (const ms of timesOfDay(schedule)) {
      if (midnight + ms > after.getTime() && runs.length < count) runs.push(new Date(midnight + ms));
    }
  }
  return runs;
}

/** The shortest time between two runs, in milliseconds: what a run and its retries must fit into. */
export function intervalMs(schedule: Schedule): number {
  if (schedule.kind === 'rate') return schedule.intervalMs;
  const times = timesOfDay(schedule);
  return Math.min(...times.map((ms, i) => (times[i + 1] ?? times[0]! + DAY_MS) - ms));
}

/** The scheduled times of every day, in milliseconds since midnight UTC, in order. */
function timesOfDay({ minutes, hours }: Extract<Schedule, { kind: 'daily' }>): number[] {
  return hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * MINUTE_MS));
}
