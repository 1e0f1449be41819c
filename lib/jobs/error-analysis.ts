import {
  errorEvents,
  frequencySeries,
  knownPatterns,
  type PatternSeries,
  setCounts,
  storeVerdicts,
  upsertPatterns,
} from '../database/queries/errors.ts';
import { recordEvent, type Severity } from '../database/queries/events.ts';
import { lastWatermark } from '../database/queries/job-runs.ts';
import type { ErrorEvent } from '../errors/error-event.ts';
import { type FrequencyVerdict, judgeFrequency } from '../errors/judge-frequency.ts';
import { type ErrorGroup, mineErrors } from '../errors/mine-errors.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import type { JobDefinition } from './job.ts';

const HOUR_MS = 3_600_000;
const WINDOW_HOURS = 6;
const WINDOW_MS = WINDOW_HOURS * HOUR_MS;
/** Windows end when the job is scheduled: 02, 08, 14 and 20 o'clock UTC. */
const WINDOW_PHASE_MS = 2 * HOUR_MS;
const WINDOWS_BEFORE = 28;

/** Groups, categorises and counts what failed, says what is new, ongoing, regressed or resolved, and what to do about it. */
export const errorAnalysis: JobDefinition = {
  name: 'error_analysis',
  scope: 'installation',
  touchesX: false,
  async run({ time }, { sql, log }) {
    const currentStart = windowOf(justBefore(time));
    // Windows are counted whole: events that arrived late in the last one are counted now, and nothing is counted twice.
    const watermark = await lastWatermark(sql, 'error_analysis');
    const oldest = new Date(currentStart.getTime() - WINDOWS_BEFORE * WINDOW_MS);
    const from = watermark === null || watermark < oldest ? oldest : windowOf(justBefore(earlier(watermark, time)));
    const events = await errorEvents(sql, { from, until: time });

    const groups = mineErrors(events, { known: await knownPatterns(sql) });
    const { series, verdicts } = await sql.begin(async (tx) => {
      await upsertPatterns(tx, groups);
      await setCounts(tx, countsOf(groups, events));
      const counted = await frequencySeries(tx, {
        currentStart,
        windowHours: WINDOW_HOURS,
        windowsBefore: WINDOWS_BEFORE,
        until: time,
      });
      const judged = judgeFrequency(counted, { windowStart: currentStart, windowHours: WINDOW_HOURS });
      await storeVerdicts(tx, judged, time);
      return { series: counted, verdicts: judged };
    });

    const analysis = summarise(groups, verdicts, series);
    await recordEvent(sql, {
      type: 'error_analysis',
      severity: severityOf(verdicts),
      at: time,
      data: {
        timestamp: time.toISOString(),
        window: { start: currentStart.toISOString(), end: time.toISOString(), hours: WINDOW_HOURS },
        ...analysis,
      },
    });
    const counts = { events: events.length, patterns: verdicts.length, ...analysis.states };
    log.info(`${LOG_TAGS.error_analysis} Found ${counts.patterns} patterns in ${counts.events} errors`, counts);
    return { counts, watermark: time };
  },
};

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/** A moment that ends a window belongs to the window it ends. */
function justBefore(time: Date): Date {
  return new Date(time.getTime() - 1);
}

/** Start of the window a moment belongs to. */
function windowOf(time: Date): Date {
  return new Date(Math.floor((time.getTime() - WINDOW_PHASE_MS) / WINDOW_MS) * WINDOW_MS + WINDOW_PHASE_MS);
}

function countsOf(groups: readonly ErrorGroup[], events: readonly ErrorEvent[]) {
  const occurredAt = new Map(events.map(({ id, occurredAt }) => [id, occurredAt]));
  return groups.flatMap(({ fingerprint, eventIds }) => {
    const perWindow = new Map<number, number>();
    for (const id of eventIds) {
      const start = windowOf(occurredAt.get(id)!).getTime();
      perWindow.set(start, (perWindow.get(start) ?? 0) + 1);
    }
    return [...perWindow].map(([start, n]) => ({ fingerprint, windowStart: new Date(start), n }));
  });
}

function summarise(
  groups: readonly ErrorGroup[],
  verdicts: readonly FrequencyVerdict[],
  series: readonly PatternSeries[],
) {
  const seriesOf = new Map(series.map((one) => [one.fingerprint, one]));
  const groupOf = new Map(groups.map((group) => [group.fingerprint, group]));
  const byCategory: Record<string, number> = {};
  const states = { new: 0, ongoing: 0, regressed: 0, resolved: 0 };
  for (const { state } of verdicts) states[state] += 1;
  const patterns = verdicts
    .filter(({ count, fingerprint }) => count > 0 || groupOf.has(fingerprint))
    .sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1))
    .map((verdict) => {
      const group = groupOf.get(verdict.fingerprint);
      if (group !== undefined) byCategory[group.category] = (byCategory[group.category] ?? 0) + verdict.count;
      const one = seriesOf.get(verdict.fingerprint);
      return {
        ...verdict,
        previousCount: one?.counts.at(-2) ?? null,
        template: one?.template ?? null,
        errorName: group?.errorName ?? null,
        category: group?.category ?? null,
        subcategory: group?.subcategory ?? null,
        retryable: group?.retryable ?? null,
        advice: group?.advice ?? null,
        firstSeen: one?.firstSeen ?? null,
        lastSeen: one?.lastSeen ?? null,
        example: group?.example ?? null,
      };
    });
  return { total: patterns.reduce((sum, { count }) => sum + count, 0), states, byCategory, patterns };
}

function severityOf(verdicts: readonly FrequencyVerdict[]): Severity {
  if (verdicts.some(({ escalating }) => escalating)) return 'critical';
  return verdicts.some(({ state }) => state === 'new' || state === 'regressed') ? 'warning' : 'info';
}
