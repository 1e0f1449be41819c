import { frequencySeries } from '../database/queries/error-frequency.ts';
import {
  knownPatterns,
  replaceCounts,
  type StorableGroup,
  storeVerdicts,
  upsertPatterns,
} from '../database/queries/errors.ts';
import { recordEvent } from '../database/queries/events.ts';
import { lastWatermark } from '../database/queries/job-runs.ts';
import type { ErrorEvent } from '../errors/error-event.ts';
import type { ErrorGroup } from '../errors/error-group.ts';
import { mineErrors } from '../errors/mine-errors.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { collectDeadLetters } from './collect-dead-letters.ts';
import { countPerWindow, firstWindowToCount, WINDOW_HOURS, WINDOWS_BEFORE, windowEndingAt } from './error-windows.ts';
import type { JobDefinition } from './job.ts';
import { judgePatterns } from './judge-patterns.ts';
import { readErrors } from './read-errors.ts';
import { severityOf, summariseErrors } from './summarise-errors.ts';

/** Groups, categorises and counts what failed, says what is new, ongoing, regressed or resolved, and what to do about it. */
export const errorAnalysis: JobDefinition = {
  name: 'error_analysis',
  scope: 'installation',
  touchesX: false,
  async run({ time }, { sql, log, deadLetters = null }) {
    const letters = await collectDeadLetters(sql, deadLetters);
    const watermark = await lastWatermark(sql, 'error_analysis');
    const from = firstWindowToCount({ time, watermark, arrivals: letters.occurredAt });
    const events = await readErrors(sql, { from, until: time });
    const groups = mineErrors(events, { known: await knownPatterns(sql) });

    const currentStart = windowEndingAt(time);
    const isReplay = watermark !== null && time < watermark;
    const verdicts = await sql.begin(async (tx) => {
      if (!isReplay) {
        await upsertPatterns(tx, storable(groups, events));
        await replaceCounts(tx, { from, to: currentStart, counts: countPerWindow(groups, events) });
      }
      const grid = { currentStart, windowHours: WINDOW_HOURS, windowsBefore: WINDOWS_BEFORE, until: time };
      const judged = judgePatterns({ series: await frequencySeries(tx, grid), groups, events, time });
      // What was known then must not overwrite what is known now.
      if (!isReplay) await storeVerdicts(tx, judged, time);
      return judged;
    });

    const analysis = summariseErrors(verdicts, groups);
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
    await letters.remove();
    for (const { critical, count, pattern } of verdicts.filter(({ turnedCritical }) => turnedCritical)) {
      const fields = { reason: critical, count, category: pattern.category, advice: pattern.advice };
      log.error(`${LOG_TAGS.error_analysis} Critical: ${pattern.template}`, fields);
    }
    const { escalating, turnedCritical, states } = analysis;
    const counts = {
      events: events.length,
      patterns: verdicts.length,
      ...states,
      escalating,
      turnedCritical,
      collected: letters.collected,
    };
    log.info(`${LOG_TAGS.error_analysis} Found ${counts.patterns} patterns in ${counts.events} errors`, counts);
    return { counts, watermark: isReplay ? watermark : time, problems: letters.problems };
  },
};

/** The groups with the jobs and accounts they occurred in. */
function storable(groups: readonly ErrorGroup[], events: readonly ErrorEvent[]): StorableGroup[] {
  const eventOf = new Map(events.map((event) => [event.id, event]));
  return groups.map((group) => {
    const seenBy: Record<string, Date> = {};
    for (const id of group.eventIds) {
      const { job, accountId, occurredAt } = eventOf.get(id)!;
      if (job === null) continue;
      const place = `${job} ${accountId ?? '*'}`;
      const before = seenBy[place];
      if (before === undefined || before < occurredAt) seenBy[place] = occurredAt;
    }
    return { ...group, seenBy };
  });
}
